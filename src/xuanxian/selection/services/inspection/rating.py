"""民主测评, 德的正反测评, and the lists that the team fills in."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import services as ballots
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.instruments import ItemList
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.entering import enter_case, enter_cases
from xuanxian.selection.services.inspection.standing import inspection_of, record_of
from xuanxian.selection.services.nomination import refuse_poll_under_way, subject_of


@transaction.atomic
def prepare_rating(
    candidacies: Sequence[models.Candidacy],
    electorates: Mapping[str, int],
    *,
    actor: Actor,
    title: str = "",
) -> Poll:
    """Prepare the poll of the 民主测评 over one or several people.

    Args:
        electorates: class of voters → 应到.

    Raises:
        Refusal: the policy has no rating, or one is under way.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("prepare_rating", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if not inspection.rating:
        raise Refusal("本批次依据的制度没有规定民主测评。")
    for candidacy in people:
        refuse_poll_under_way(record_of(candidacy).rating_poll)
    names = "、".join(one.person.name for one in people)
    poll = ballots.prepare_poll(
        instrument=entered.rules.get(inspection.rating, Ballot),
        parameters=entered.rules.parameters,
        title=title.strip() or f"{names}考察民主测评",
        subjects=[subject_of(candidacy) for candidacy in people],
        electorates=[ballots.Electorate(name, number) for name, number in electorates.items()],
        case=entered.round.stream,
        unit_code=entered.round.unit.code,
        actor=actor,
    )
    entered.take(
        "rating_poll.prepared",
        {"candidacies": [str(one.pk) for one in people], "poll": str(poll.pk)},
    )
    return poll


@transaction.atomic
def prepare_form(
    candidacy: models.Candidacy, form: str, electorates: Mapping[str, int], *, actor: Actor
) -> Poll:
    """Prepare the poll of a questionnaire about one person (德的正反测评).

    Args:
        form: id of the questionnaire, one of the inspection's `forms`.
        electorates: class of people asked → 应到.

    Raises:
        Refusal: a form the inspection lacks, one under way, a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("prepare_form", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if form not in {one.id for one in inspection.forms}:
        raise Refusal(Problem("专项测评", "测评表", form, "考察没有这种测评。", "请核对制度。"))
    before = record_of(candidacy).form_polls.get(form)
    refuse_poll_under_way(uuid.UUID(before) if before else None)
    questionnaire = entered.rules.get(form, Questionnaire)
    poll = ballots.prepare_poll(
        instrument=questionnaire,
        parameters=entered.rules.parameters,
        title=f"{candidacy.person.name}{questionnaire.title}",
        subjects=[subject_of(candidacy)],
        electorates=[ballots.Electorate(name, number) for name, number in electorates.items()],
        case=entered.round.stream,
        unit_code=entered.round.unit.code,
        actor=actor,
    )
    entered.take(
        "form_poll.prepared",
        {"candidacy": str(candidacy.pk), "form": form, "poll": str(poll.pk)},
    )
    return poll


@transaction.atomic
def fill_list(
    candidacy: models.Candidacy,
    filled: str,
    *,
    ticked: Collection[str],
    unknown: Collection[str] = (),
    actor: Actor,
) -> models.InspectionRecord:
    """Fill in a list about one person (政治素质正反向清单); again, it replaces the one before.

    Args:
        filled: id of the list, one of the inspection's `lists`.
        ticked: ids of the items that are the case.
        unknown: ids of the items of which the team does not know.

    Raises:
        Refusal: a list the inspection lacks, an item the list lacks, one both ticked and unknown,
            a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("fill_list", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if filled not in {one.id for one in inspection.lists}:
        raise Refusal(Problem("清单", "清单", filled, "考察没有这份清单。", "请核对制度。"))
    asked = entered.rules.get(filled, ItemList)
    labels = {item.id: item.label for item in asked.items}
    problems = [
        Problem(asked.title, item, "", "清单没有这一项。", "请核对。")
        for item in (*ticked, *unknown)
        if item not in labels
    ]
    problems += [
        Problem(asked.title, labels[item], "", "既选了有，又选了不明。", "请只选一样。")
        for item in ticked
        if item in unknown and item in labels
    ]
    if problems:
        raise Refusal(problems)
    entered.take(
        "list.filled",
        {
            "candidacy": str(candidacy.pk),
            "list": filled,
            "title": asked.title,
            "ticked": [item for item in labels if item in set(ticked)],
            "unknown": [item for item in labels if item in set(unknown)],
            "on": clock.today().isoformat(),
        },
    )
    return record_of(candidacy)
