"""试运行: try an instrument of a policy on an example, changing values and parameters at will."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters, queries, rehearsal
from xuanxian.policy.drafts.checking import with_cases_to_try
from xuanxian.policy.drafts.queries import policy_of
from xuanxian.policy.drafts.services import latest_version
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.models import PolicyDraft
from xuanxian.policy.rehearsal import Rehearsed
from xuanxian.policy.schema import Case, Parameter, Policy
from xuanxian.policy.trial import Sheet, Table, Trial, blank_rows, given_on, sheet_of, written
from xuanxian.policy.trial.words import named, shown_answer
from xuanxian.policy.views.drafts import draft_for

_BETWEEN = re.compile(r"[、，,\n]")
_BLANK_ROWS = 3
_MOST_ROWS = 500


@dataclass(frozen=True)
class _Tried:
    """What the form holds: the instrument, the example it began from, and what was filled in."""

    instrument: Instrument
    case: Case
    sheet: Sheet
    rows: Mapping[str, list[list[str]]]
    settings: Mapping[str, str]


@needs("policy.rehearse_policy")
def rehearse(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """Fill in an example, see what the policy answers, day by day. Nothing is stored."""
    adopted, draft = _adopted(request), _draft(request)
    chosen = adopted or (policy_of(latest_version(draft)) if draft else None)
    if chosen is None and policy_id not in catalogue.policy_ids():
        raise Http404
    policy = with_cases_to_try(chosen or catalogue.load(policy_id))
    asked = request.POST if request.method == "POST" else request.GET
    offered = _offered(policy)
    context: dict[str, Any] = {
        "policy": policy,
        "adopted": adopted is not None,
        "version": request.GET.get("version", ""),
        "draft": draft,
        "offered": offered,
    }
    if offered:
        tried = _tried(policy, offered, asked, is_filled=request.method == "POST")
        context |= _form(policy, tried)
        if request.method == "POST" and "more" not in request.POST:
            try:
                trial = _trial(policy, tried)
                if "file" in request.POST:
                    return _file(trial)
                result = rehearsal.rehearse(policy, trial.instrument, trial.given, trial.parameters)
                context |= _result(result)
            except Refusal as refusal:
                context["refusal"] = refusal
    return render(request, "policy/rehearse.html", context)


def _adopted(request: SignedInRequest) -> Policy | None:
    """The adopted version that the address asks for, with the parameters set then."""
    key = request.GET.get("version", "")
    if not key:
        return None
    try:
        return queries.adopted_version(UUID(key)).policy
    except (Refusal, ValueError) as error:
        raise Http404 from error


def _draft(request: SignedInRequest) -> PolicyDraft | None:
    """The draft that the address asks for, to be tried before anybody adopts it."""
    key = request.GET.get("draft", "")
    if not key:
        return None
    try:
        return draft_for(request.user, UUID(key))
    except ValueError as error:
        raise Http404 from error


def _offered(policy: Policy) -> list[tuple[Instrument, list[tuple[int, Case]]]]:
    """The instruments that have examples to begin from, with those."""
    found = []
    for instrument in policy.instruments:
        cases = [
            (place, case)
            for place, case in enumerate(policy.cases)
            if case.instrument == instrument.id
        ]
        if cases:
            found.append((instrument, cases))
    return found


def _tried(
    policy: Policy,
    offered: list[tuple[Instrument, list[tuple[int, Case]]]],
    asked: QueryDict,
    *,
    is_filled: bool,
) -> _Tried:
    place = asked.get("case", "")
    known = {str(number): case for _, cases in offered for number, case in cases}
    wanted = asked.get("instrument", "")
    first = next((cases[0][1] for each, cases in offered if each.id == wanted), None)
    case = known.get(place) or first or offered[0][1][0][1]
    given = {key: value for key, value in case.given.items() if key != "parameters"}
    sheet = sheet_of(given)
    own = case.given.get("parameters", {})
    if not is_filled:
        rows = {table.key: [list(row) for row in table.rows] for table in sheet.tables}
        settings = {name: str(value) for name, value in own.items()}
    else:
        rows = {
            table.key: _posted(asked, number, len(table.columns))
            for number, table in enumerate(sheet.tables)
        }
        settings = {
            name: asked.get(f"set-{name}", "").strip()
            for name in policy.parameters
            if asked.get(f"set-{name}", "").strip()
        }
    return _Tried(policy.instrument(case.instrument), case, sheet, rows, settings)


def _posted(asked: QueryDict, number: int, width: int) -> list[list[str]]:
    """The rows of one table as typed; columns come as lists of equal length.

    A list of names in one field stands between 、.
    """
    if line := asked.get(f"line-{number}", ""):
        return [[part.strip()] for part in _BETWEEN.split(line) if part.strip()][:_MOST_ROWS]
    columns = [asked.getlist(f"cell-{number}-{column}")[:_MOST_ROWS] for column in range(width)]
    height = max((len(column) for column in columns), default=0)
    return [
        [column[row] if row < len(column) else "" for column in columns] for row in range(height)
    ]


def _trial(policy: Policy, tried: _Tried) -> Trial:
    given = given_on(tried.sheet, tried.rows)
    settings = {
        name: parameters.read(policy.parameters[name], value)
        for name, value in _settings(policy, tried)
    }
    return Trial(
        title=tried.case.name,
        policy=policy.id,
        instrument=tried.instrument.id,
        parameters=settings,
        given=given,
    )


def _settings(policy: Policy, tried: _Tried) -> list[tuple[str, str]]:
    problems = []
    found = []
    for name, text in tried.settings.items():
        try:
            parameters.read(policy.parameters[name], text)
            found.append((name, text))
        except (ValueError, ZeroDivisionError):
            problems.append(parameters.unreadable(policy, name, text))
    if problems:
        raise Refusal(problems)
    return found


def _form(policy: Policy, tried: _Tried) -> dict[str, Any]:
    return {
        "instrument": tried.instrument,
        "case": tried.case,
        "case_number": policy.cases.index(tried.case),
        "tables": [_table(number, table, tried) for number, table in enumerate(tried.sheet.tables)],
        "open_settings": [
            _setting(name, each, tried) for name, each in policy.parameters.items() if each.is_open
        ],
        "settings": [
            _setting(name, each, tried)
            for name, each in policy.parameters.items()
            if not each.is_open
        ],
    }


def _table(number: int, table: Table, tried: _Tried) -> dict[str, Any]:
    suggestions = tried.instrument.suggestions()
    of_table = suggestions.get(table.key, ()) if len(table.columns) == 1 else ()
    typed = tried.rows.get(table.key, [])
    columns = []
    for place, column in enumerate(table.columns):
        offered = suggestions.get(column.key) or of_table
        here = [row[place] for row in typed if row[place]] if offered else []
        columns.append(
            {
                "name": f"cell-{number}-{place}",
                "label": named(column.key),
                "form": column.form,
                "suggestions": [(each, named(each)) for each in dict.fromkeys([*offered, *here])],
            }
        )
    rows = [row for row in typed if any(row)]
    in_line = table.shape == "values" and not columns[0]["suggestions"]
    if in_line and not any(_BETWEEN.search(row[0]) for row in rows):
        return {
            "name": f"line-{number}",
            "label": named(table.key),
            "shape": "line",
            "line": "、".join(row[0] for row in rows),
        }
    if table.shape == "value":
        rows = rows[:1] or [[""]]
    rows += map(list, blank_rows(table, _BLANK_ROWS))
    return {
        "label": named(table.key),
        "shape": table.shape,
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in rows],
    }


def _setting(name: str, parameter: Parameter, tried: _Tried) -> dict[str, Any]:
    return {
        "name": name,
        "label": parameter.label or name,
        "unit": parameter.unit,
        "value": tried.settings.get(name, ""),
        "present": "" if parameter.is_open else parameter.quantity.shown(),
        "choices": [str(choice) for choice in parameter.choices],
    }


def _result(result: Rehearsed) -> dict[str, Any]:
    return {
        "result": result,
        "answer": shown_answer(result),
        "moments": [
            (each.on, each.said, [(named(key), str(value)) for key, value in each.values.items()])
            for each in result.moments
        ],
    }


def _file(trial: Trial) -> HttpResponse:
    response = HttpResponse(written(trial), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="trial.yaml"'
    return response
