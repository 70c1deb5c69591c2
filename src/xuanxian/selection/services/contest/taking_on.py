"""Taking those who go on to the stage after the contest, many at once."""

from dataclasses import dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.progress import move_stage
from xuanxian.selection.states import State


@dataclass(frozen=True)
class TakenOn:
    """Who was taken on, and what held the others.

    Attributes:
        held: one problem a reason, for those whom the gate holds or bars.
    """

    moved: tuple[models.Candidacy, ...]
    held: tuple[Problem, ...]


@transaction.atomic
def take_on(contest: models.Contest, *, actor: Actor) -> TakenOn:
    """Move everybody on who goes on and whom the gate lets pass; each leaves an entry.

    Those whom it holds stay, each for the own reasons; nothing is done about them.

    Raises:
        Refusal: the last round is not published, nobody is left to move, or the role moves nobody.
    """
    inside = EnteredContest(contest, actor)
    step = inside.entered.rules.step(Stage.CONTEST)
    inside.entered.allow_roles(step.moves, f"{step.label}提交")
    last = inside.row_of(inside.instrument.rounds[-1].id)
    if last is None or last.published_on is None:
        raise Refusal("最后一轮的成绩还没有公布。", mend="公布以后才能提交。")
    people = models.Candidacy.objects.filter(
        application__contest=inside.row,
        application__going_on=True,
        stage=Stage.CONTEST,
        state=State.ACTIVE,
    ).select_related("vacancy__round", "person")
    if not people:
        raise Refusal("没有还要提交的人选。")
    moved: list[models.Candidacy] = []
    held: list[Problem] = []
    for candidacy in people.order_by("vacancy__place", "place"):
        try:
            with transaction.atomic():
                moved.append(move_stage(candidacy, actor=actor))
        except Refusal as refusal:
            held += refusal.problems
    return TakenOn(tuple(moved), tuple(held))
