"""Deadlines of this room's papers, and steps that follow one another within theirs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import refuse_repeated
from xuanxian.kernel.deadlines import add_months, last_working_day
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Finding, Named, Part, RoleCode, Whole, role_names, said, whole


class Deadline(Part):
    """A span of time in exactly one unit.

    Attributes:
        working_days: working days, public holidays left out.
        days: days of the calendar.
        months: months; it ends on the same day of the month.
    """

    working_days: Whole | None = None
    days: Whole | None = None
    months: Whole | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> "Deadline":
        if sum(each is not None for each in (self.working_days, self.days, self.months)) != 1:
            raise ValueError("期限要在 working_days、days、months 中写且只写一个。")
        return self

    def last_day(self, first: date, parameters: Parameters) -> date:
        """The last day for doing something; `first`, from which it runs, is not counted.

        Raises:
            Refusal: its parameter is not set.
        """
        if self.working_days is not None:
            length = whole(self.working_days, parameters, of="期限（工作日）")
            return last_working_day(first, length, count_first_day=False)
        if self.days is not None:
            return first + timedelta(days=whole(self.days, parameters, of="期限（天）"))
        return add_months(first, whole(self.months or 0, parameters, of="期限（月）"))

    def last_day_in_force(self, first: date, parameters: Parameters) -> date:
        """The last day on which something lasts that is in force from `first` on, itself counted.

        Raises:
            Refusal: its parameter is not set.
        """
        if self.working_days is not None:
            length = whole(self.working_days, parameters, of="有效期（工作日）")
            return last_working_day(first, length, count_first_day=True)
        return self.last_day(first, parameters) - timedelta(days=1)

    @property
    def spoken(self) -> str:
        """It as 5个工作日."""
        if self.working_days is not None:
            return f"{said(self.working_days)}个工作日"
        if self.days is not None:
            return f"{said(self.days)}天"
        return f"{said(self.months or 0)}个月"


class Step(Named):
    """One step of a handling.

    Attributes:
        within: how long it may take from the end of the step before; None without limit.
        by: who does it.
        cite: article.
    """

    within: Deadline | None = None
    by: tuple[RoleCode, ...] = Field(default=())
    cite: str = ""


@dataclass(frozen=True)
class Progress:
    """How far steps have come.

    Attributes:
        next_step: the first step not done; None when all are.
        due: its last day; None without limit.
        finished_on: the day the last step was done.
    """

    next_step: Step | None
    due: date | None
    finished_on: date | None


def refuse_unfit_steps(steps: Sequence[Step]) -> None:
    """Refuse steps of one id.

    Raises:
        ValueError: names the repeated one.
    """
    refuse_repeated((step.id for step in steps), "steps")


def judge_steps(
    steps: Sequence[Step],
    start: date,
    done: Mapping[str, date],
    as_of: date,
    parameters: Parameters,
    finding: Finding,
    *,
    undone: Verdict = Verdict.HOLD,
) -> Progress:
    """Judge steps one after the other; each runs from the end of the one before.

    What was done late is flagged, and what was done before its turn holds as a contradiction.

    Args:
        start: the day the first one begins to run.
        done: id → the day it was done; a step done after `as_of` is not done yet.
        undone: what a step means that has still to be done.

    Raises:
        ValueError: an id that is no step.
    """
    if unknown := [name for name in done if name not in {step.id for step in steps}]:
        known = "、".join(step.id for step in steps)
        raise ValueError(f"没有步骤“{unknown[0]}”，可用的有：{known}。")
    begins = start
    for position, step in enumerate(steps):
        due = step.within.last_day(begins, parameters) if step.within else None
        on = done.get(step.id)
        on = on if on is not None and on <= as_of else None
        limit = f"，期限为{day_said(due)}" if due else ""
        if on is None:
            is_late = due is not None and as_of > due
            finding.add(
                step.id,
                undone,
                step.title,
                f"“{step.title}”还没有办{limit}{'，已经逾期' if is_late else ''}。",
                threshold=f"{day_said(due)}前" if due else "",
                cite=step.cite,
            )
            later = [each for each in steps[position + 1 :] if done.get(each.id, as_of) < as_of]
            for each in later:
                finding.missing(
                    each.id, each.title, f"“{each.title}”登记在“{step.title}”之前，请核对日期。"
                )
            return Progress(step, due, None)
        if on < begins:
            finding.missing(
                step.id,
                step.title,
                f"“{step.title}”登记为{day_said(on)}，早于上一步的{day_said(begins)}，请核对日期。",
                cite=step.cite,
            )
        elif due is not None and on > due:
            finding.add(
                step.id,
                Verdict.FLAG,
                step.title,
                f"“{step.title}”于{day_said(on)}办结，超过期限{day_said(due)}。",
                threshold=f"{day_said(due)}前",
                cite=step.cite,
            )
        else:
            finding.met(
                step.id, step.title, f"“{step.title}”于{day_said(on)}办结{limit}。", cite=step.cite
            )
        begins = max(begins, on)
    return Progress(None, None, begins)


def course_of_steps(
    steps: Sequence[Step],
    start: date,
    done: Mapping[str, date],
    parameters: Parameters,
) -> list[Moment]:
    """The days on which steps are done or their time runs out, in order."""
    moments = []
    begins = start
    for step in steps:
        due = step.within.last_day(begins, parameters) if step.within else None
        on = done.get(step.id)
        if due is not None and (on is None or on > due):
            moments.append(Moment(due, f"“{step.title}”的期限到这一天为止，还没有办结。"))
        if on is None:
            break
        moments.append(Moment(on, f"“{step.title}”办结。"))
        begins = max(begins, on)
    return sorted(moments, key=lambda moment: moment.on)


def said_steps(steps: Sequence[Step]) -> list[Provision]:
    """Steps as items, after a sentence that leads in; nothing without steps."""
    if not steps:
        return []
    items: list[Provision] = []
    for step in steps:
        by = f"，由{role_names(step.by)}办理" if step.by else ""
        since = "自上一步办结起" if items else ""
        within = f"，{since}{step.within.spoken}内办结" if step.within else ""
        items.append(Provision(f"{step.title}{by}{within}。", step.cite, ("steps", step.id)))
    return [Provision("依次按下列步骤办理："), *items]


def day_said(day: date | None) -> str:
    """A day as 2026年11月21日; 不明 for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "不明"
