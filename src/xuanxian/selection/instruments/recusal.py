"""任职回避: kin in the unit of the post, kin who lead it, and the place one grew up in."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part

Kind = Literal["same_unit", "kin_leads", "kin_led", "native_place"]

_SAID: dict[Kind, str] = {
    "same_unit": "亲属在拟任职务所在单位任职的",
    "kin_leads": "亲属担任拟任职务所在单位领导的",
    "kin_led": "拟任单位领导，亲属在该单位任职的",
    "native_place": "拟在籍贯所在地任职的",
}


class RecusalSituation(Part):
    """One situation in which somebody is to be kept from a post.

    Attributes:
        kind: what is looked for: kin who serve in the unit of the post; kin who lead it; kin who
            serve there while the post itself leads; the place of the post being the native place.
        posts: words of the title of the proposed post by which it falls under the rule, deputies
            (副) not meant unless written; empty: every post.
        verdict: what it means once it is certain.
    """

    id: str
    title: str
    kind: Kind
    posts: tuple[str, ...] = ()
    verdict: Verdict = Verdict.HOLD
    cite: str = ""


class Kinship(Facts):
    """Somebody named among the relatives who serves in the unit of the post.

    Attributes:
        relation: as the file says it, 配偶 or 妻子.
        leads: whether he holds a leading post of the unit.
        certain: the registry knows the relative to be this person; otherwise only the name agrees.
    """

    relation: str
    name: str
    unit: str
    post: str
    leads: bool = False
    certain: bool = False


class RecusalFacts(Facts):
    """What the registry says of a person and a post.

    Attributes:
        post: title of the proposed post.
        post_leads: whether it is a leading post of its unit.
        kin: relatives who serve in the unit of the post.
        relatives_known: whether the file names any relative at all.
        native_place: as the file says it, "" when it does not.
        place: name of the place the post serves, "" when it serves none.
    """

    as_of: date
    post: str = ""
    post_leads: bool = False
    kin: tuple[Kinship, ...] = ()
    relatives_known: bool = True
    native_place: str = ""
    place: str = ""


class Recusal(Instrument):
    """Who may not be appointed where, for kinship or origin.

    A relative known to the registry gives the situation's verdict; one of whom only the name
    agrees holds, until somebody has looked and released it with a reason.

    Attributes:
        relations: how files call the relatives that count; empty: all of them.
        situations: what is looked for.
    """

    KIND = "recusal"
    TITLE = "任职回避"

    kind: Literal["recusal"] = "recusal"
    relations: tuple[str, ...] = ()
    situations: tuple[RecusalSituation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _situations_differ(self) -> "Recusal":
        ids = [situation.id for situation in self.situations]
        if len(set(ids)) != len(ids):
            raise ValueError("situations 中有相同的 id")
        return self

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a situation."""
        provisions = []
        if self.relations:
            provisions.append(Provision(f"计算的亲属关系：{'、'.join(self.relations)}。"))
        for situation in self.situations:
            posts = (
                f"，拟任职务名称含有{'、'.join(f'“{word}”' for word in situation.posts)}"
                if situation.posts
                else ""
            )
            said = f"{_SAID[situation.kind]}{posts}，{situation.verdict.consequence}"
            text = f"{situation.title}：{said}。"
            provisions.append(Provision(text, situation.cite, ("situations", situation.id)))
        if any(situation.kind != "native_place" for situation in self.situations):
            provisions.append(
                Provision("只是姓名相同、没有核实是否为同一人的，先暂缓，核实后放行。")
            )
        return provisions

    def decide(self, facts: RecusalFacts, parameters: Parameters) -> Outcome:
        """Which situations the person and the post fall under."""
        finding = Finding(self)
        if not facts.relatives_known and self._asks_for_kin():
            finding.missing("kin", "亲属情况", "档案中没有家庭成员和社会关系，无法核查回避。")
        for situation in self.situations:
            if situation.posts and not any(_names(facts.post, word) for word in situation.posts):
                continue
            if situation.kind == "native_place":
                self._judge_place(situation, facts, finding)
            else:
                self._judge_kin(situation, facts, finding)
        if not list(finding):
            finding.met("kin", self.title or self.TITLE, "没有发现应当回避的情形。")
        return Outcome.of(finding)

    def _asks_for_kin(self) -> bool:
        return any(situation.kind != "native_place" for situation in self.situations)

    def _judge_kin(
        self, situation: RecusalSituation, facts: RecusalFacts, finding: Finding
    ) -> None:
        for one in self._counted(facts.kin):
            if situation.kind == "kin_leads" and not one.leads:
                continue
            if situation.kind == "kin_led" and not facts.post_leads:
                continue
            sure = "" if one.certain else "；只是姓名相同，须核实是否为同一人"
            finding.add(
                f"{situation.id}.{one.name}",
                situation.verdict if one.certain else Verdict.HOLD,
                situation.title,
                f"{one.relation}{one.name}任{one.unit}{one.post}{sure}。",
                cite=situation.cite,
            )

    def _judge_place(
        self, situation: RecusalSituation, facts: RecusalFacts, finding: Finding
    ) -> None:
        if not facts.place:
            return
        if not facts.native_place:
            finding.missing(
                situation.id, situation.title, "档案中没有籍贯，无法核查。", cite=situation.cite
            )
        elif facts.place in facts.native_place:
            finding.add(
                situation.id,
                situation.verdict,
                situation.title,
                f"籍贯{facts.native_place}，拟任职务在{facts.place}。",
                cite=situation.cite,
            )

    def _counted(self, kin: Iterable[Kinship]) -> list[Kinship]:
        return [one for one in kin if not self.relations or one.relation in self.relations]


def _names(title: str, word: str) -> bool:
    """Whether `title` has `word` other than as that of a deputy: 副县长 is no 县长."""
    return word in title.replace(f"副{word}", "")
