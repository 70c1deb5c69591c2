"""轮岗交流: how long somebody may stay in a post or unit before moving on. Pure."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole


class RotationRule(Part):
    """Posts that have to be left after a time.

    Attributes:
        words: a post belongs to it when its title or portfolio has one of these words; ().
        chiefs: chiefs of units (主要负责同志) belong to it.
        within: where the time counts: in the same post, or in the same unit.
        months: how long.
        otherwise: what staying longer means, `else` in the file.
    """

    id: str
    label: str
    words: tuple[str, ...] = ()
    chiefs: bool = False
    within: Literal["post", "unit"] = "post"
    months: Whole
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    cite: str = ""

    @model_validator(mode="after")
    def _belongs_to_somebody(self) -> "RotationRule":
        if not self.words and not self.chiefs:
            raise ValueError("words 和 chiefs 至少写一项，写明哪些岗位")
        return self

    def concerns(self, facts: "RotationFacts") -> bool:
        """Whether a post belongs to it."""
        text = f"{facts.post}{facts.portfolio}"
        return (self.chiefs and facts.is_chief) or any(word in text for word in self.words)


class RotationFacts(Facts):
    """Somebody in a post on the day `as_of`.

    Attributes:
        portfolio: what the post is in charge of.
        in_post_since, in_unit_since: first day; None where the file does not say.
    """

    as_of: date
    name: str = ""
    post: str = ""
    portfolio: str = ""
    is_chief: bool = False
    in_post_since: date | None = None
    in_unit_since: date | None = None


class Rotation(Instrument):
    """Who has to move on after how long.

    Attributes:
        rules: the posts and times.
        ahead_months: how long before the day somebody is put on the list; 0: not before.
    """

    KIND = "rotation"
    TITLE = "轮岗交流"

    kind: Literal["rotation"] = "rotation"
    rules: tuple[RotationRule, ...] = Field(min_length=1)
    ahead_months: Whole = 0

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a rule."""
        items = [Provision("下列人员应当轮岗交流：")]
        for rule in self.rules:
            whom = "、".join(
                [
                    *(["单位主要负责人"] if rule.chiefs else []),
                    *(f"{one}岗位" for one in rule.words),
                ]
            )
            where = "同一职位" if rule.within == "post" else "同一单位"
            items.append(
                Provision(
                    f"{rule.label}：{whom}在{where}任职满{said(rule.months)}个月的，"
                    f"{rule.otherwise.consequence}。",
                    rule.cite,
                    ("rules", rule.id),
                )
            )
        return items

    def due_on(
        self, rule: RotationRule, facts: RotationFacts, parameters: Parameters
    ) -> date | None:
        """The day on which the time is full; None where the file does not say since when."""
        since = facts.in_post_since if rule.within == "post" else facts.in_unit_since
        if since is None:
            return None
        return add_months(since, whole(rule.months, parameters, of="任职月数"))

    def decide(self, facts: RotationFacts, parameters: Parameters) -> Outcome:
        """Whether somebody has to move on, soon, or not; unknown where no date is on file."""
        finding = Finding(self)
        ahead = whole(self.ahead_months, parameters, of="提前月数")
        for rule in self.rules:
            if not rule.concerns(facts):
                continue
            due = self.due_on(rule, facts, parameters)
            who = f"{facts.name}任{facts.post}"
            if due is None:
                verdict = min(Verdict.HOLD, rule.otherwise, key=lambda one: one.weight)
                said_now = f"{who}，任职时间没有登记，不能断定是否应当轮岗。"
            elif facts.as_of >= due:
                verdict, said_now = rule.otherwise, f"{who}，到{due:%Y.%m.%d}已满年限，应当轮岗。"
            elif add_months(facts.as_of, ahead) >= due:
                verdict, said_now = Verdict.FLAG, f"{who}，到{due:%Y.%m.%d}满年限。"
            else:
                verdict, said_now = Verdict.PASS, f"{who}，到{due:%Y.%m.%d}才满年限。"
            finding.add(rule.id, verdict, rule.label, said_now, cite=rule.cite)
        return Outcome.of(finding)
