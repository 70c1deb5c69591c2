"""What adopting a policy means for rounds under way: they keep theirs; how would they stand?"""

from collections.abc import Mapping
from uuid import UUID

from xuanxian.access.models import Account
from xuanxian.facts.installation import facts_of_people
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.consequences import Consequence
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.schema import Policy
from xuanxian.selection import course, judging, models
from xuanxian.selection.course import CaseFacts
from xuanxian.selection.instruments import Stage
from xuanxian.selection.queries.case_facts import WORKED_ONE_BY_ONE, facts_of_round, rules_of
from xuanxian.selection.queries.need_to_know import need_to_know
from xuanxian.selection.queries.shell import address_of_round, rounds_in_scope
from xuanxian.selection.rules import Rules


def consequences_of(account: Account, scope: str, policy: Policy) -> list[Consequence]:
    """Every open round in `scope`, and who in it would stand differently under `policy`.

    Only a policy with a procedure can be followed by a round; for others there is nothing to say.
    Names are told to those who may see the person's case, others learn how many.
    """
    if not policy.of_kind("procedure"):
        return []
    rules = Rules.of_policy(policy)
    rounds = models.Round.objects.filter(closed_on__isnull=True, unit__code__startswith=scope)
    visible = set(rounds_in_scope(account).values_list("pk", flat=True))
    return [
        Consequence(
            title=round_.title if round_.pk in visible else "一个批次",
            url=address_of_round(round_) if round_.pk in visible else "",
            stays_on=f"{round_.policy_title}（{round_.opened_on:%Y.%m.%d}启动时的版本）",
            differences=_differences(account, round_, rules),
        )
        for round_ in rounds.select_related("unit")
    ]


def _differences(account: Account, round_: models.Round, rules: Rules) -> tuple[str, ...]:
    present = rules_of(round_)
    if present.dump() == rules.dump():
        return ()
    lines, unnamed = [], 0
    people = models.Candidacy.objects.filter(
        WORKED_ONE_BY_ONE, vacancy__round=round_, ended_on__isnull=True
    ).select_related("person", "vacancy", "vacancy__post", "vacancy__round", "vacancy__round__unit")
    now, then = facts_of_round(round_, present), facts_of_round(round_, rules)
    for candidacy in people:
        stage = Stage(candidacy.stage)
        if rules.procedure.step(stage) is None:
            line = f"{present.step(stage).label}：新制度没有这个环节"
        else:
            before = course.gate(present, now[candidacy.pk], stage)
            after = _under(rules, candidacy, then, stage)
            if after is None or before.verdict is after.verdict:
                continue
            line = f"{present.step(stage).label}：{_change(before, after)}"
        if need_to_know(account, present, candidacy):
            lines.append(f"{candidacy.person.name}，{line}。")
        else:
            unnamed += 1
    if unnamed:
        lines.append(f"另有{unnamed}名人选的结论会不同。")
    return tuple(lines)


def _under(
    rules: Rules, candidacy: models.Candidacy, facts: Mapping[UUID, CaseFacts], stage: Stage
) -> Outcome | None:
    """What the gate of `stage` would say under `rules`; None where that cannot be worked out."""
    person, post = candidacy.person, candidacy.vacancy.post
    of_person = facts_of_people([person], clock.today(), post.rank)[person.pk]
    outcomes = judging.outcomes(
        rules, {name: fact.value for name, fact in of_person.items()}, candidacy.stated
    )
    try:
        return course.gate(
            rules, facts[candidacy.pk].model_copy(update={"judgements": outcomes}), stage
        )
    except Refusal:
        return None


def _change(before: Outcome, after: Outcome) -> str:
    why = "、".join(
        dict.fromkeys(one.label for one in after.reasons if one.verdict is after.verdict)
    )
    because = f"（{why}）" if after.blocks and why else ""
    return f"现为{before.verdict.label}，按新制度为{after.verdict.label}{because}"
