"""The policy kind `mentoring`: who may guide whom, how many, how long, how they talk. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.growth.instruments.cadence import Cadence, Entry, judge
from xuanxian.growth.instruments.pairing import pair
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.expressions import Kind, Quantity, Value, ValueType
from xuanxian.policy.formulas import Formula
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Fault, Instrument, Moment, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole


class Pairing(Part):
    """Whose mentors are of which kind; the first that applies to a mentee counts.

    Attributes:
        who: condition over the mentee; "" all others.
        mentors: the kinds of people who may be mentors, as 班子副职.
        least, most: how many mentors one mentee has; `most` None without limit.
        soft: 原则上: another kind of mentor only flags.
    """

    id: str
    title: str
    who: str = ""
    mentors: tuple[str, ...] = ()
    least: Whole = 1
    most: Whole | None = 1
    soft: bool = False
    cite: str = ""


class Mentorship(Facts):
    """A mentor of this mentee, present or past.

    Attributes:
        kind: which kind of mentor, in the policy's words; "" unknown.
        until: last day; None while it goes on.
    """

    mentor: str
    kind: str = ""
    since: date
    until: date | None = None


class MentoringFacts(Facts):
    """One mentee on a day.

    Attributes:
        mentorships: his or her mentors, present and past.
        loads: mentor → how many mentees each has now, this one included.
        entries: talks and reports held.
    """

    as_of: date
    values: Mapping[str, Any] = {}
    mentorships: tuple[Mentorship, ...] = ()
    loads: Mapping[str, int] = {}
    entries: tuple[Entry, ...] = ()


class Mentoring(Instrument):
    """How people are guided.

    Attributes:
        values: values of a mentee besides the facts.
        pairings: who is guided by whom.
        mentees_least, mentees_most: how many mentees a mentor has; None without limit.
        months: how long a pair lasts; None where the source does not say.
        renewal: after that, `other`: with another mentor; `same`: the same may go on.
        cadences: talks, reports and so on.
    """

    KIND = "mentoring"
    TITLE = "导师帮带"

    kind: Literal["mentoring"] = "mentoring"
    values: dict[str, NamedValue] = {}
    pairings: tuple[Pairing, ...] = Field(min_length=1)
    mentees_least: Whole = 1
    mentees_most: Whole | None = None
    months: Whole | None = None
    renewal: Literal["other", "same"] = "same"
    cadences: tuple[Cadence, ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> "Mentoring":
        ids = [each.id for each in self.pairings] + [each.id for each in self.cadences]
        if len(set(ids)) != len(ids):
            raise ValueError("pairings 和 cadences 中有相同的 id，请改正。")
        if any(not each.who for each in self.pairings[:-1]):
            raise ValueError("pairings 中只有最后一条可以不写 who。")
        _refuse_empty_range(self.mentees_least, self.mentees_most, "每名导师帮带人数")
        for each in self.pairings:
            _refuse_empty_range(each.least, each.most, f"“{each.title}”的导师人数")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions about a mentee may name."""
        return names_of("person", self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            StatedExpression(("pairings", each.id, "who"), each.who, self.names)
            for each in self.pairings
            if each.who
        ]

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: a least number above the most."""
        ranges: list[tuple[tuple[str, ...], str, int | str, int | str | None]] = [
            (("mentees_most",), "每名导师帮带人数", self.mentees_least, self.mentees_most)
        ]
        ranges += [
            (("pairings", each.id, "most"), f"“{each.title}”的导师人数", each.least, each.most)
            for each in self.pairings
        ]
        for path, what, least, most in ranges:
            if most is None:
                continue
            try:
                bounds = whole(least, parameters, of=what), whole(most, parameters, of=what)
            except Refusal:
                continue
            if bounds[0] > bounds[1]:
                message = f"{what}的下限{bounds[0]}大于上限{bounds[1]}。"
                yield Fault(path, message, "请改正。", bounds[1])

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said_all = [Provision("按下列办法配备导师：")]
        for each in self.pairings:
            spoken = read_aloud(each.who, self.names) if each.who else ""
            who = f"（{spoken}的）" if spoken not in each.title else ""
            kinds = f"从{'、'.join(each.mentors)}中" if each.mentors else ""
            usual = "原则上" if each.soft else ""
            number = _range(each.least, each.most)
            text = f"{each.title}{who}：{usual}{kinds}确定{number}名导师。"
            said_all.append(Provision(text, each.cite, ("pairings", each.id)))
        if self.mentees_least != 1 or self.mentees_most is not None:
            load = _range(self.mentees_least, self.mentees_most)
            said_all.append(Provision(f"每名导师帮带{load}人。"))
        if self.months is not None:
            again = "重新结对，更换导师" if self.renewal == "other" else "可以继续结对"
            said_all.append(Provision(f"帮带期{said(self.months)}个月，期满后{again}。"))
        if self.cadences:
            said_all.append(Provision("帮带期间做好下列事项："))
            said_all += [
                Provision(each.spoken(), each.cite, ("cadences", each.id)) for each in self.cadences
            ]
        return said_all

    def pairing_of(self, values: Mapping[str, Value], parameters: Parameters) -> Pairing | None:
        """The first pairing that applies; None where none does.

        Raises:
            LookupError: it cannot be told; names what is unknown.
        """
        for each in self.pairings:
            if not each.who:
                return each
            formula = Formula(each.who, self.names, parameters, expect=Kind.BOOLEAN)
            holds = formula.holds(values)
            if holds is None:
                raise LookupError("、".join(formula.unknown_among(values)))
            if holds:
                return each
        return None

    def decide(self, facts: MentoringFacts, parameters: Parameters) -> Outcome:
        """Whether the mentee is guided as the policy says."""
        finding = Finding(self)
        values = values_given(facts.values, self.names)
        try:
            pairing = self.pairing_of(values, parameters)
        except LookupError as unknown:
            text = f"情况不明：{unknown}，无法判断由谁帮带，请核实。"
            finding.missing("pairing", "导师配备", text)
            return Outcome.of(finding)
        if pairing is None:
            finding.met("pairing", "导师配备", "不在配备导师的范围。")
            return Outcome.of(finding)
        current = [each for each in facts.mentorships if _lasts(each, facts.as_of)]
        self._judge_mentors(finding, pairing, current, parameters)
        for each in current:
            self._judge_load(finding, each, facts.loads, parameters)
            self._judge_period(finding, each, facts, parameters)
        if current:
            since = min(each.since for each in current)
            for cadence in self.cadences:
                judge(finding, cadence, facts.entries, since, facts.as_of, parameters)
        return Outcome.of(finding)

    def _judge_mentors(
        self,
        finding: Finding,
        pairing: Pairing,
        current: Sequence[Mentorship],
        parameters: Parameters,
    ) -> None:
        least = whole(pairing.least, parameters, of="导师人数")
        most = None if pairing.most is None else whole(pairing.most, parameters, of="导师人数")
        number = len({each.mentor for each in current})
        fits = least <= number and (most is None or number <= most)
        finding.add(
            pairing.id,
            Verdict.PASS if fits else Verdict.FLAG,
            "导师配备",
            f"{pairing.title}，现有导师{number}名，应有{_range(least, most)}名。",
            figures={"导师": number},
            threshold=f"{_range(least, most)}名",
            cite=pairing.cite,
        )
        for each in current:
            if not pairing.mentors:
                continue
            if each.kind in pairing.mentors:
                verdict, text = Verdict.PASS, f"导师{each.mentor}是{each.kind}，符合要求。"
            elif each.kind:
                verdict = Verdict.FLAG if pairing.soft else Verdict.HOLD
                text = f"导师{each.mentor}是{each.kind}，应为{'、'.join(pairing.mentors)}。"
            else:
                verdict, text = Verdict.HOLD, f"情况不明：导师{each.mentor}的职务，请核实。"
            finding.add(f"{pairing.id}.{each.mentor}", verdict, "导师人选", text, cite=pairing.cite)

    def _judge_load(
        self,
        finding: Finding,
        mentorship: Mentorship,
        loads: Mapping[str, int],
        parameters: Parameters,
    ) -> None:
        least = whole(self.mentees_least, parameters, of="每名导师帮带人数")
        most = None
        if self.mentees_most is not None:
            most = whole(self.mentees_most, parameters, of="每名导师帮带人数")
        load = loads.get(mentorship.mentor)
        rule, label = f"load.{mentorship.mentor}", "帮带人数"
        if load is None:
            if most is not None:
                text = f"情况不明：导师{mentorship.mentor}现在帮带几人，请核实。"
                finding.missing(rule, label, text)
            return
        fits = least <= load and (most is None or load <= most)
        finding.add(
            rule,
            Verdict.PASS if fits else Verdict.FLAG,
            label,
            f"导师{mentorship.mentor}现帮带{load}人，应为{_range(least, most)}人。",
            figures={"帮带人数": load},
            threshold=f"{_range(least, most)}人",
        )

    def _judge_period(
        self,
        finding: Finding,
        mentorship: Mentorship,
        facts: MentoringFacts,
        parameters: Parameters,
    ) -> None:
        if self.months is None:
            return
        ends = add_months(mentorship.since, whole(self.months, parameters, of="帮带期（月）"))
        over = facts.as_of >= ends
        finding.add(
            f"period.{mentorship.mentor}",
            Verdict.FLAG if over else Verdict.PASS,
            "帮带期",
            f"与{mentorship.mentor}自{mentorship.since.isoformat()}结对，"
            f"{ends.isoformat()}{'已经期满，应当重新结对' if over else '期满'}。",
            threshold=f"{ends.isoformat()}期满",
        )
        before = [
            each
            for each in facts.mentorships
            if each.mentor == mentorship.mentor and each.until and each.until < mentorship.since
        ]
        if before and self.renewal == "other":
            text = f"{mentorship.mentor}以前帮带过本人，期满应当更换导师。"
            finding.add(f"renewal.{mentorship.mentor}", Verdict.FLAG, "重新结对", text)

    def propose(
        self,
        mentees: Mapping[str, Mapping[str, Any]],
        mentors: Mapping[str, str],
        parameters: Parameters,
        *,
        before: Mapping[str, Sequence[str]] | None = None,
        loads: Mapping[str, int] | None = None,
    ) -> dict[str, str]:
        """One mentor each for as many mentees as possible.

        Args:
            mentees: name → values.
            mentors: name → kind of mentor.
            before: mentee → former mentors, not given again where `renewal` is `other`.
            loads: mentor → mentees already guided.

        Returns:
            mentee → mentor. Left out: whom the policy gives none, of whom it cannot be told, and
            for whom none is free.
        """
        most = len(mentees)
        if self.mentees_most is not None:
            most = whole(self.mentees_most, parameters, of="每名导师帮带人数")
        allowed: dict[str, tuple[str, ...] | None] = {}
        for name, given in mentees.items():
            try:
                pairing = self.pairing_of(values_given(given, self.names), parameters)
            except LookupError:
                continue
            if pairing is not None:
                allowed[name] = pairing.mentors or None

        def fits(mentee: str, mentor: str) -> bool:
            kinds = allowed[mentee]
            former = (before or {}).get(mentee, ())
            again = self.renewal == "other" and mentor in former
            return mentor != mentee and not again and (kinds is None or mentors[mentor] in kinds)

        room = {mentor: max(most - (loads or {}).get(mentor, 0), 0) for mentor in mentors}
        return pair(list(allowed), room, fits)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the mentoring answers to a case.

        `given` holds one mentee (see `MentoringFacts`), or `mentees` (name → values) and `mentors`
        (name → kind), with `before` and `loads` as `propose` takes them.
        """
        if "mentees" not in given:
            facts = MentoringFacts.model_validate(dict(given))
            return answer_of(self.decide(facts, parameters))
        proposed = self.propose(
            given["mentees"],
            given.get("mentors", {}),
            parameters,
            before=given.get("before"),
            loads=given.get("loads"),
        )
        return {
            "结对": proposed,
            "未配": [name for name in given["mentees"] if name not in proposed],
        }

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: the days on which pairs come to their end."""
        if self.months is None or "mentees" in given:
            return ()
        facts = MentoringFacts.model_validate(dict(given))
        months = whole(self.months, parameters, of="帮带期（月）")
        ends = [
            (add_months(each.since, months), each.mentor)
            for each in facts.mentorships
            if _lasts(each, facts.as_of)
        ]
        return [Moment(on, f"与{mentor}的帮带期满，应当重新结对。") for on, mentor in sorted(ends)]


def _lasts(mentorship: Mentorship, as_of: date) -> bool:
    return mentorship.since <= as_of and (mentorship.until is None or as_of <= mentorship.until)


def _range(least: int | str, most: int | str | None) -> str:
    """`1～2`, `1` or `至少1`, settings as sentences take them."""
    if most is None:
        return f"至少{said(least)}"
    return said(least) if least == most else f"{said(least)}～{said(most)}"


def _refuse_empty_range(least: int | str, most: int | str | None, what: str) -> None:
    if isinstance(least, int) and isinstance(most, int) and least > most:
        raise ValueError(f"{what}的下限{least}大于上限{most}，请改正。")
