"""The policy kind `pool`: a reserve of people (后备库), who enters it and who leaves.

The program proposes; entering and leaving are decided by people. What is unknown holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.growth.instruments.elimination import Elimination, lowest, rounded
from xuanxian.growth.instruments.pool_parts import (
    BOUNDS,
    ROUNDINGS,
    Dimension,
    ExitGround,
    Places,
    PoolFacts,
    Review,
    Tier,
)
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Quantity, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.inner_rules import InnerRules
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Parameters, said, whole


class Pool(Instrument):
    """A reserve of people.

    Attributes:
        values: values of a person besides the facts.
        tiers: its levels.
        dimensions: how members are classed.
        exits: why a member leaves.
        review: the periodic look at members.
        unit_values, places: how many a unit may name, by what the unit is like.
    """

    KIND = "pool"
    TITLE = "后备库"

    kind: Literal["pool"] = "pool"
    values: dict[str, NamedValue] = {}
    tiers: tuple[Tier, ...] = Field(min_length=1)
    dimensions: tuple[Dimension, ...] = ()
    exits: tuple[ExitGround, ...] = ()
    review: Review | None = None
    unit_values: dict[str, NamedValue] = {}
    places: tuple[Places, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> "Pool":
        for name in ("tiers", "dimensions", "exits", "places"):
            ids = [each.id for each in getattr(self, name)]
            if len(set(ids)) != len(ids):
                raise ValueError(f"{name} 中有相同的 id，请改正。")
        if any(not each.when for each in self.places[:-1]):
            raise ValueError("places 中只有最后一条可以不写 when。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions about a person may name."""
        return names_of("person", self.values)

    @cached_property
    def unit_names(self) -> dict[str, ValueType]:
        """What conditions about a unit may name."""
        return names_of("unit", self.unit_values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = [one for tier in self.tiers for one in self._entry_expressions(tier)]
        stated += [
            StatedExpression(("exits", ground.id, "when"), ground.when, self.names)
            for ground in self.exits
            if ground.when
        ]
        stated += [
            StatedExpression(("places", each.id, "when"), each.when, self.unit_names)
            for each in self.places
            if each.when
        ]
        if self.review and self.review.eliminate:
            path = ("review", "eliminate")
            stated.append(StatedExpression(path, self.review.eliminate, {}, Kind.NUMBER))
        return stated

    def _entry(self, tier: Tier) -> InnerRules | None:
        if not tier.entry:
            return None
        path = ("tiers", tier.id, "entry")
        return InnerRules(tier.entry, self.values, path, cite=tier.cite or self.cite)

    def _entry_expressions(self, tier: Tier) -> list[StatedExpression]:
        entry = self._entry(tier)
        return entry.expressions() if entry else []

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: a share that is none."""
        if self.review and self.review.eliminate:
            try:
                share = exact_number(self.review.eliminate, parameters)
            except Refusal:
                return
            if not 0 <= share <= 1:
                message = "淘汰比例不在0到100%之间。"
                yield Fault(("review", "eliminate"), message, "请改正。", show(share))

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said_all = []
        for tier in self.tiers:
            size = "" if tier.size is None else f"，{said(tier.size)}人{BOUNDS[tier.bound]}"
            entry = self._entry(tier)
            more = "。入库应当符合下列条件：" if entry else "。"
            said_all.append(Provision(f"设{tier.title}{size}{more}", tier.cite))
            said_all += entry.provisions() if entry else []
        for dimension in self.dimensions:
            text = f"按{dimension.title}分为{'、'.join(dimension.classes)}，每人归入一类。"
            said_all.append(Provision(text, dimension.cite))
        if self.places:
            other = "其他单位" if len(self.places) > 1 else "每个单位"
            who = [
                f"{read_aloud(each.when, self.unit_names)}的单位" if each.when else other
                for each in self.places
            ]
            counts = [
                f"{unit}推荐{said(each.count)}名"
                for unit, each in zip(who, self.places, strict=True)
            ]
            said_all.append(Provision(f"{'，'.join(counts)}。"))
        if self.exits:
            said_all.append(Provision("有下列情形的，按规定出库："))
            said_all += self._exit_provisions()
        if self.review:
            said_all += self._review_provisions(self.review)
        said_all.append(Provision("入库、出库由组织研究决定；情况不明的先核实，不自动办理。"))
        return said_all

    def _exit_provisions(self) -> Iterator[Provision]:
        effects = {"flag": "提示研究", "hold": "提请研究，调整出库", "bar": "调整出库"}
        for ground in self.exits:
            how = read_aloud(ground.when, self.names) if ground.when else "由组织认定"
            text = f"{ground.label}（{how}）的，{effects[ground.verdict]}。"
            yield Provision(text, ground.cite, ("exits", ground.id))

    def _review_provisions(self, review: Review) -> Iterator[Provision]:
        if review.every_months is not None:
            months = said(review.every_months)
            yield Provision(f"至少每{months}个月分析评估一次，动态调整。", review.cite)
        if review.round:
            text = (
                f"每次评估淘汰参评人数的{in_place(review.eliminate)}（{ROUNDINGS[review.round]}），"
                "按评价由低到高；末位相同难以取舍的，由组织研究。"
            )
            yield Provision(text, review.cite)

    def tier(self, tier_id: str) -> Tier:
        """The tier with this id.

        Raises:
            Refusal: there is none.
        """
        for tier in self.tiers:
            if tier.id == tier_id:
                return tier
        known = "、".join(each.id for each in self.tiers)
        raise Refusal(
            Problem(self._called, "tier", tier_id, "没有这一层。", f"可用的有：{known}。")
        )

    @property
    def _called(self) -> str:
        return self.title or self.TITLE

    def decide(self, facts: PoolFacts, parameters: Parameters) -> Outcome:
        """Whether the person may enter the tier, or, being in it, has to be looked at again."""
        tier = self.tier(facts.tier)
        values = values_given(facts.values, self.names)
        finding = Finding(self)
        if facts.member:
            self._judge_exits(finding, facts, values, parameters)
            self._judge_review(finding, facts, parameters)
            return Outcome.of(finding)
        self._judge_classes(finding, facts)
        reasons = list(finding)
        if entry := self._entry(tier):
            reasons += entry.judge(f"{self.id}.{tier.id}", values, parameters)
        return Outcome.of(reasons)

    def _judge_classes(self, finding: Finding, facts: PoolFacts) -> None:
        for dimension in self.dimensions:
            chosen = facts.classes.get(dimension.id, "")
            if chosen in dimension.classes:
                finding.met(dimension.id, dimension.title, f"{dimension.title}：{chosen}。")
            else:
                found = f"“{chosen}”不在所列类别之内" if chosen else "还没有归类"
                finding.missing(
                    dimension.id,
                    dimension.title,
                    f"{dimension.title}：{found}。",
                    threshold="、".join(dimension.classes),
                    cite=dimension.cite,
                )

    def _judge_exits(
        self,
        finding: Finding,
        facts: PoolFacts,
        values: Mapping[str, Value],
        parameters: Parameters,
    ) -> None:
        known = {ground.id for ground in self.exits}
        if strange := [each for each in facts.grounds if each not in known]:
            raise Refusal(
                Problem(self._called, "grounds", strange[0], "没有这种出库情形。", "请改正。")
            )
        for ground in self.exits:
            verdict = Verdict(ground.verdict)
            if ground.id in facts.grounds:
                finding.add(
                    ground.id, verdict, ground.label, "组织已认定这一情形。", cite=ground.cite
                )
                continue
            if not ground.when:
                continue
            formula = Formula(ground.when, self.names, parameters, expect=Kind.BOOLEAN)
            holds = formula.holds(values)
            figures = {
                name: show(values.get(name), self.names[name].unit) for name in formula.names
            }
            stated = "，".join(f"{name}{figure}" for name, figure in figures.items())
            if holds is None:
                unknown = "、".join(formula.unknown_among(values))
                lighter = min(Verdict.HOLD, verdict, key=lambda each: each.weight)
                explanation = f"情况不明：{unknown}，无法判断是否“{ground.label}”，请核实。"
                finding.add(ground.id, lighter, ground.label, explanation, figures=figures)
            else:
                finding.add(
                    ground.id,
                    verdict if holds else Verdict.PASS,
                    ground.label,
                    f"{stated}，{'属于' if holds else '不属于'}“{formula.spoken()}”。",
                    figures=figures,
                    threshold=formula.spoken(),
                    cite=ground.cite,
                )

    def _judge_review(self, finding: Finding, facts: PoolFacts, parameters: Parameters) -> None:
        review = self.review
        if review is None or review.every_months is None or facts.as_of is None:
            return
        label = "定期分析评估"
        if facts.reviewed_on is None:
            finding.missing("review", label, "情况不明：上次评估日期，请核实。", cite=review.cite)
            return
        months = whole(review.every_months, parameters, of="评估间隔（月）")
        due = add_months(facts.reviewed_on, months)
        late = facts.as_of > due
        finding.add(
            "review",
            Verdict.FLAG if late else Verdict.PASS,
            label,
            f"上次评估{facts.reviewed_on.isoformat()}，"
            f"{'已过' if late else '下次不晚于'}{due.isoformat()}{'，应当评估' if late else ''}。",
            threshold=f"每{months}个月",
            cite=review.cite,
        )

    def judge_sizes(self, counts: Mapping[str, int], parameters: Parameters) -> Outcome:
        """Whether each tier holds as many as it should.

        Args:
            counts: tier id → members.
        """
        finding = Finding(self)
        for tier_id, count in counts.items():
            tier = self.tier(tier_id)
            if tier.size is None:
                continue
            size = whole(tier.size, parameters, of=f"{tier.title}人数")
            off = {
                "about": count != size,
                "least": count < size,
                "most": count > size,
            }[tier.bound]
            gap = (
                f"，{'少' if count < size else '多'}{abs(count - size)}人" if count != size else ""
            )
            finding.add(
                f"{tier.id}.size",
                Verdict.FLAG if off else Verdict.PASS,
                f"{tier.title}人数",
                f"现有{count}人，应为{size}人{BOUNDS[tier.bound]}{gap}。",
                figures={"现有": count},
                threshold=f"{size}人{BOUNDS[tier.bound]}",
                cite=tier.cite,
            )
        return Outcome.of(finding)

    def places_for(self, unit: Mapping[str, Any], parameters: Parameters) -> int | None:
        """How many people a unit may name; None where its figures or the policy do not tell."""
        values = values_given(unit, self.unit_names)
        for each in self.places:
            applies: bool | None = True
            if each.when:
                applies = Formula(
                    each.when, self.unit_names, parameters, expect=Kind.BOOLEAN
                ).holds(values)
            if applies is None:
                return None
            if applies:
                return whole(each.count, parameters, of="推荐名额")
        return None

    def eliminate(
        self, scores: Mapping[str, Fraction | None], parameters: Parameters
    ) -> Elimination:
        """Who leaves after a review.

        Args:
            scores: each member reviewed → its score, None where there is none.

        Raises:
            Refusal: the policy eliminates nobody by share, or the share is no proportion.
        """
        review = self.review
        if review is None or not review.eliminate:
            raise Refusal(
                Problem(
                    self._called, "eliminate", "", "制度没有规定淘汰比例。", "请按出库情形办理。"
                )
            )
        share = exact_number(review.eliminate, parameters)
        if not 0 <= share <= 1:
            raise Refusal(
                Problem(self._called, "eliminate", show(share), "比例不在0到100%之间。", "请改正。")
            )
        return lowest(scores, rounded(share * len(scores), review.round or "down"))

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the pool answers to a case.

        `given` holds a person (see `PoolFacts`), or `sizes` (tier → members), or `unit` (its
        values), or `scores` (name → score of each member reviewed).
        """
        if "sizes" in given:
            return answer_of(self.judge_sizes(given["sizes"], parameters))
        if "unit" in given:
            places = self.places_for(given["unit"], parameters)
            return {"名额": "不明" if places is None else places}
        if "scores" in given:
            scores = {
                name: None if score is None else Fraction(str(score))
                for name, score in given["scores"].items()
            }
            found = self.eliminate(scores, parameters)
            return {
                "淘汰数": found.number,
                "淘汰": list(found.leaving),
                "并列": list(found.tied),
                "待核": list(found.unknown),
            }
        return answer_of(self.decide(PoolFacts.model_validate(dict(given)), parameters))
