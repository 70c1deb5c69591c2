"""全程纪实清单: the materials each link must leave, who records and who audits them."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    RoleCode,
    Whole,
    said,
    whole,
)
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
        after: id of the item with which its time begins, "" for no deadline.
        counts_from: whether from the day that item was recorded or from its own last day.
        within_working_days: working days after that day, which itself is not counted.
        late: what it means that it came later; it is there, so it does not hold by itself.
    """

    id: str
    title: str
    recorder: tuple[RoleCode, ...] = ()
    auditor: tuple[RoleCode, ...] = ()
    steps: tuple[str, ...] = ()
    of: Literal["person", "round"] = "person"
    missing: Verdict = Verdict.HOLD
    after: str = ""
    counts_from: Literal["recorded", "due"] = "recorded"
    within_working_days: Whole | None = None
    late: Verdict = Verdict.FLAG
    cite: str = ""

    @model_validator(mode="after")
    def _deadline_is_whole(self) -> "MaterialItem":
        if bool(self.after) != (self.within_working_days is not None):
            raise ValueError("after 和 within_working_days 要写就都写：从哪一项起、几个工作日内")
        return self

    def due_on(self, begun_on: date, parameters: Parameters) -> date:
        """Last day for the material, when the item of `after` was recorded on `begun_on`."""
        days = whole(self.within_working_days or 0, parameters, of=f"{self.title}期限（工作日）")
        return last_working_day(begun_on, days, count_first_day=False)


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
        by_id = {item.id: item for link in self.links for item in link.items}
        for item in by_id.values():
            seen = [item.id]
            while after := by_id[seen[-1]].after:
                if after not in by_id or after in seen:
                    raise ValueError(f"{seen[-1]} 的 after（{after}）不是清单中先于它的另一项")
                seen.append(after)
            if item.counts_from == "due" and not by_id[seen[1] if seen[1:] else item.id].after:
                raise ValueError(f"{item.id} 从 {item.after or '?'} 的期限起算，那一项却没有期限")
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
        for link in self.links:
            provisions += [
                Provision(self._said_deadline(item), item.cite, ("links", link.stage.value))
                for item in link.items
                if item.after
            ]
        if self.recorder_is_not_auditor:
            provisions.append(Provision("记录人和审核人不得为同一人。"))
        return provisions

    def _said_deadline(self, item: MaterialItem) -> str:
        begun = self.item(item.after)
        start = f"“{begun.title if begun else item.after}”"
        return (
            f"“{item.title}”在{start}{'期限届满' if item.counts_from == 'due' else ''}后"
            f"{said(item.within_working_days or 0)}个工作日内完成；"
            f"逾期完成的，{item.late.consequence}。"
        )

    def decide(self, facts: ChecklistFacts, parameters: Parameters) -> Outcome:
        """Whether the link of the stage asked about is complete."""
        finding = Finding(self)
        link = self.link(facts.stage)
        for item in link.items if link else ():
            found = facts.materials.get(item.id)
            due = self._due_on(item, facts, parameters)
            if found is None:
                when = f"，应于{due:%Y.%m.%d}前完成" if due else ""
                overdue = (
                    f"，已逾期{(facts.as_of - due).days}天" if due and facts.as_of > due else ""
                )
                finding.add(
                    item.id,
                    item.missing,
                    item.title,
                    f"还没有“{item.title}”{when}{overdue}。",
                    cite=item.cite,
                )
                continue
            if due and found.recorded_on > due:
                finding.add(
                    f"{item.id}.late",
                    item.late,
                    f"{item.title}期限",
                    f"“{item.title}”应于{due:%Y.%m.%d}前完成，{found.recorded_on:%Y.%m.%d}才完成。",
                    threshold=f"{due:%Y.%m.%d}前",
                    cite=item.cite,
                )
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
                    f"{found.recorded_on:%Y.%m.%d}由{found.recorded_by}归集。",
                    cite=item.cite,
                )
        return Outcome.of(finding)

    def _due_on(
        self, item: MaterialItem, facts: ChecklistFacts, parameters: Parameters
    ) -> date | None:
        before = self.item(item.after) if item.after else None
        if before is None:
            return None
        if item.counts_from == "due":
            begun_on = self._due_on(before, facts, parameters)
        else:
            begun = facts.materials.get(before.id)
            begun_on = begun.recorded_on if begun else None
        return item.due_on(begun_on, parameters) if begun_on else None
