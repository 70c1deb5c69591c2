"""任前测试: tested before the appointment, made up once more, held back when still poor."""

from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import Facts, Finding, Parameters, Whole, said, whole


class TestMark(Facts):
    """One sitting of the test.

    Attributes:
        mark: what was reached.
        talked_on: day of the talk held because the mark was poor; None without one.
    """

    __test__ = False  # not a class of tests, whatever its name

    taken_on: date
    mark: Fraction
    talked_on: date | None = None


class AppointmentTestFacts(Facts):
    """The tests of one person, in order, on the day `as_of`."""

    as_of: date
    marks: tuple[TestMark, ...] = ()


class AppointmentTest(Instrument):
    """How those about to be appointed are tested.

    Attributes:
        subjects: what is asked.
        full_mark, pass_mark: the best mark, and the least that is not poor.
        make_ups: how often the test may be taken again.
        talk_by: who talks with somebody whose mark is poor before the next try; "" nobody.
    """

    KIND = "appointment_test"
    TITLE = "任前测试"

    kind: Literal["appointment_test"] = "appointment_test"
    subjects: tuple[str, ...] = Field(min_length=1)
    full_mark: Whole
    pass_mark: Whole
    make_ups: Whole = 0
    talk_by: str = ""

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = [
            f"任职以前测试{'、'.join(self.subjects)}，满分{said(self.full_mark)}分，"
            f"{said(self.pass_mark)}分为合格；成绩和排名反馈本人和所在单位。"
        ]
        talk = f"由{self.talk_by}约谈，" if self.talk_by else ""
        lines.append(
            f"成绩较差的，{talk}补考{said(self.make_ups)}次；补考仍然较差的，暂缓正式任职。"
        )
        return lines

    def tries_left(self, taken: int, parameters: Parameters) -> int:
        """How often somebody who sat `taken` times may still sit the test."""
        return 1 + whole(self.make_ups, parameters, of="补考次数") - taken

    def passes(self, mark: Fraction, parameters: Parameters) -> bool:
        """Whether `mark` is not poor."""
        return mark >= whole(self.pass_mark, parameters, of="任前测试合格分")

    def decide(self, facts: AppointmentTestFacts, parameters: Parameters) -> Outcome:
        """Whether the test has been passed, at the first try or made up."""
        finding = Finding(self)
        if not facts.marks:
            finding.missing("taken", "任前测试", "还没有参加任前测试。")
            return Outcome.of(finding)
        least = whole(self.pass_mark, parameters, of="任前测试合格分")
        last = facts.marks[-1]
        word = "补考" if len(facts.marks) > 1 else "测试"
        told = f"{last.taken_on:%Y.%m.%d}{word}{float(last.mark):g}分"
        if self.passes(last.mark, parameters):
            finding.met("mark", "任前测试", f"{told}，合格。")
            return Outcome.of(finding)
        left = self.tries_left(len(facts.marks), parameters)
        if left <= 0:
            finding.missing(
                "held_back",
                "任前测试",
                f"{told}，仍不满{least}分，暂缓正式任职。",
                figures={"成绩": last.mark},
                threshold=f"≥{least}分",
            )
        else:
            if self.talk_by and last.talked_on is None:
                finding.missing(
                    "talk", "约谈", f"{told}，不满{least}分，{self.talk_by}还没有约谈。"
                )
            finding.missing(
                "make_up",
                "任前测试",
                f"{told}，不满{least}分，还可以补考{left}次。",
                figures={"成绩": last.mark},
                threshold=f"≥{least}分",
            )
        return Outcome.of(finding)
