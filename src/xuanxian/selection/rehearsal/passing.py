"""Time passing from one step to the next, day by day: what changes though nobody does anything.

Periods run out, deadlines pass, influence periods end; public holidays push working days back.
"""

from datetime import date, timedelta

from xuanxian.kernel.working_days import holiday_on
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.selection import course
from xuanxian.selection.rehearsal.ground import Course, Ground, Line

_ONE_DAY = timedelta(days=1)


def pass_time(ground: Ground, today: date, until: date) -> None:
    """Let every day after `today` come, up to `until`, and tell what changes by itself."""
    standing = {one.name: _standing(ground, one) for one in _active(ground)}
    day = today
    while day < until:
        yesterday, day = day, day + _ONE_DAY
        ground.reach(day)
        _tell_holiday(ground, yesterday, day)
        for one in _active(ground):
            _tell_expiry(ground, one, day)
            _tell_overdue(ground, one, yesterday, day)
            now = _standing(ground, one)
            _tell_change(ground, one, day, standing[one.name], now)
            standing[one.name] = now
    ground.reach(until)


def _active(ground: Ground) -> list[Course]:
    return [one for one in ground.courses.values() if one.state == "active"]


def _standing(ground: Ground, one: Course) -> Outcome:
    return course.gate(ground.rules, one.facts, one.facts.stage)


def _tell_holiday(ground: Ground, yesterday: date, day: date) -> None:
    name = holiday_on(day)
    if not name or name == holiday_on(yesterday):
        return
    last = day
    while holiday_on(last + _ONE_DAY) == name:
        last += _ONE_DAY
    span = f"至{last.month}月{last.day}日，" if last > day else ""
    ground.timeline.append(Line(day, f"{name}放假", (), said=f"{span}不计工作日"))


def _tell_expiry(ground: Ground, one: Course, day: date) -> None:
    for outcome in one.facts.judgements.values():
        for reason in outcome.reasons:
            if reason.expires == day and reason.verdict is not Verdict.PASS:
                said = f"“{reason.label}”自本日起不再是障碍，可以重新审查资格"
                ground.timeline.append(Line(day, "影响期满", (one.name,), said=said))


def _tell_overdue(ground: Ground, one: Course, yesterday: date, day: date) -> None:
    step = course.next_step(ground.rules, one.facts)
    if step is not None and step.due == yesterday:
        said = f"{step.what}应在{step.due:%Y.%m.%d}前办完（{step.rule}）"
        ground.timeline.append(Line(day, "期限已过", (one.name,), said=said))


def _tell_change(ground: Ground, one: Course, day: date, before: Outcome, now: Outcome) -> None:
    was = {reason.rule: reason for reason in before.reasons}
    changed = [reason for reason in now.reasons if _differs(was.get(reason.rule), reason)]
    if not changed:
        return
    said = "；".join(f"{reason.label}{_change(was.get(reason.rule), reason)}" for reason in changed)
    ground.timeline.append(
        Line(day, "随时间变化", (one.name,), now.verdict, Outcome.of(changed), said)
    )


def _differs(before: Reason | None, now: Reason) -> bool:
    return before is None or before.verdict is not now.verdict


def _change(before: Reason | None, now: Reason) -> str:
    if before is None:
        return f"：{now.verdict.label}"
    return f"由{before.verdict.label}变为{now.verdict.label}"
