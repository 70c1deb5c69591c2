"""How every verb of a contest begins, and what several of them ask."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.instruments.contest.points import Score
from xuanxian.selection.instruments.contest.schema import Round as ContestRound
from xuanxian.selection.queries.contest import applications_of, may_compete
from xuanxian.selection.services.entering import Entered, enter


class EnteredContest:
    """A contest inside the transaction of a verb: its round locked, its instrument read."""

    def __init__(self, contest: models.Contest, actor: Actor, *, ended_too: bool = False) -> None:
        """
        Args:
            ended_too: whether the verb may still be done once the contest has ended.

        Raises:
            Refusal: the round is closed, the contest has ended, or who acts takes part in it.
        """
        self.entered: Entered = enter(contest.round, actor)
        self.row = models.Contest.objects.select_related("round__unit").get(pk=contest.pk)
        if self.row.ended_on and not ended_too:
            raise Refusal(f"“{self.row.title}”已于{self.row.ended_on.isoformat()}结束。")
        _refuse_taking_part(self.row, actor)
        self.instrument: Contest = self.entered.rules.get(self.row.instrument, Contest)
        self.parameters = self.entered.rules.parameters
        self.actor = actor

    @property
    def applications(self) -> QuerySet[models.Application]:
        """Everybody who applied."""
        return applications_of(self.row)

    def allow(self, verb: str) -> None:
        """Refuse unless the policy gives `verb` to the actor's role."""
        self.entered.allow(verb, Stage.CONTEST)

    def take(self, kind: str, body: dict[str, object]) -> None:
        """Take a step on the record of the round."""
        self.entered.take(kind, {"contest": str(self.row.pk), **body})

    def step(self, step_id: str) -> ContestRound:
        """The round of the contest with this id.

        Raises:
            Refusal: the policy has none.
        """
        found = self.instrument.round(step_id)
        if found is None:
            named = "、".join(each.title for each in self.instrument.rounds)
            raise Refusal(
                Problem(self.row.title, "轮次", step_id, "制度没有这一轮。", f"制度所列：{named}。")
            )
        return found

    def score(self, step_id: str, name: str) -> Score:
        """A score of a round.

        Raises:
            Refusal: the round has none of this name.
        """
        step = self.step(step_id)
        found = next((one for one in step.scores if one.id == name), None)
        if found is None:
            named = "、".join(one.id for one in step.scores)
            raise Refusal(
                Problem(step.title, "成绩", name, "这一轮没有这项成绩。", f"可选：{named}。")
            )
        return found

    def row_of(self, step_id: str) -> models.ContestStep | None:
        """What is kept of a round, None before anything was done in it."""
        return models.ContestStep.objects.filter(contest=self.row, step=step_id).first()

    def refuse_unless_closed(self) -> None:
        """
        Raises:
            Refusal: applications are still open.
        """
        if self.row.closed_on is None:
            raise Refusal(
                f"“{self.row.title}”还没有截止报名。",
                mend=f"报名到{self.row.closes_on.isoformat()}，期满后登记截止。",
            )

    def refuse_unless_turn_of(self, step_id: str) -> None:
        """
        Raises:
            Refusal: applications are open, or the round before is not published.
        """
        self.refuse_unless_closed()
        ids = [each.id for each in self.instrument.rounds]
        place = ids.index(self.step(step_id).id)
        if place == 0:
            return
        before = self.row_of(ids[place - 1])
        if before is None or before.published_on is None:
            title = self.instrument.rounds[place - 1].title
            raise Refusal(f"前一轮“{title}”的成绩还没有公布。", mend="请按轮次的先后办理。")

    def refuse_published(self, step_id: str) -> None:
        """
        Raises:
            Refusal: the round is published, and no objection against it was upheld since.
        """
        row = self.row_of(step_id)
        if row is None or row.published_on is None:
            return
        ids = [each.id for each in self.instrument.rounds]
        after = ids[ids.index(step_id) + 1 :]
        later = models.ContestStep.objects.filter(
            contest=self.row, step__in=after, held_on__isnull=False
        )
        upheld = models.Objection.objects.filter(
            application__contest=self.row,
            against=step_id,
            upheld=True,
            answered_on__gte=row.published_on,
        )
        if later.exists() or not upheld.exists():
            raise Refusal(
                f"“{self.step(step_id).title}”的成绩已于{row.published_on.isoformat()}公布，不能再改。",
                mend="确有错误的，请由本人提出异议，经核查成立后更正。",
            )

    def taking_part(self, step_id: str) -> list[models.Application]:
        """Who takes part in a round: not left, not refused, not out in a round before."""
        ids = [each.id for each in self.instrument.rounds]
        before = set(ids[: ids.index(step_id)])
        found = []
        for one in self.applications.order_by("number"):
            out = one.going_on is False and one.stands.get("step") in before
            if not out and may_compete(self.instrument, one):
                found.append(one)
        return found

    def named(self, keys: Collection[object]) -> dict[str, models.Application]:
        """The applications with these ids, by id as text.

        Raises:
            Refusal: one of them is not of this contest.
        """
        rows = {str(one.pk): one for one in self.applications.filter(pk__in=list(keys))}
        if missing := [str(key) for key in keys if str(key) not in rows]:
            raise Refusal(Problem(self.row.title, "报名", missing[0], "没有这份报名。", "请刷新。"))
        return rows


def _refuse_taking_part(contest: models.Contest, actor: Actor) -> None:
    """Nobody works on a contest he takes part in; what he does as himself is another matter."""
    if actor.role == Role.PERSON:
        return
    try:
        account = UUID(actor.account)
    except ValueError:
        return  # no account, as the command line
    if contest.applications.filter(person__account=account).exists():
        raise Refusal(f"您报名参加了“{contest.title}”，应当回避。", mend="请由其他人员办理。")


def some_names(applications: Iterable[models.Application], most: int = 5) -> str:
    """A few names, and how many more there are."""
    labels = [one.label for one in applications]
    more = f"等{len(labels)}人" if len(labels) > most else ""
    return "、".join(labels[:most]) + more
