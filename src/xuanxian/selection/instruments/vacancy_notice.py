"""空缺岗位预告: classes of vacant posts, who is told of which, until when to recommend. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months, last_working_day
from xuanxian.policy.expressions import Expression, Kind, Value, ValueType
from xuanxian.policy.instruments.subjects import values_given
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Parameters, Part, Whole, said, whole

POST_NAMES = {
    "机构类别": ValueType(Kind.TEXT),
    "正职": ValueType(Kind.BOOLEAN),
    "班子成员": ValueType(Kind.BOOLEAN),
    "职位类别": ValueType(Kind.TEXT),
    "职务层次": ValueType(Kind.TEXT),
}
"""What the condition of a class may name of a post."""


class VacancyClass(Part):
    """A class of vacant posts.

    Attributes:
        when: which posts belong to it, over `POST_NAMES`; the first class that holds is taken.
    """

    id: str
    title: str
    when: str


class NoticeLayer(Part):
    """Who is told of posts of some classes, and how.

    Attributes:
        classes: ids of classes.
        whom: who is told (预告对象).
        manners: ways of telling; another way than these is flagged only (为主).
        plenary: told at the plenary session as well (全委会通报).
    """

    classes: tuple[str, ...] = Field(min_length=1)
    whom: str
    manners: tuple[str, ...] = ()
    plenary: bool = False
    cite: str = ""


class VacancyNoticeFacts(Facts):
    """One post of the ledger on the day `as_of`.

    Attributes:
        class_id: its class; "" when it belongs to none.
        requirements: element id → what was written.
        noticed_on: when it was announced; None before.
    """

    as_of: date
    class_id: str = ""
    requirements: dict[str, str] = {}
    noticed_on: date | None = None
    whom: str = ""
    manner: str = ""
    plenary: bool = False


class SignedNominationFacts(Facts):
    """One recommendation for a post of the ledger.

    Attributes:
        received_on: the day it came in.
        noticed_on: the day the post was announced; None when it was not.
        was_told: whether the nominator is one of those told.
        signed: in writing and under the nominator's own name.
        written: ids of the elements written.
        barred_until: last day on which the nominator may not recommend; None when never barred.
        namesake_barred: somebody of the same name in another post is barred.
    """

    received_on: date
    noticed_on: date | None = None
    was_told: bool = False
    signed: bool = False
    written: tuple[str, ...] = ()
    barred_until: date | None = None
    namesake_barred: bool = False


class VacancyNotice(Instrument):
    """How vacant posts are announced and recommended for before a motion.

    Attributes:
        classes: the classes of vacant posts.
        requirements: what the ledger states of each post.
        layers: who is told of what; every class belongs to one.
        nomination_working_days: working days for recommendations, the day of the notice not
            counted.
        elements: what a recommendation states.
        late: what a recommendation after the last day means.
        ban_months: for how long a nominator who did not tell the truth may not recommend.
    """

    KIND = "vacancy_notice"
    TITLE = "空缺岗位预告"

    kind: Literal["vacancy_notice"] = "vacancy_notice"
    classes: tuple[VacancyClass, ...] = Field(min_length=1)
    requirements: tuple[Named, ...] = ()
    layers: tuple[NoticeLayer, ...] = Field(min_length=1)
    nomination_working_days: Whole
    elements: tuple[Named, ...] = ()
    late: Verdict = Verdict.HOLD
    ban_months: Whole

    @model_validator(mode="after")
    def _layers_fit(self) -> "VacancyNotice":
        ids = [each.id for each in self.classes]
        told = [each for layer in self.layers for each in layer.classes]
        if len(set(ids)) != len(ids):
            raise ValueError("classes 中有相同的 id")
        if sorted(told) != sorted(ids):
            raise ValueError("每一类岗位应当恰好写在 layers 的一层里")
        return self

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            StatedExpression(("classes", each.id, "when"), each.when, POST_NAMES)
            for each in self.classes
        ]

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a layer."""
        titles = {each.id: each.title for each in self.classes}
        stated = "、".join(each.title for each in self.requirements)
        items = [
            Provision(
                f"空缺岗位分{'、'.join(titles.values())}建立台账"
                + (f"，逐岗写明{stated}。" if stated else "。")
            )
        ]
        for layer in self.layers:
            manner = f"，以{'、'.join(layer.manners)}为主" if layer.manners else ""
            plenary = "，并在全委会通报" if layer.plenary else ""
            items.append(
                Provision(
                    f"{'、'.join(titles[one] for one in layer.classes)}"
                    f"向{layer.whom}预告{manner}{plenary}。",
                    layer.cite,
                )
            )
        written = "、".join(each.title for each in self.elements)
        items.append(
            Provision(
                f"预告对象在预告后{said(self.nomination_working_days)}个工作日内书面实名推荐"
                + (f"，写明{written}" if written else "")
                + f"；逾期的，{self.late.consequence}。不如实推荐的，"
                f"{said(self.ban_months)}个月内不得推荐。"
            )
        )
        return items

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`: `nomination` asks about a recommendation; `post` gives the post
        by `POST_NAMES` instead of its class."""
        if "nomination" in given:
            nomination = SignedNominationFacts.model_validate(given["nomination"])
            return self.decide_nomination(nomination, parameters)
        known = {name: value for name, value in given.items() if name != "post"}
        if "post" in given:
            values = values_given(given["post"], POST_NAMES)
            found = self.class_of(values, parameters)
            known["class_id"] = found.id if found else ""
        return self.decide(VacancyNoticeFacts.model_validate(known), parameters)

    def class_of(self, post: Mapping[str, Value], parameters: Parameters) -> VacancyClass | None:
        """The class of a post given by `POST_NAMES`; None when it belongs to none."""
        for each in self.classes:
            if Expression.parse(each.when, POST_NAMES, parameters).holds(post):
                return each
        return None

    def layer_of(self, class_id: str) -> NoticeLayer | None:
        """The layer of a class."""
        return next((layer for layer in self.layers if class_id in layer.classes), None)

    def last_day(self, noticed_on: date, parameters: Parameters) -> date:
        """Last day for recommendations."""
        days = whole(self.nomination_working_days, parameters, of="推荐期限（工作日）")
        return last_working_day(noticed_on, days, count_first_day=False)

    def barred_until(self, from_day: date, parameters: Parameters) -> date:
        """Last day of a ban that begins on `from_day`."""
        months = whole(self.ban_months, parameters, of="取消推荐资格（月）")
        return date.fromordinal(add_months(from_day, months).toordinal() - 1)

    def decide(self, facts: VacancyNoticeFacts, parameters: Parameters) -> Outcome:
        """Whether a post was listed and announced as it should, and the period is over."""
        finding = Finding(self)
        layer = self.layer_of(facts.class_id)
        if layer is None:
            finding.missing("class", "岗位类别", "岗位不属于制度所列的任何一类，请核对。")
            return Outcome.of(finding)
        for element in self.requirements:
            if facts.requirements.get(element.id, "").strip():
                finding.met(f"requirements.{element.id}", element.title, f"已写明{element.title}。")
            else:
                finding.missing(
                    f"requirements.{element.id}", element.title, f"台账没有写明{element.title}。"
                )
        if facts.noticed_on is None:
            finding.missing("notice", "预告", f"还没有向{layer.whom}预告。")
            return Outcome.of(finding)
        self._judge_layer(facts, layer, finding)
        last = self.last_day(facts.noticed_on, parameters)
        if facts.as_of <= last:
            finding.missing("period", "推荐期限", f"推荐期限到{last:%Y.%m.%d}，还没有届满。")
        else:
            finding.met("period", "推荐期限", f"推荐期限已于{last:%Y.%m.%d}届满。")
        return Outcome.of(finding)

    def _judge_layer(self, facts: VacancyNoticeFacts, layer: NoticeLayer, finding: Finding) -> None:
        told = f"{facts.noticed_on:%Y.%m.%d}已向{facts.whom}预告"
        if facts.whom == layer.whom:
            finding.met("whom", "预告对象", f"{told}。", cite=layer.cite)
        else:
            finding.missing(
                "whom", "预告对象", f"{told}，这类岗位应当向{layer.whom}预告。", cite=layer.cite
            )
        if layer.manners and facts.manner not in layer.manners:
            finding.add(
                "manner",
                Verdict.FLAG,
                "预告方式",
                f"预告方式为{facts.manner or '未填'}，这类岗位以{'、'.join(layer.manners)}为主。",
                cite=layer.cite,
            )
        if layer.plenary and not facts.plenary:
            finding.missing("plenary", "全委会通报", "还没有在全委会通报。", cite=layer.cite)

    def decide_nomination(self, facts: SignedNominationFacts, parameters: Parameters) -> Outcome:
        """Whether a recommendation counts."""
        finding = Finding(self)
        self._judge_nominator(facts, finding)
        if facts.signed:
            finding.met("signed", "书面实名", "书面实名推荐。")
        else:
            finding.add("signed", Verdict.BAR, "书面实名", "口头或者没有署名的推荐无效。")
        for element in self.elements:
            if element.id in facts.written:
                finding.met(f"elements.{element.id}", element.title, f"写明了{element.title}。")
            else:
                finding.missing(
                    f"elements.{element.id}", element.title, f"推荐没有写明{element.title}。"
                )
        if facts.noticed_on is None:
            finding.missing("late", "推荐期限", "岗位还没有预告。")
        else:
            last = self.last_day(facts.noticed_on, parameters)
            late = facts.received_on > last
            finding.add(
                "late",
                self.late if late else Verdict.PASS,
                "推荐期限",
                f"{facts.received_on:%Y.%m.%d}收到，期限到{last:%Y.%m.%d}"
                f"{'，已经逾期' if late else ''}。",
                threshold=f"≤{last:%Y.%m.%d}",
            )
        return Outcome.of(finding)

    def _judge_nominator(self, facts: SignedNominationFacts, finding: Finding) -> None:
        if facts.was_told:
            finding.met("told", "推荐人", "推荐人是预告对象。")
        else:
            finding.missing("told", "推荐人", "推荐人不是这一岗位的预告对象，请核对。")
        until = facts.barred_until
        if until and facts.received_on <= until:
            finding.add(
                "banned",
                Verdict.BAR,
                "取消推荐资格",
                f"推荐人在{until:%Y.%m.%d}以前不得推荐。",
                expires=date.fromordinal(until.toordinal() + 1),
            )
        elif facts.namesake_barred:
            finding.missing(
                "banned", "取消推荐资格", "有同名的人被取消推荐资格，请核对是不是同一人。"
            )
        else:
            finding.met("banned", "取消推荐资格", "推荐人没有被取消推荐资格。")
