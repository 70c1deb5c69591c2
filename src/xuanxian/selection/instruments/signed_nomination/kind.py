"""署名推荐: who may put somebody forward, what the form bears, how long it counts. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Value
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Named, Parameters, Whole, said, whole
from xuanxian.selection.instruments.signed_nomination.facts import (
    NO_RELATION,
    NominationFormFacts,
    NominatorKin,
    SignedNominationFacts,
)
from xuanxian.selection.instruments.signed_nomination.parts import Attestation, NominatorClass


class SignedNomination(Instrument):
    """How people are put forward by signed forms, and what of it counts.

    Attributes:
        manners: manners of nominating, as by a body or by one person; empty: not told apart.
        nominators: who may; empty: anybody.
        attestations: signatures, seals and minutes asked for.
        elements: what a form says.
        oral: what a nomination by word of mouth means.
        asks_relation: whether the nominator declares how he is related to the person.
        kin: relations, as nominators declare them, in which nobody may nominate; empty: none is
            forbidden.
        related: what a forbidden relation means.
        directions: whether forms are for a post, for a level, or either.
        valid_months: how long a form counts; None without end.
        ban_months: for how long somebody who did not tell the truth may not nominate; None: the
            policy does not say, so that nobody can be barred under it.
        most_people: how many people one nominator may put forward in a round.
        least: how many forms that count a person needs.
    """

    KIND = "signed_nomination"
    TITLE = "署名推荐"

    kind: Literal["signed_nomination"] = "signed_nomination"
    manners: tuple[Named, ...] = ()
    nominators: tuple[NominatorClass, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    elements: tuple[Named, ...] = ()
    oral: Verdict = Verdict.BAR
    asks_relation: bool = False
    kin: tuple[str, ...] = ()
    related: Verdict = Verdict.BAR
    directions: tuple[Literal["directed", "undirected"], ...] = ("directed", "undirected")
    valid_months: Whole | None = None
    ban_months: Whole | None = None
    most_people: Whole | None = None
    least: Whole = 1

    @model_validator(mode="after")
    def _parts_fit(self) -> "SignedNomination":
        for name, parts in (
            ("manners", self.manners),
            ("nominators", self.nominators),
            ("attestations", self.attestations),
            ("elements", self.elements),
        ):
            ids = [part.id for part in parts]
            if len(set(ids)) != len(ids):
                raise ValueError(f"{name} 中有相同的 id")
        known = {manner.id for manner in self.manners}
        named = [one for part in self.nominators for one in part.manners]
        named += [one for part in self.attestations for one in part.manners]
        if strange := sorted(set(named) - known):
            raise ValueError(f"manners 中没有 {'、'.join(strange)}")
        if not self.directions:
            raise ValueError("directions 至少写一种")
        return self

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        titles = {each.id: each.title for each in self.manners}
        items = []
        if self.manners:
            items.append(Provision(f"推荐方式为{'、'.join(titles.values())}。"))
        for each in self.nominators:
            posts = f"（{'、'.join(each.posts)}）" if each.posts else ""
            scope = "只在本单位、本系统推荐" if each.scope == "own_unit" else "可以在全部范围内推荐"
            manners = (
                f"，方式为{'、'.join(titles[one] for one in each.manners)}" if each.manners else ""
            )
            items.append(
                Provision(
                    f"{each.title}{posts}{scope}{manners}。", each.cite, ("nominators", each.id)
                )
            )
        for attestation in self.attestations:
            when = "、".join(titles[one] for one in attestation.manners)
            when += "提拔重用的" if attestation.promotions_only else ""
            items.append(
                Provision(
                    f"{f'{when}，' if when else ''}应当有{attestation.title}，"
                    f"没有的{attestation.otherwise.consequence}。",
                    attestation.cite,
                    ("attestations", attestation.id),
                )
            )
        if self.elements:
            items.append(Provision(f"推荐表写明{'、'.join(one.title for one in self.elements)}。"))
        items.append(Provision(f"只口头推荐、没有填表的，{self.oral.consequence}。"))
        if self.asks_relation:
            items.append(Provision("推荐人应当申明与被推荐人的关系。"))
        if self.kin:
            items.append(
                Provision(
                    f"推荐人与被推荐人有{'、'.join(self.kin)}关系的，{self.related.consequence}。"
                )
            )
        items.append(Provision(self._validity_said()))
        if self.most_people is not None:
            items.append(Provision(f"一名推荐人最多推荐{said(self.most_people)}人。"))
        items.append(Provision(f"一名人选至少应有{said(self.least)}份有效的署名推荐。"))
        return items

    def _validity_said(self) -> str:
        ways = {"directed": "定向推荐只用于所推荐的职位", "undirected": "非定向推荐用于适合的职位"}
        text = "；".join(ways[one] for one in ways if one in self.directions)
        if self.valid_months is not None:
            text += f"；{said(self.valid_months)}个月内有效"
        if self.ban_months is not None:
            text += f"；推荐失实的，{said(self.ban_months)}个月内不得推荐"
        return f"{text}。"

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`: `form` asks about one form, else the forms about a person."""
        if "form" in given:
            form = NominationFormFacts.model_validate(given["form"])
            return self.decide_form(form, parameters)
        return self.decide(SignedNominationFacts.model_validate(dict(given)), parameters)

    def attestations_for(self, manner: str, promotion: bool | None) -> list[Attestation]:
        """What a form of this manner has to bear; what only promotions need also while it is not
        known whether this is one."""
        return [
            one
            for one in self.attestations
            if (not one.manners or manner in one.manners)
            and not (one.promotions_only and promotion is False)
        ]

    def barred_until(self, from_day: date, parameters: Parameters) -> date | None:
        """Last day of a ban that begins on `from_day`; None where the policy knows no ban."""
        if self.ban_months is None:
            return None
        months = whole(self.ban_months, parameters, of="取消推荐资格（月）")
        return date.fromordinal(add_months(from_day, months).toordinal() - 1)

    def expires_on(self, received_on: date, parameters: Parameters) -> date | None:
        """First day on which a form no longer counts; None when it counts without end."""
        if self.valid_months is None:
            return None
        months = whole(self.valid_months, parameters, of="推荐有效期（月）")
        return add_months(received_on, months)

    def decide(self, facts: SignedNominationFacts, parameters: Parameters) -> Outcome:
        """Whether enough forms about the person count on `as_of`.

        A form that does not count bars nobody: the person merely lacks it. Why it does not is
        added as a flag.
        """
        finding = Finding(self)
        counting = 0
        for number, form in enumerate(facts.forms, 1):
            why = self.against(form, facts.as_of, parameters)
            counting += not why
            by = form.nominator or f"第{number}份"
            if why:
                finding.add(f"forms.{number}", Verdict.FLAG, f"{by}的推荐", "；".join(why))
            else:
                expiry = self.expires_on(form.received_on, parameters)
                until = f"，{expiry:%Y.%m.%d}前有效" if expiry else ""
                finding.met(
                    f"forms.{number}",
                    f"{by}的推荐",
                    f"{form.received_on:%Y.%m.%d}收到，符合规定{until}。",
                )
        least = whole(self.least, parameters, of="署名推荐份数")
        finding.add(
            "count",
            Verdict.PASS if counting >= least else Verdict.HOLD,
            self.title or self.TITLE,
            f"有效的署名推荐{counting}份，应不少于{least}份。",
            figures={"有效": counting, "收到": len(facts.forms)},
            threshold=f"≥{least}",
        )
        return Outcome.of(finding)

    def against(self, form: NominationFormFacts, as_of: date, parameters: Parameters) -> list[str]:
        """Why a form does not count on `as_of`, one sentence a reason; none when it counts."""
        outcome = self.decide_form(form, parameters)
        why = [
            reason.explanation
            for reason in outcome.reasons
            if reason.verdict in {Verdict.HOLD, Verdict.BAR}
        ]
        expiry = self.expires_on(form.received_on, parameters)
        if expiry is not None and as_of >= expiry:
            why.append(f"{form.received_on:%Y.%m.%d}收到，有效期已于{expiry:%Y.%m.%d}届满。")
        return why

    def decide_form(self, form: NominationFormFacts, parameters: Parameters) -> Outcome:
        """What is to be said of one form, its age apart."""
        finding = Finding(self)
        if form.oral:
            finding.add("oral", self.oral, "书面推荐", "只口头推荐，没有填写推荐表。")
            self._judge_nominator(form, finding, parameters)
            return Outcome.of(finding)
        self._judge_nominator(form, finding, parameters)
        if self.manners and form.manner not in {one.id for one in self.manners}:
            finding.add("manner", Verdict.BAR, "推荐方式", "不属于制度所列的推荐方式。")
        for one in self.attestations_for(form.manner, form.promotion):
            if one.id in form.attested:
                finding.met(f"attestations.{one.id}", one.title, f"有{one.title}。", cite=one.cite)
            elif one.promotions_only and form.promotion is None:
                finding.missing(
                    f"attestations.{one.id}",
                    one.title,
                    f"是否提拔重用不明，提拔重用的应当有{one.title}。",
                    cite=one.cite,
                )
            else:
                finding.add(
                    f"attestations.{one.id}",
                    one.otherwise,
                    one.title,
                    f"没有{one.title}。",
                    cite=one.cite,
                )
        for element in self.elements:
            if element.id in form.written:
                finding.met(f"elements.{element.id}", element.title, f"写明了{element.title}。")
            else:
                finding.missing(
                    f"elements.{element.id}", element.title, f"推荐表没有写明{element.title}。"
                )
        self._judge_direction(form, finding)
        return Outcome.of(finding)

    def _judge_nominator(
        self, form: NominationFormFacts, finding: Finding, parameters: Parameters
    ) -> None:
        own = next((one for one in self.nominators if one.id == form.of_class), None)
        if self.nominators and own is None:
            finding.add("nominator", Verdict.BAR, "推荐主体", "推荐人不属于可以推荐的人员。")
        elif own is not None:
            finding.met("nominator", "推荐主体", f"推荐人属于{own.title}。", cite=own.cite)
            self._judge_scope(own, form, finding)
        self._judge_kin(form, finding)
        until = form.barred_until
        if until is not None and form.received_on <= until:
            finding.add(
                "banned",
                Verdict.BAR,
                "取消推荐资格",
                f"推荐人在{until:%Y.%m.%d}以前不得推荐。",
                expires=date.fromordinal(until.toordinal() + 1),
            )
        elif form.namesake_barred:
            finding.missing(
                "banned", "取消推荐资格", "有同名的人被取消推荐资格，请核对是不是同一人。"
            )
        if self.most_people is not None:
            most = whole(self.most_people, parameters, of="推荐人数上限")
            finding.add(
                "people",
                Verdict.PASS if form.people_named <= most else Verdict.HOLD,
                "推荐人数",
                f"推荐人已推荐{form.people_named}人，最多{most}人。",
                figures={"推荐人数": form.people_named},
                threshold=f"≤{most}",
            )

    def _judge_scope(
        self, own: NominatorClass, form: NominationFormFacts, finding: Finding
    ) -> None:
        if own.manners and form.manner not in own.manners and not form.oral:
            finding.add(
                "manner", Verdict.BAR, "推荐方式", f"{own.title}不用这种推荐方式。", cite=own.cite
            )
        if own.scope == "anywhere":
            return
        if form.in_own_unit is None:
            finding.missing(
                "scope", "推荐范围", "被推荐人是否在推荐人的单位、系统不明。", cite=own.cite
            )
        elif form.in_own_unit:
            finding.met("scope", "推荐范围", "在本单位、本系统推荐。", cite=own.cite)
        else:
            finding.add(
                "scope",
                Verdict.BAR,
                "推荐范围",
                f"{own.title}只能在本单位、本系统推荐。",
                cite=own.cite,
            )

    def _judge_kin(self, form: NominationFormFacts, finding: Finding) -> None:
        if not self.kin and not self.asks_relation:
            return
        found = _surest(form.kin)
        if self.kin and form.relation in self.kin:
            finding.add(
                "kin", self.related, "近亲属回避", f"推荐人申明与被推荐人是{form.relation}关系。"
            )
        elif self.kin and found is not None and found.certain:
            finding.add(
                "kin",
                self.related,
                "近亲属回避",
                f"被推荐人档案中，推荐人是其{found.relation}。",
            )
        elif self.kin and found is not None:
            finding.missing(
                "kin",
                "近亲属回避",
                f"被推荐人档案中有同名的{found.relation}，须核实是否为推荐人。",
            )
        elif form.relation is None:
            finding.missing("kin", "申明关系", "推荐人没有申明与被推荐人的关系。")
        elif found is not None and form.relation == NO_RELATION:
            finding.missing(
                "kin",
                "申明关系",
                f"推荐人申明没有关系，被推荐人档案中{'' if found.certain else '有同名的'}"
                f"{'是其' if found.certain else ''}{found.relation}，请核实。",
            )
        else:
            finding.met("kin", "申明关系", f"申明与被推荐人的关系：{form.relation}。")

    def _judge_direction(self, form: NominationFormFacts, finding: Finding) -> None:
        way = "directed" if form.directed else "undirected"
        if way not in self.directions:
            named = "定向" if form.directed else "非定向"
            finding.add("direction", Verdict.BAR, "推荐方向", f"制度没有{named}推荐。")
        elif form.for_post is None:
            finding.missing("direction", "推荐方向", "推荐的层次、方向是否适合这一职位不明。")
        elif not form.for_post:
            finding.add(
                "direction",
                Verdict.BAR,
                "推荐方向",
                "推荐的是另一个职位。" if form.directed else "推荐的层次、方向不适合这一职位。",
            )


def _surest(kin: Iterable[NominatorKin]) -> NominatorKin | None:
    """The kinship that is certain, else any, else None."""
    found: Collection[NominatorKin] = sorted(kin, key=lambda one: not one.certain)
    return next(iter(found), None)
