"""不适宜担任现职、不胜任: grounds over assessments and situations, ways out, procedure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.deadlines import (
    Step,
    course_of_steps,
    day_said,
    judge_steps,
    refuse_unfit_steps,
    said_steps,
)
from xuanxian.conduct.instruments.declared import (
    Judged,
    judge,
    meaning_for,
    refuse_repeated,
    stated_figures,
)
from xuanxian.conduct.instruments.unfitness.terms import Ground, UnfitnessFacts, Way
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Value, ValueType
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Moment, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Requirement


class Unfitness(WrittenOut):
    """Grounds on which somebody is found not to fit the post.

    What the program finds is only that a ground is there; whether the person is unfit, and what
    follows, people decide in the procedure.

    Attributes:
        of: `person` where conditions may name facts of the person.
        consistent: what figures have to keep not to contradict each other.
        grounds: any one is enough.
        ways: ways of adjusting.
        steps: the procedure.
        tracking: what is done afterwards, in words.
    """

    KIND = "unfitness"
    TITLE = "不适宜担任现职"

    kind: Literal["unfitness"] = "unfitness"
    of: Literal["person", "case"] = "case"
    values: dict[str, NamedValue] = {}
    consistent: tuple[Requirement, ...] = ()
    grounds: tuple[Ground, ...] = Field(min_length=1)
    ways: tuple[Way, ...] = ()
    steps: tuple[Step, ...] = ()
    tracking: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "Unfitness":
        refuse_repeated((each.id for each in self.grounds), "grounds")
        refuse_repeated((each.title for each in self.grounds), "grounds › title")
        refuse_repeated((each.id for each in self.ways), "ways")
        refuse_unfit_steps(self.steps)
        return self

    @property
    def names(self) -> dict[str, ValueType]:
        """What conditions may name."""
        return names_of(self.of, self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = [
            StatedExpression(("consistent", each.id, "require"), each.require, self.names)
            for each in self.consistent
        ]
        for ground in self.grounds:
            if ground.when:
                path = ("grounds", ground.id, "when")
                stated.append(StatedExpression(path, ground.when, self.names))
            stated += [
                StatedExpression(
                    ("grounds", ground.id, "readings", each.id, "when"), each.when, self.names
                )
                for each in ground.readings
            ]
        return stated

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a ground, a way and a step."""
        said = [Provision("有下列情形之一的，提请核实认定；程序只提示情形，认定和处理由组织作出：")]
        for ground in self.grounds:
            said += self._said_ground(ground)
        if self.consistent:
            said.append(Provision("下列数据互相矛盾的，先核对记录，暂缓认定："))
        for each in self.consistent:
            aloud = read_aloud(each.require, self.names)
            text = f"应当{each.label}（{aloud}）。"
            said.append(Provision(text, each.cite, ("consistent", each.id)))
        if self.ways:
            said.append(Provision("经认定的，按下列方式调整："))
        for way in self.ways:
            when = f"，用于{way.when}" if way.when else ""
            bars = "".join(
                f"；{bar.lasts.spoken}内{meaning_for(bar.matter, bar.verdict)}" for bar in way.bars
            )
            said.append(Provision(f"{way.title}{when}{bars}。", way.cite, ("ways", way.id)))
        said += said_steps(self.steps)
        return [*said, *(Provision(f"{each}。") for each in self.tracking)]

    def _said_ground(self, ground: Ground) -> list[Provision]:
        group = f"【{ground.group}】" if ground.group else ""
        part = ("grounds", ground.id)
        if not ground.readings:
            condition = f"：{read_aloud(ground.when, self.names)}" if ground.when else ""
            return [Provision(f"{group}{ground.title}{condition}。", ground.cite, part)]
        readings = "；".join(
            f"“{each.title}”，即{read_aloud(each.when, self.names)}" for each in ground.readings
        )
        chosen = in_place(ground.chosen)
        text = (
            f"{group}{ground.title}。原文有几种读法：{readings}。采用的读法为{chosen}，"
            "没有选定而几种读法结果不同的，暂缓。"
        )
        return [Provision(text, ground.cite, part)]

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: ways of adjusting, and the matters they bar."""
        matters = (bar.matter for way in self.ways for bar in way.bars)
        own = {
            "way": tuple(way.title for way in self.ways),
            "matter": tuple(dict.fromkeys(matters)),
        }
        return {**super().suggestions(), **{key: each for key, each in own.items() if each}}

    def decide(self, facts: UnfitnessFacts, parameters: Parameters) -> Outcome:
        """Which grounds are there, how far the procedure is, what an adjustment still bars."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(
        self, facts: UnfitnessFacts, parameters: Parameters
    ) -> tuple[Finding, dict[str, Any]]:
        finding = Finding(self)
        answer: dict[str, Any] = {"认定": "没有发现情形", "情形": [], "不明": [], "至": None}
        values = values_given(facts.values, self.names)
        established = self._established(facts.situations)
        contradicts = False
        for each in self.consistent:
            judged = judge(each.require, self.names, values, parameters)
            if judged.met is False:
                contradicts = True
                stated = stated_figures(judged.figures)
                finding.missing(
                    each.id, each.label, f"{stated}，互相矛盾（{each.label}），请先核对记录。"
                )
        for ground in self.grounds:
            self._judge_ground(ground, values, established, parameters, finding, answer)
        if contradicts:
            answer["认定"] = "记录矛盾，暂缓认定"
        elif answer["情形"]:
            answer["认定"] = "有情形，提请核实认定"
        elif answer["不明"]:
            answer["认定"] = "情况不明，暂缓认定"
        if facts.started_on and self.steps and facts.as_of:
            judge_steps(self.steps, facts.started_on, facts.done, facts.as_of, parameters, finding)
        if facts.way:
            self._judge_way(facts, parameters, finding, answer)
        return finding, answer

    def _established(self, situations: Mapping[str, bool | None]) -> dict[str, bool | None]:
        by_name = {each.title: each.id for each in self.grounds} | {
            each.id: each.id for each in self.grounds
        }
        if unknown := [name for name in situations if name not in by_name]:
            known = "、".join(each.title for each in self.grounds)
            raise ValueError(f"没有列入“{unknown[0]}”这种情形，可用的有：{known}。")
        return {by_name[name]: found for name, found in situations.items()}

    def _judge_ground(
        self,
        ground: Ground,
        values: Mapping[str, Value],
        established: Mapping[str, bool | None],
        parameters: Parameters,
        finding: Finding,
        answer: dict[str, Any],
    ) -> None:
        if not ground.when and not ground.readings:
            if ground.id in established:
                met = established[ground.id]
                said = {True: "经核实存在", False: "经核实不存在", None: "情况不明，请核实"}[met]
                self._note(ground, met, f"“{ground.title}”{said}。", finding, answer)
            return
        if not ground.readings:
            judged = judge(ground.when, self.names, values, parameters)
            self._note(ground, judged.met, _said(judged), finding, answer)
            return
        found = {
            each.title: judge(each.when, self.names, values, parameters) for each in ground.readings
        }
        chosen = self._chosen(ground, parameters)
        if chosen:
            judged = found[chosen]
            said = f"按“{chosen}”的读法，{_said(judged)}"
            self._note(ground, judged.met, said, finding, answer)
            return
        answers = {judged.met for judged in found.values()}
        met = next(iter(answers)) if len(answers) == 1 else None
        if len(answers) == 1:
            said = f"各种读法结果相同：{_said(next(iter(found.values())))}"
        else:
            told = "；".join(
                f"按“{title}”{ {True: '符合', False: '不符合', None: '情况不明'}[judged.met] }"
                for title, judged in found.items()
            )
            said = f"原文有几种读法，结果不同：{told}，请先选定读法。"
        self._note(ground, met, said, finding, answer)

    def _chosen(self, ground: Ground, parameters: Parameters) -> str:
        chosen: Any = ground.chosen
        if chosen.startswith("$"):
            found = parameters.get(chosen[1:])
            chosen = getattr(found, "value", found)
        if not chosen:
            return ""
        titles = [each.title for each in ground.readings]
        if chosen not in titles:
            raise ValueError(f"没有“{chosen}”这种读法，可用的有：{'、'.join(titles)}。")
        return str(chosen)

    def _note(
        self,
        ground: Ground,
        met: bool | None,
        said: str,
        finding: Finding,
        answer: dict[str, Any],
    ) -> None:
        if met:
            answer["情形"].append(ground.title)
            finding.add(
                ground.id, ground.verdict, ground.title, f"{said}提请核实认定。", cite=ground.cite
            )
        elif met is None:
            answer["不明"].append(ground.title)
            finding.missing(ground.id, ground.title, f"情况不明：{said}", cite=ground.cite)
        else:
            finding.met(ground.id, ground.title, said, cite=ground.cite)

    def _judge_way(
        self,
        facts: UnfitnessFacts,
        parameters: Parameters,
        finding: Finding,
        answer: dict[str, Any],
    ) -> None:
        way = self._way(facts.way)
        if facts.adjusted_on is None or facts.as_of is None:
            finding.missing("way", way.title, f"已{way.title}，没有写明日期，不知影响到什么时候。")
            return
        for bar in way.bars:
            if facts.matter and facts.matter != bar.matter:
                continue
            until = bar.lasts.last_day_in_force(facts.adjusted_on, parameters)
            answer["至"] = max(answer["至"] or "", until.isoformat())
            runs = facts.as_of <= until
            finding.add(
                f"{way.id}.{bar.matter}",
                bar.verdict if runs else Verdict.PASS,
                f"{way.title}后{bar.matter}",
                f"{day_said(facts.adjusted_on)}{way.title}，至{day_said(until)}"
                f"{meaning_for(bar.matter, bar.verdict)}{'' if runs else '，已经届满'}。",
                threshold=f"{day_said(until)}届满",
                cite=way.cite,
            )

    def _way(self, name: str) -> Way:
        for each in self.ways:
            if name in {each.id, each.title}:
                return each
        known = "、".join(each.title for each in self.ways)
        raise ValueError(f"没有“{name}”这种调整方式，可用的有：{known}。")

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `UnfitnessFacts`.

        Answers 认定, 情形 (grounds that are there), 不明 (those nobody can tell), 至 (until when an
        adjustment bars something) and the verdict.
        """
        return self._answer(UnfitnessFacts.model_validate(dict(given)), parameters)

    def _answer(self, facts: UnfitnessFacts, parameters: Parameters) -> dict[str, Any]:
        finding, answer = self._judged(facts, parameters)
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: the procedure, the adjustment, and when it bars no more."""
        facts = UnfitnessFacts.model_validate(dict(given))
        told: dict[date, list[str]] = {}
        if facts.started_on:
            told.setdefault(facts.started_on, []).append("启动核实认定程序")
            for moment in course_of_steps(self.steps, facts.started_on, facts.done, parameters):
                told.setdefault(moment.on, []).append(moment.said.removesuffix("。"))
        if facts.way and facts.adjusted_on:
            way = self._way(facts.way)
            told.setdefault(facts.adjusted_on, []).append(way.title)
            for bar in way.bars:
                until = bar.lasts.last_day_in_force(facts.adjusted_on, parameters)
                told.setdefault(until + timedelta(days=1), []).append(
                    f"{way.title}对{bar.matter}的影响届满"
                )
        return [
            Moment(
                day,
                "；".join(lines) + "。",
                self._answer(facts.model_copy(update={"as_of": day}), parameters),
            )
            for day, lines in sorted(told.items())
            if facts.as_of is None or day <= facts.as_of
        ]


def _said(judged: Judged) -> str:
    figures = stated_figures(judged.figures)
    if judged.met is None:
        return f"{judged.missing}不明，无法判断是否“{judged.said}”。"
    return f"{figures}，{'符合' if judged.met else '不符合'}“{judged.said}”。"
