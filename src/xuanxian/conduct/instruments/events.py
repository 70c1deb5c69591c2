"""正负面记实与限制情形: situations with evidence, verified state and the day they lose effect.

A situation of the negative side may hold or bar a matter (事项), as promotion or a sensitive post,
until it expires; so a list of situations that limit promotion is this kind as well.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.deadlines import Deadline, day_said
from xuanxian.conduct.instruments.declared import meaning_for, refuse_repeated
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Part, RoleCode, role_names

_SIDES = {"positive": "正面", "negative": "负面"}


class Situation(Part):
    """One situation that is recorded.

    Attributes:
        side: positive or negative.
        verdict: what it means while it counts; a positive one never stands in the way.
        matters: for which matters, in words; () for all.
        effect: what is then done, in words.
        lasts: how long it counts; None: for good, until people take it out.
        evidence: what must prove it, in words.
    """

    id: str
    title: str
    side: Literal["positive", "negative"] = "negative"
    verdict: Verdict | None = None
    matters: tuple[str, ...] = ()
    effect: str = ""
    lasts: Deadline | None = None
    evidence: tuple[str, ...] = ()
    cite: str = ""

    @model_validator(mode="after")
    def _good_never_harms(self) -> "Situation":
        if self.side == "positive" and self.verdict not in {None, Verdict.PASS}:
            raise ValueError(f"“{self.title}”是正面情形，不能写成提示、暂缓或不得。")
        return self

    @property
    def meaning(self) -> Verdict:
        """What it means while it counts."""
        if self.side == "positive":
            return Verdict.PASS
        return self.verdict or Verdict.FLAG


class EventsFacts(Facts):
    """What is recorded of one person, by situation id or title.

    Attributes:
        as_of: the day asked about; None takes nothing as expired.
        matter: the matter asked about; "" for all.
    """

    as_of: date | None = None
    matter: str = ""
    events: tuple[Occurrence, ...] = ()


class Events(WrittenOut):
    """A ledger of situations.

    Attributes:
        of: of whom, in words.
        situations: what is recorded.
        matters: the matters asked about.
        recorded_by, verified_by: roles; nobody verifies what the same person recorded.
        reuse: what holds once a situation has expired, in words.
    """

    KIND = "events"
    TITLE = "情形记实"

    kind: Literal["events"] = "events"
    of: str = "干部"
    situations: tuple[Situation, ...] = Field(min_length=1)
    matters: tuple[str, ...] = ()
    recorded_by: tuple[RoleCode, ...] = ()
    verified_by: tuple[RoleCode, ...] = ()
    reuse: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> "Events":
        refuse_repeated((each.id for each in self.situations), "situations")
        refuse_repeated((each.title for each in self.situations), "situations › title")
        for each in self.situations:
            if unknown := [name for name in each.matters if name not in self.matters]:
                known = "、".join(self.matters) or "（没有写 matters）"
                raise ValueError(f"“{each.title}”写了事项“{unknown[0]}”，可用的有：{known}。")
        return self

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a situation, the positive ones first."""
        by = f"由{role_names(self.recorded_by)}记录" if self.recorded_by else "予以记录"
        check = f"、{role_names(self.verified_by)}核实" if self.verified_by else ""
        both = "；记录人和核实人不是同一人" if self.recorded_by and self.verified_by else ""
        said = [Provision(f"对{self.of}的下列情形{by}{check}{both}：")]
        for side, word in _SIDES.items():
            said += [
                Provision(f"{word}：{self._sentence(each)}。", each.cite, ("situations", each.id))
                for each in self.situations
                if each.side == side
            ]
        said.append(Provision("已核实并有佐证的才作数；待核实、佐证不全的暂缓，查无实据的不作数。"))
        if self.reuse:
            said.append(Provision(f"{self.reuse}。"))
        return said

    def _sentence(self, each: Situation) -> str:
        matter = "或者".join(each.matters) or "任用"
        is_light = each.meaning is Verdict.PASS
        meaning = "" if is_light else f"，{meaning_for(matter, each.meaning)}"
        effect = f"，{each.effect}" if each.effect else ""
        lasts = f"，自发生之日起{each.lasts.spoken}内有效" if each.lasts else ""
        proof = f"，佐证为{'、'.join(each.evidence)}" if each.evidence else ""
        return f"{each.title}{meaning}{effect}{lasts}{proof}"

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: situations, matters and what proves a situation."""
        titles = tuple(each.title for each in self.situations)
        proofs = tuple(dict.fromkeys(one for each in self.situations for one in each.evidence))
        own = {"event": titles, "events": titles, "matter": self.matters, "evidence": proofs}
        return {**super().suggestions(), **own}

    def situation(self, event: str) -> Situation:
        """The situation with this id or title.

        Raises:
            ValueError: there is none.
        """
        for each in self.situations:
            if event in {each.id, each.title}:
                return each
        known = "、".join(each.title for each in self.situations)
        raise ValueError(f"没有列入“{event}”这种情形，可用的有：{known}。")

    def expires(self, entry: Occurrence, parameters: Parameters) -> date | None:
        """The last day on which `entry` counts; None where it does not expire or has no day."""
        lasts = self.situation(entry.event).lasts
        return lasts.last_day_in_force(entry.on, parameters) if lasts and entry.on else None

    def decide(self, facts: EventsFacts, parameters: Parameters) -> Outcome:
        """What the ledger means for the matter on the day asked about."""
        finding, _ = self._judged(facts, parameters)
        return Outcome.of(finding)

    def _judged(self, facts: EventsFacts, parameters: Parameters) -> tuple[Finding, dict[str, Any]]:
        if facts.matter and facts.matter not in self.matters:
            known = "、".join(self.matters) or "无"
            raise ValueError(f"没有“{facts.matter}”这个事项，可用的有：{known}。")
        finding = Finding(self)
        counted: dict[str, Any] = {
            "正面": 0, "负面": 0, "待核实": 0, "已失效": 0, "处理": [], "至": None,
        }  # fmt: skip
        for entry in facts.events:
            situation = self.situation(entry.event)
            if entry.state == "unfounded" or (facts.as_of and entry.on and entry.on > facts.as_of):
                continue
            until = self.expires(entry, parameters)
            if facts.as_of and until and facts.as_of > until:
                counted["已失效"] += entry.times
                finding.met(
                    situation.id, situation.title, f"{entry.said}，已于{day_said(until)}期满失效。"
                )
                continue
            if problem := self._unproven(entry, situation, facts.as_of):
                counted["待核实"] += entry.times
                finding.add(
                    situation.id,
                    min(Verdict.HOLD, situation.meaning, key=lambda each: each.weight),
                    situation.title,
                    f"{entry.said}，{problem}，请核实。",
                    cite=situation.cite,
                )
                continue
            counted[_SIDES[situation.side]] += entry.times
            self._count(entry, situation, until, facts.matter, finding, counted)
        return finding, counted

    def _unproven(self, entry: Occurrence, situation: Situation, as_of: date | None) -> str:
        """Why an entry does not count yet; "" when it does."""
        if entry.state == "pending":
            return "情况待核实"
        if as_of and situation.lasts and entry.on is None:
            return "没有日期，不知是否期满"
        if missing := [each for each in situation.evidence if each not in entry.evidence]:
            return f"缺少佐证：{'、'.join(missing)}"
        return ""

    def _count(
        self,
        entry: Occurrence,
        situation: Situation,
        until: date | None,
        matter: str,
        finding: Finding,
        counted: dict[str, Any],
    ) -> None:
        concerns = not matter or not situation.matters or matter in situation.matters
        verdict = situation.meaning if concerns else Verdict.PASS
        ends = f"，至{day_said(until)}" if until else ""
        about = situation.effect if concerns and situation.effect else ""
        if about and about not in counted["处理"]:
            counted["处理"].append(about)
        if concerns and until and verdict.weight > Verdict.PASS.weight:
            counted["至"] = max(counted["至"] or until, until)
        if verdict is not Verdict.PASS:
            meaning = f"{meaning_for(matter or '任用', verdict)}{ends}"
        elif situation.side == "negative":
            meaning = f"不影响{matter or '任何事项'}"
        else:
            meaning = "记入正面"
        finding.add(
            situation.id,
            verdict,
            situation.title,
            f"{entry.said}，{meaning}。",
            cite=situation.cite,
        )

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `EventsFacts`.

        Answers 正面, 负面, 待核实, 已失效 (how many), 处理, 至 (last day of what stands in the way)
        and the verdict.
        """
        return self._answer(EventsFacts.model_validate(dict(given)), parameters)

    def _answer(self, facts: EventsFacts, parameters: Parameters) -> dict[str, Any]:
        finding, counted = self._judged(facts, parameters)
        rules: dict[str, str] = {}
        for reason in sorted(finding, key=lambda each: each.verdict.weight):
            rules[reason.rule.partition(".")[2]] = reason.verdict.value
        until = counted["至"]
        return {
            **counted,
            "至": until.isoformat() if until else None,
            "verdict": Outcome.of(finding).verdict.value,
            "rules": rules,
        }

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: every situation, and the day after its last."""
        facts = EventsFacts.model_validate(dict(given))
        told: dict[date, list[str]] = {}
        for entry in facts.events:
            if entry.on is None or entry.state == "unfounded":
                continue
            told.setdefault(entry.on, []).append(f"“{entry.event}”记入")
            if until := self.expires(entry, parameters):
                after = date.fromordinal(until.toordinal() + 1)
                told.setdefault(after, []).append(f"“{entry.event}”期满失效")
        return [
            Moment(
                day,
                "；".join(said) + "。",
                self._answer(facts.model_copy(update={"as_of": day}), parameters),
            )
            for day, said in sorted(told.items())
            if facts.as_of is None or day <= facts.as_of
        ]
