"""The verbs: look at a counted vote, close a signal. Each is one transaction with its entry."""

import hashlib
import uuid
from typing import Any

import rfc8785
from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.ballots import result_queries
from xuanxian.ballots.models import Poll
from xuanxian.ballots.results import TallyResult
from xuanxian.insight.instruments.corroboration import Corroboration
from xuanxian.insight.instruments.vote_signals import VoteFacts, VoteSignals
from xuanxian.insight.models import VoteAnalysis, VoteSignal
from xuanxian.insight.vote_analysis import figures
from xuanxian.insight.vote_analysis.policies import PolicyOfAnalysis, policies_for
from xuanxian.insight.vote_analysis.projection import CLOSED, MADE, take
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.models import Vacancy


@transaction.atomic
def analyse(poll: Poll, *, account: Account, actor: Actor) -> VoteAnalysis:
    """Look at a counted vote by the policy in force; a signal found before is not found anew.

    Args:
        account: who looks; past polls are read in its scope.

    Raises:
        Refusal: there is no final result yet, or the policy leaves a parameter open.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    result = poll.tally_result
    if result is None or not result_queries.is_final(poll):
        raise Refusal(
            Problem(
                poll.title,
                "得票分析",
                "",
                "还没有正式结果。",
                "请先完成计票；有另写姓名的，先由两名计票人认定。",
            )
        )
    found, looked_at = [], []
    policies = policies_for(poll)
    vacancy = figures.vacancy_of(poll)
    if not policies.signals and (vacancy is None or not policies.corroborations):
        raise Refusal(
            Problem(poll.title, "得票分析", "", "现行制度不看这一类投票。", "需要的，请修订制度。")
        )
    for each in policies.signals:
        looked_at.append(each.said)
        facts = figures.vote_facts(poll, result, account)
        found += _signals(each.instrument, facts, each)
    if vacancy is not None:
        for compared in policies.corroborations:
            looked_at.append(compared.said)
            found += _disagreements(compared, poll, result, vacancy, account)
    known = set(VoteSignal.objects.filter(poll=poll).values_list("key", flat=True))
    fresh = {each["key"]: each for each in found if each["key"] not in known}
    analysis = uuid.uuid4()
    take(
        poll.pk,
        MADE,
        {
            "analysis": str(analysis),
            "poll": str(poll.pk),
            "policy": policies.main.id,
            "policy_title": policies.main.title,
            "policy_digest": policies.main.digest,
            "looked_at": looked_at,
            "signals": list(fresh.values()),
        },
        actor=actor,
        title=f"{poll.title}的得票分析",
    )
    return VoteAnalysis.objects.get(pk=analysis)


@transaction.atomic
def close_signal(signal: VoteSignal, conclusion: str, reason: str, *, actor: Actor) -> VoteSignal:
    """A person says what came of looking into a signal.

    Args:
        conclusion: a value of `VoteSignal.Conclusion`.
        reason: how it was looked into and what was found.

    Raises:
        Refusal: it is closed already, no such conclusion, or no reason.
    """
    signal = VoteSignal.objects.select_for_update().select_related("poll").get(pk=signal.pk)
    if not signal.is_open:
        raise Refusal(
            Problem(str(signal), "结论", "", f"已由{signal.closed_by}了结。", "不必重复办理。")
        )
    if conclusion not in VoteSignal.Conclusion.values:
        raise Refusal(Problem(str(signal), "结论", conclusion, "没有选择。", "请选择一项结论。"))
    if not reason.strip():
        raise Refusal(
            Problem(str(signal), "核实情况", "", "没有填写。", "请写明怎样核实、查明什么。")
        )
    take(
        signal.poll_id,
        CLOSED,
        {"signal": str(signal.pk), "conclusion": conclusion, "reason": reason.strip()},
        actor=actor,
    )
    return VoteSignal.objects.get(pk=signal.pk)


def _signals(
    instrument: VoteSignals, facts: VoteFacts, policy: PolicyOfAnalysis[Any]
) -> list[dict[str, Any]]:
    people = figures.people_of_subjects(facts.names)
    return [
        _body(
            each.kind,
            each.people,
            [str(people[one]) for one in each.people if one in people],
            "、".join(facts.name(one) for one in each.people),
            each.class_name,
            each.explanation,
            each.figures,
        )
        for each in instrument.signals(facts, policy.values)
    ]


def _disagreements(
    policy: PolicyOfAnalysis[Corroboration],
    poll: Poll,
    result: TallyResult,
    vacancy: Vacancy,
    account: Account,
) -> list[dict[str, Any]]:
    """A signal for each candidate, and one for all together, with what the policy says of them.

    What could not be told, as where no talks were held, is on the page and no signal.
    """
    facts = figures.corroboration_facts(poll, result, vacancy, account)
    if facts is None:
        return []
    people = figures.people_of_subjects(facts.candidates)
    found = []
    for key, reasons in policy.instrument.judge(facts, policy.values).items():
        breached = [
            each
            for each in reasons
            if each.verdict is not Verdict.PASS and "不明" not in each.figures.values()
        ]
        if not breached:
            continue
        concerned = (key,) if key else tuple(facts.candidates)
        figures_ = {name: figure for each in breached for name, figure in each.figures.items()}
        found.append(
            _body(
                VoteSignal.Kind.DISAGREEMENT.value,
                concerned,
                [str(people[one]) for one in concerned if one in people],
                facts.candidates[key].name if key else f"{vacancy.post}的全部人选",
                "",
                "".join(each.explanation for each in breached),
                figures_,
            )
        )
    return found


def _body(
    kind: str,
    subjects: tuple[str, ...],
    people: list[str],
    names: str,
    class_name: str,
    explanation: str,
    figures_: dict[str, str],
) -> dict[str, Any]:
    """A signal as the record keeps it; `key` says what it is about, whatever its figures."""
    about = [kind, sorted(subjects), class_name]
    return {
        "signal": str(uuid.uuid4()),
        "signal_kind": kind,
        "key": hashlib.sha256(rfc8785.dumps(about)).hexdigest(),
        "subjects": list(subjects),
        "people": people,
        "names": names,
        "class_name": class_name,
        "explanation": explanation,
        "figures": figures_,
    }
