"""Who stands in the second round, by the result of the first. Pure."""

from dataclasses import dataclass

from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.results import SubjectResult, TallyResult
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters, whole_number


@dataclass(frozen=True)
class GoingOn:
    """Who goes on.

    Attributes:
        clear: those whom the rule lets go on, in the order of their ranks.
        tied: those at one rank of whom only some can go on; people choose among them.
        places: how many of `tied` can.
    """

    clear: tuple[SubjectResult, ...]
    tied: tuple[SubjectResult, ...] = ()
    places: int = 0


def going_on(ballot: Ballot, result: TallyResult, parameters: Parameters) -> GoingOn:
    """Who goes on by the instrument's rule.

    Raises:
        Refusal: the instrument has no second round, the vote does not stand, somebody's rank cannot
            be told, or nobody is left.
    """
    rule = ballot.second_round
    if rule is None:
        raise _refused(ballot, "投票规则没有规定第二轮。", "请按制度办理。")
    if result.stands is False:
        raise _refused(ballot, "第一轮结果无效。", "请重新投票。")
    if any(one.rank is None for one in result.subjects):
        raise _refused(ballot, "第一轮有人排不出名次。", "请由人研究决定，另行建立投票。")
    wanted = {"all": (True, False, None), "passed": (True,), "not_passed": (False,)}[rule.among]
    eligible = [one for one in result.ranking if one.passed in wanted]
    most = whole_number(rule.at_most, parameters)
    if not eligible or not most:
        raise _refused(ballot, "没有人进入第二轮。", "请核对第一轮结果。")
    clear = [one for one in eligible if _standing(one, eligible, last=True) <= most]
    border = [
        one
        for one in eligible
        if _standing(one, eligible, last=True) > most >= _standing(one, eligible, last=False)
    ]
    if rule.ties == "all":
        return GoingOn((*clear, *border))
    return GoingOn(tuple(clear), tuple(border), most - len(clear) if border else 0)


def _standing(one: SubjectResult, eligible: list[SubjectResult], *, last: bool) -> int:
    """The place of `one` among `eligible`: the first or the last of those who share its rank."""
    rank = one.rank or 0
    if last:
        return sum((other.rank or 0) <= rank for other in eligible)
    return 1 + sum((other.rank or 0) < rank for other in eligible)


def _refused(ballot: Ballot, message: str, mend: str) -> Refusal:
    return Refusal(Problem(ballot.title or "投票", "第二轮", "", message, mend))
