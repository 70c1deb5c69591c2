"""任职回访 and 适应性考察: when somebody newly appointed is visited, and what was found."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Parameters, Part, Whole, said, whole


class Conclusion(Named):
    """What a visit may find, and what follows for the case: never more than advice."""

    verdict: Verdict = Verdict.PASS


class Visit(Part):
    """One visit.

    Attributes:
        after_months: it is held once so many months have been served; None: from the first day.
        within_months: it is held within so many months of the appointment; None: no last day.
        asks: whose opinion is asked, in words.
    """

    id: str
    title: str
    after_months: Whole | None = None
    within_months: Whole | None = None
    asks: str = ""
    cite: str = ""

    @model_validator(mode="after")
    def _has_a_day(self) -> "Visit":
        if self.after_months is None and self.within_months is None:
            raise ValueError("after_months 和 within_months 至少写一个")
        return self


class VisitHeld(Facts):
    """A visit as held.

    Attributes:
        conclusion: id of one of the policy's conclusions, "" where it has none.
        told_on: day on which the person was told what was found.
    """

    visit: str
    held_on: date
    conclusion: str = ""
    told_on: date | None = None


class FollowUpFacts(Facts):
    """The visits to one person on the day `as_of`."""

    as_of: date
    appointed_on: date | None = None
    visits: tuple[VisitHeld, ...] = ()


class FollowUp(Instrument):
    """How newly appointed people are followed.

    Attributes:
        conclusions: what a visit may find.
        wishes: what the person may wish, as 留任; () where nobody asks.
        tells_person: what was found is told to the person.
        untold: what it means that it has not been told yet.
    """

    KIND = "follow_up"
    TITLE = "任职回访"

    kind: Literal["follow_up"] = "follow_up"
    visits: tuple[Visit, ...] = Field(min_length=1)
    conclusions: tuple[Conclusion, ...] = ()
    wishes: tuple[str, ...] = ()
    tells_person: bool = False
    untold: Verdict = Verdict.FLAG

    def visit(self, visit_id: str) -> Visit | None:
        """The visit with this id, None when there is none."""
        return next((one for one in self.visits if one.id == visit_id), None)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a visit."""
        found = [Provision("任职以后按下列时间回访：")]
        for one in self.visits:
            when = f"任职满{said(one.after_months)}个月" if one.after_months is not None else ""
            if one.within_months is not None:
                when += f"{'，' if when else ''}任职{said(one.within_months)}个月内"
            asks = f"，听取{one.asks}的意见" if one.asks else ""
            found.append(Provision(f"{one.title}：{when}{asks}。", one.cite, ("visits", one.id)))
        if self.conclusions:
            titles = "、".join(one.title for one in self.conclusions)
            found.append(Provision(f"结论为{titles}，由人决定是否调整。"))
        if self.wishes:
            found.append(Provision(f"由本人写明任职意愿：{'、'.join(self.wishes)}。"))
        if self.tells_person:
            found.append(Provision("考察情况向本人反馈。"))
        return found

    def opens_on(self, visit: Visit, appointed_on: date, parameters: Parameters) -> date:
        """First day on which a visit may be held."""
        if visit.after_months is None:
            return appointed_on
        months = whole(visit.after_months, parameters, of=f"{visit.title}（任职满月数）")
        return add_months(appointed_on, months)

    def due_on(self, visit: Visit, appointed_on: date, parameters: Parameters) -> date | None:
        """Last day of a visit, None where the policy sets none."""
        if visit.within_months is None:
            return None
        months = whole(visit.within_months, parameters, of=f"{visit.title}期限（月）")
        return add_months(appointed_on, months)

    def decide(self, facts: FollowUpFacts, parameters: Parameters) -> Outcome:
        """Whether every visit whose time has come was held, and what was found."""
        finding = Finding(self)
        if facts.appointed_on is None:
            finding.missing("appointed", "任职回访", "还没有任职。")
            return Outcome.of(finding)
        held = {one.visit: one for one in facts.visits}
        for visit in self.visits:
            opens = self.opens_on(visit, facts.appointed_on, parameters)
            due = self.due_on(visit, facts.appointed_on, parameters)
            done = held.get(visit.id)
            if done is not None:
                self._judge_held(visit, done, due, finding)
            elif due is not None and facts.as_of > due:
                finding.missing(
                    visit.id,
                    visit.title,
                    f"应在{due:%Y.%m.%d}前完成，已逾期{(facts.as_of - due).days}天。",
                    figures={"逾期天数": (facts.as_of - due).days},
                    cite=visit.cite,
                )
            elif facts.as_of >= opens:
                by = f"应在{due:%Y.%m.%d}前完成" if due else f"{opens:%Y.%m.%d}起应当开展"
                finding.missing(visit.id, visit.title, f"{by}，还没有登记。", cite=visit.cite)
            else:
                finding.met(
                    visit.id,
                    visit.title,
                    f"{opens:%Y.%m.%d}起开展，还没有到时间。",
                    cite=visit.cite,
                )
        return Outcome.of(finding)

    def _judge_held(
        self, visit: Visit, done: VisitHeld, due: date | None, finding: Finding
    ) -> None:
        late = f"，比{due:%Y.%m.%d}的期限晚" if due and done.held_on > due else ""
        found = next((one for one in self.conclusions if one.id == done.conclusion), None)
        finding.add(
            visit.id,
            max(
                found.verdict if found else Verdict.PASS,
                Verdict.FLAG if late else Verdict.PASS,
                key=lambda one: one.weight,
            ),
            visit.title,
            f"{done.held_on:%Y.%m.%d}已开展{late}{f'，结论：{found.title}' if found else ''}。",
            cite=visit.cite,
        )
        if self.tells_person and done.told_on is None:
            finding.add(
                f"{visit.id}.told",
                self.untold,
                visit.title,
                f"{visit.title}的情况还没有向本人反馈。",
                cite=visit.cite,
            )
