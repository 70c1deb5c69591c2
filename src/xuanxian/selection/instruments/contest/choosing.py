"""选岗: those who passed choose posts openly, one after the other in the order of their places."""

from collections.abc import Sequence

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.instruments.contest.facts import PostFacts
from xuanxian.selection.instruments.contest.places import Entrant, places_of
from xuanxian.selection.instruments.contest.schema import Choice
from xuanxian.selection.instruments.contest.standing import Standing


def choose(choice: Choice, standings: Sequence[Standing], posts: Sequence[PostFacts]) -> None:
    """Give each candidate the first post of the own choice that has a seat left.

    Who stands at an uncertain place, or shares a place while one's choice could take another's
    post, waits, and so does everybody behind. Who has not chosen waits too.

    Raises:
        Refusal: a choice of a post that is not announced.
    """
    free = {post.id: post.seats for post in posts}
    for standing in standings:
        if odd := [name for name in standing.facts.choices if name not in free]:
            raise Refusal(
                Problem("选岗", standing.facts.id, odd[0], "没有这个岗位。",
                        f"公布的岗位有：{'、'.join(free)}。")
            )  # fmt: skip
    keys = [tuple(one.marks[name] for name in (choice.by, *choice.tie)) for one in standings]
    places = places_of(
        [Entrant(key, one.certain) for key, one in zip(keys, standings, strict=True)]
    )
    for one, place in zip(standings, places, strict=True):
        one.place = place.certain if one.marks[choice.by] is not None else None
        one.tied = tuple(standings[at].facts.id for at in place.tied)
    order = sorted(range(len(standings)), key=lambda at: places[at].best)
    waiting = ""
    while order:
        first = places[order[0]]
        turn = [standings[at] for at in order if places[at].best == first.best]
        uncertain = any(one.place is None or not one.certain for one in turn)
        if not waiting and uncertain:
            waiting = "前面有人的成绩、资格或去留不明，选岗次序未定"
        if not waiting:
            waiting = _take_turn(choice, turn, free)
        if waiting:
            for one in turn:
                if not one.chosen:
                    _wait(choice, one, waiting)
        order = order[len(turn) :]


def _take_turn(choice: Choice, turn: Sequence[Standing], free: dict[str, int]) -> str:
    """Let those at one place choose; why everybody behind must wait, "" when nobody must."""
    wished = {
        one.facts.id: next((name for name in one.facts.choices if free[name] > 0), "")
        for one in turn
    }
    for one in turn:
        if not wished[one.facts.id]:
            return f"{one.facts.id}还没有选岗，或所选岗位已满"
    for name in set(wished.values()):
        if list(wished.values()).count(name) > free[name]:
            return f"{'、'.join(wished)}名次并列又选同一岗位（{name}），先后由人决定"
    for one in turn:
        name = wished[one.facts.id]
        free[name] -= 1
        one.chosen = name
        one.finding.add(
            "choice", Verdict.PASS, "选岗", f"列第{one.place}名，选定{name}。", cite=choice.cite
        )
    return ""


def _wait(choice: Choice, one: Standing, why: str) -> None:
    one.finding.missing("choice", "选岗", f"{why}，暂缓选岗。", cite=choice.cite)
    one.note(Verdict.HOLD)
