"""What a count means: whether the vote stands and whether a subject passes. Pure."""

from collections.abc import Mapping
from fractions import Fraction

from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.measuring import Counted
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.results import Figure
from xuanxian.policy.formulas import Formula, Parameters
from xuanxian.policy.outcome import Outcome, Reason, Verdict


def remarks_on(
    ballot: Ballot | Questionnaire, totals: Mapping[str, int], parameters: Parameters
) -> tuple[tuple[Reason, ...], bool | None]:
    """What is to be said of the vote as a whole, and whether it stands.

    More ballots in the box than slips issued never stands, whatever the instrument says: nobody
    can tell which of them are too many.
    """
    remarks = []
    stands: bool | None = None
    if ballot.stands_when:
        rule = Formula(ballot.stands_when, totals, parameters)
        line = rule.spoken()
        stands = rule.holds({name: Fraction(n) for name, n in totals.items()})
        remarks.append(
            Reason(
                rule=f"{ballot.id}.stands_when",
                label="投票结果有效的条件",
                verdict=Verdict.PASS if stands else Verdict.HOLD,
                explanation=(
                    "投票符合规定，结果有效。"
                    if stands
                    else f"不符合要求（{line}），投票结果无效，应当重新投票。"
                ),
                figures={name: str(totals[name]) for name in rule.names},
                threshold=line,
                citation=ballot.cite,
            )
        )
    if totals["收回"] > totals["发出"]:
        stands = False
        remarks.append(
            Reason(
                rule=f"{ballot.id}.collected",
                label="收回不得多于发出",
                verdict=Verdict.HOLD,
                explanation=f"收回 {totals['收回']} 票，多于发出的 {totals['发出']} 票，结果无效。",
                figures={"收回": f"{totals['收回']} 票", "发出": f"{totals['发出']} 票"},
                citation=ballot.cite,
            )
        )
    return tuple(remarks), stands


def judge(
    ballot: Ballot,
    passes: Formula | None,
    values: Counted,
    *,
    counts: Mapping[str, int],
    measures: Mapping[str, Fraction | None],
    stands: bool | None,
    rank: int | None,
    tied: tuple[str, ...],
) -> tuple[bool | None, Outcome]:
    """Whether one subject passes, and its verdict.

    Args:
        ballot: the instrument.
        passes: its `passes`, read; None when there is nothing to pass.
        values: everything its `passes` may name.
        counts: the subject's counts, shown as figures.
        measures: the subject's measures that may be shown.
        stands: whether the vote as a whole stands.
        rank: the subject's rank, if any.
        tied: names of those who share it.
    """
    figures = {name: f"{number} 票" for name, number in counts.items()}
    figures |= {
        name: "无法计算" if value is None else Figure.of(value).percent
        for name, value in measures.items()
    }
    reasons = []
    passed: bool | None = None
    if stands is False:
        reasons.append(
            Reason(
                rule=f"{ballot.id}.stands",
                label="投票结果无效",
                verdict=Verdict.HOLD,
                explanation="本次投票不符合规定，结果无效，不作为依据。",
                citation=ballot.cite,
            )
        )
    elif passes is not None:
        passed = passes.holds(values)
        reasons.append(_on_passing(ballot, passed, passes.spoken(), figures))
    if rank is not None:
        reasons.append(_on_rank(ballot, rank, tied, figures))
    elif not reasons:
        reasons.append(
            Reason(
                rule=ballot.id,
                label=ballot.title or "投票结果",
                verdict=Verdict.PASS,
                explanation="得票情况供研究参考。",
                figures=figures,
                citation=ballot.cite,
            )
        )
    return passed, Outcome.of(reasons)


def _on_passing(ballot: Ballot, passed: bool | None, line: str, figures: dict[str, str]) -> Reason:
    failing = Verdict(ballot.otherwise) if ballot.effect == "gates" else Verdict.FLAG
    if passed is None:
        verdict = Verdict.HOLD if ballot.effect == "gates" else Verdict.FLAG
        explanation = "分母为零，无法判断是否通过，由人决定。"
    elif passed:
        verdict, explanation = Verdict.PASS, f"得票达到要求：{line}。"
    else:
        verdict, explanation = failing, f"得票未达到要求：{line}。"
    return Reason(
        rule=f"{ballot.id}.passes",
        label="得票是否达到要求",
        verdict=verdict,
        explanation=explanation,
        figures=figures,
        threshold=line,
        citation=ballot.cite,
    )


def _on_rank(ballot: Ballot, rank: int, tied: tuple[str, ...], figures: dict[str, str]) -> Reason:
    explanation = f"按{ballot.rank_by}列第 {rank} 名。"
    if tied:
        explanation = f"按{ballot.rank_by}与{'、'.join(tied)}并列第 {rank} 名，先后由人决定。"
    return Reason(
        rule=f"{ballot.id}.rank",
        label="名次",
        verdict=Verdict.FLAG if tied else Verdict.PASS,
        explanation=explanation,
        figures=figures,
        citation=ballot.cite,
    )
