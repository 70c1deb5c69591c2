"""What a contest waits for: one next step for all of its applicants together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo
from xuanxian.kernel import clock
from xuanxian.selection import models
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.instruments.contest.exam import DRAWS
from xuanxian.selection.instruments.contest.schema import Round as ContestRound
from xuanxian.selection.instruments.contest.scores import JudgedScore
from xuanxian.selection.queries.case_facts import rules_of
from xuanxian.selection.queries.contest import (
    applications_of,
    digest_of_marks,
    may_compete,
    missing_marks,
)
from xuanxian.selection.queries.shell import rounds_in_scope
from xuanxian.selection.rules import Rules


@dataclass(frozen=True)
class ContestDuty:
    """What has to be done next in a contest.

    Attributes:
        verb: the service that does it.
        what: what, as a short Chinese imperative.
        roles: role codes, any of which may do it.
        step: id of the round of the contest it belongs to, "" for none.
        why: what is missing, one Chinese sentence.
        waits: whether it is only a day that has to come.
    """

    verb: str
    what: str
    roles: tuple[str, ...]
    step: str = ""
    due: date | None = None
    why: str = ""
    waits: bool = False


@dataclass(frozen=True)
class StepState:
    """A round of a contest as it stands.

    Attributes:
        taking_part: who takes part.
        missing: of them, who has no whole mark yet and is not registered absent.
        digest: of the marks as they are now; signatures over another one no longer count.
        signed: roles that signed this digest.
        announced: how many marks were announced.
    """

    round: ContestRound
    row: models.ContestStep | None
    taking_part: tuple[models.Application, ...]
    missing: tuple[models.Application, ...]
    digest: str
    signed: frozenset[str]
    announced: int
    draws: tuple[models.Draw, ...]
    papers: tuple[models.ExamPaper, ...]
    examiners: tuple[models.Examiner, ...]

    @property
    def published(self) -> bool:
        """Whether the results are published."""
        return self.row is not None and self.row.published_on is not None


def step_state(contest: models.Contest, instrument: Contest, step: str) -> StepState:
    """How a round of `contest` stands.

    Raises:
        KeyError: the instrument has no such round; a defect of the caller.
    """
    round_ = instrument.round(step)
    if round_ is None:
        raise KeyError(step)
    ids = [each.id for each in instrument.rounds]
    before = set(ids[: ids.index(step)])
    taking_part = tuple(
        one
        for one in applications_of(contest)
        if may_compete(instrument, one)
        and not (one.going_on is False and one.stands.get("step") in before)
    )
    row = contest.steps.filter(step=step).first()
    digest = digest_of_marks(round_, taking_part)
    return StepState(
        round=round_,
        row=row,
        taking_part=taking_part,
        missing=tuple(missing_marks(instrument, step, taking_part)),
        digest=digest,
        signed=frozenset(
            one["role"] for one in (row.signatures if row else ()) if one["digest"] == digest
        ),
        announced=contest.announcements.filter(step=step).count(),
        draws=tuple(contest.draws.filter(step=step)),
        papers=tuple(contest.papers.filter(step=step)),
        examiners=tuple(contest.examiners.filter(step=step)),
    )


def contest_duty(contest: models.Contest, rules: Rules) -> ContestDuty | None:
    """What has to be done next; None once the contest has ended."""
    if contest.ended_on:
        return None
    instrument = rules.get(contest.instrument, Contest)
    stage = rules.step(Stage.CONTEST)

    def duty(verb: str, what: str, why: str = "", step: str = "", **more: Any) -> ContestDuty:
        return ContestDuty(verb, what, stage.roles_for(verb), step, why=why, **more)

    if contest.closed_on is None:
        over = clock.today() > contest.closes_on
        what = "登记报名截止" if over else "受理报名"
        verb = "close_applications" if over else "enter_application"
        return duty(verb, what, "报名期已满。" if over else "", due=contest.closes_on,
                    waits=not over)  # fmt: skip
    if instrument.qualification:
        open_ones = contest.applications.filter(qualified__isnull=True, left="").count()
        if open_ones:
            return duty("review_application", "审查报名资格", f"还有{open_ones}人没有审查。")
    for each in instrument.rounds:
        row = contest.steps.filter(step=each.id, published_on__isnull=False)
        if not row.exists():
            return _of_step(duty, step_state(contest, instrument, each.id))
    return duty("end_contest", "结束竞争选拔", "最后一轮的成绩已经公布。")


def _of_step(duty: Callable[..., ContestDuty], state: StepState) -> ContestDuty:
    each, exam = state.round, state.round.exam
    if exam:
        made = {draw.kind for draw in state.draws if draw.made_on}
        for kind in exam.draws:
            if kind not in made:
                return duty("make_draw", f"{each.title}：抽取{DRAWS[kind]}", "", each.id)
        if exam.sealed_papers and not state.papers:
            return duty("keep_exam_papers", f"{each.title}：密封登记试卷", "", each.id)
        if exam.sealed_papers and any(paper.opened_on is None for paper in state.papers):
            return duty("keep_exam_papers", f"{each.title}：启封试卷", "", each.id)
        judged = any(isinstance(score, JudgedScore) for score in each.scores)
        if judged and not any(one.serves for one in state.examiners):
            return duty("keep_examiners", f"{each.title}：登记、抽取考官", "", each.id)
    if state.missing:
        why = f"还有{len(state.missing)}人的成绩不全。"
        return duty("key_marks", f"{each.title}：登记成绩", why, each.id)
    if exam and exam.announced and state.announced < len(state.taking_part):
        return duty("announce_marks", f"{each.title}：当场宣布成绩", "", each.id)
    if exam and (open_ones := [role for role in exam.signed_by if role not in state.signed]):
        return ContestDuty(
            "sign_marks", f"{each.title}：成绩签字", tuple(open_ones), each.id,
            why="成绩已经登记齐。",
        )  # fmt: skip
    return duty("publish_results", f"公布{each.title}的成绩和名次", "成绩已经登记齐。", each.id)


def contest_todos(account: Account) -> list[Todo]:
    """What contests wait for of the roles the account holds, and objections not answered."""
    found = []
    contests = models.Contest.objects.filter(
        round__in=rounds_in_scope(account), round__closed_on__isnull=True, ended_on__isnull=True
    ).select_related("round__unit")
    for contest in contests:
        rules = rules_of(contest.round)
        held = {role for role, reach in account.reach if contest.round.unit.code.startswith(reach)}
        duty = contest_duty(contest, rules)
        if duty and not duty.waits and (roles := [role for role in duty.roles if role in held]):
            url = (
                reverse("contest_step", args=[contest.pk, duty.step])
                if duty.step
                else reverse("contest", args=[contest.pk])
            )
            found.append(
                Todo(title=f"{contest.title}：{duty.what}", url=url, due=duty.due, why=duty.why,
                     role=roles[0])
            )  # fmt: skip
        answering = rules.step(Stage.CONTEST).roles_for("answer_objection")
        if roles := [role for role in answering if role in held]:
            for objection in models.Objection.objects.filter(
                application__contest=contest, answered_on__isnull=True
            ).select_related("application__person"):
                found.append(
                    Todo(
                        title=f"{objection.application.label}：答复异议",
                        url=reverse("application", args=[objection.application_id]),
                        due=None,
                        why=f"{objection.raised_on.isoformat()}提出。",
                        role=roles[0],
                    )
                )
    return found
