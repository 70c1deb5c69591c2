"""全程纪实清单: the materials each link must leave, who records and who audits them."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, RoleCode
from xuanxian.selection.instruments.procedure import Stage


class MaterialItem(Part):
    """One material of a link.

    Attributes:
        recorder: roles that file it; empty: whoever works on the stage.
        auditor: roles that check it; empty: nobody has to.
        steps: kinds of record entry that stand for the material, where the program makes it
            itself; any one of them suffices. `talk.recorded/recommendation` names the purpose
            (`selection.models.TalkPurpose`) beside the kind.
        of: whether every person needs it, or the round once.
        missing: what its absence means.
    """

    id: str
    title: str
    recorder: tuple[RoleCode, ...] = ()
    auditor: tuple[RoleCode, ...] = ()
    steps: tuple[str, ...] = ()
    of: Literal["person", "round"] = "person"
    missing: Verdict = Verdict.HOLD
    cite: str = ""


class Link(Part):
    """One link of the record: a stage and its materials."""

    stage: Stage
    title: str = ""
    items: tuple[MaterialItem, ...]

    @property
    def label(self) -> str:
        """The link as this policy calls it."""
        return self.title or self.stage.label


class MaterialFacts(Facts):
    """A material on file: who recorded it and, if somebody did, who audited it."""

    recorded_by: str
    recorded_on: date
    audited_by: str = ""


class ChecklistFacts(Facts):
    """Item id → the material on file, for one person, and the link asked about."""

    as_of: date
    stage: Stage = Stage.MOTION
    materials: Mapping[str, MaterialFacts] = {}


class Checklist(Instrument):
    """What a complete record consists of.

    Attributes:
        links: the links in order.
        recorder_is_not_auditor: the same name may not do both.
    """

    KIND = "checklist"
    TITLE = "纪实清单"

    kind: Literal["checklist"] = "checklist"
    links: tuple[Link, ...] = Field(min_length=1)
    recorder_is_not_auditor: bool = True

    @model_validator(mode="after")
    def _items_differ(self) -> "Checklist":
        ids = [item.id for link in self.links for item in link.items]
        if len(set(ids)) != len(ids):
            raise ValueError("纪实清单中有相同的 id")
        return self

    def link(self, stage: Stage | str) -> Link | None:
        """The link of `stage`, None when it leaves nothing."""
        return next((link for link in self.links if link.stage == stage), None)

    def item(self, item_id: str) -> MaterialItem | None:
        """The material with this id, None when there is none."""
        return next(
            (item for link in self.links for item in link.items if item.id == item_id), None
        )

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a stage."""
        provisions = [
            Provision(
                f"{link.label}：{'、'.join(item.title for item in link.items)}。",
                part=("links", link.stage.value),
            )
            for link in self.links
        ]
        if provisions:
            provisions.insert(0, Provision("各环节归集下列材料："))
        if self.recorder_is_not_auditor:
            provisions.append(Provision("记录人和审核人不得为同一人。"))
        return provisions

    def decide(self, facts: ChecklistFacts, parameters: Parameters) -> Outcome:
        """Whether the link of the stage asked about is complete."""
        del parameters  # a checklist has no figures
        finding = Finding(self)
        link = self.link(facts.stage)
        for item in link.items if link else ():
            found = facts.materials.get(item.id)
            if found is None:
                finding.add(
                    item.id, item.missing, item.title, f"还没有“{item.title}”。", cite=item.cite
                )
                continue
            if item.auditor and not found.audited_by:
                finding.missing(
                    f"{item.id}.audit", item.title, f"“{item.title}”还没有审核。", cite=item.cite
                )
            elif (
                self.recorder_is_not_auditor
                and found.audited_by
                and found.audited_by == found.recorded_by
            ):
                finding.missing(
                    f"{item.id}.audit",
                    item.title,
                    f"“{item.title}”的记录人和审核人都是{found.recorded_by}，应换人审核。",
                    cite=item.cite,
                )
            else:
                finding.met(
                    item.id,
                    item.title,
                    f"{found.recorded_on.isoformat()}由{found.recorded_by}归集。",
                    cite=item.cite,
                )
        return Outcome.of(finding)
