"""Storing the files of a batch: each wholly or not at all.

Files that only enter a person are stored in groups, which saves most of the queries; a group that
is refused is stored file by file, so that one file never keeps another out.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.exchange.models import ImportBatch, ImportedChange, ImportedFile
from xuanxian.exchange.plans import FilePlan, Standing
from xuanxian.exchange.roster.mapping import ColumnMapping
from xuanxian.exchange.services import spool
from xuanxian.exchange.services.applying import apply_plan, stored_entry
from xuanxian.exchange.services.checking import Progress, plan_file
from xuanxian.exchange.services.showing import shown_changes, shown_problem
from xuanxian.kernel.errors import Refusal
from xuanxian.record import services as record
from xuanxian.registry import services as registry

_GROUP = 50
_Planned = tuple[ImportedFile, FilePlan]


def stream_of(batch: ImportBatch) -> str:
    """The record stream of an import."""
    return f"import:{batch.pk}"


class Storing:
    """One run over files of a batch."""

    def __init__(self, batch: ImportBatch, *, actor: Actor) -> None:
        self.batch = batch
        self.actor = actor
        self.mapping = ColumnMapping.model_validate(batch.mapping) if batch.mapping else None
        self.standing = self._what_stands()
        self.group: list[_Planned] = []

    def store(self, rows: Sequence[ImportedFile], total: int, progress: Progress | None) -> None:
        """Plan and store `rows` in order; `total` is what the progress counts up to."""
        for number, row in enumerate(rows, 1):
            if row.kind == "tables":
                # Its rows build on people who must have their ids by then.
                self._flush()
            plan = self._plan(row)
            if not plan.errors and _only_enters(plan):
                self.group.append((row, plan))
                if len(self.group) >= _GROUP:
                    self._flush()
            else:
                self._flush()
                self._store_one(row, plan)
            if progress:
                progress(number, total)
        self._flush()

    def _what_stands(self) -> Standing:
        standing = Standing()
        told = ImportedChange.objects.filter(
            file__batch=self.batch, file__kind__in=("lrmx", "lrm"), subject="person"
        )
        for identity, name in told.values_list("identity", "file__name"):
            standing.note_told(identity, name)
        return standing

    def _plan(self, row: ImportedFile) -> FilePlan:
        file = spool.fetch(self.batch.pk, row.place, row.name)
        return plan_file(file, self.standing, self.mapping)

    def _flush(self) -> None:
        group, self.group = self.group, []
        if not group:
            return
        try:
            self._store_group(group)
        except Refusal:
            self.standing = self._what_stands()
            for row, _ in group:
                self._store_one(row, self._plan(row))

    @transaction.atomic
    def _store_group(self, group: list[_Planned]) -> None:
        # Two runs of one batch must not store a file twice.
        locked = ImportedFile.objects.select_for_update().filter(
            pk__in=[row.pk for row, _ in group], state=ImportedFile.State.CHECKED
        )
        waiting = set(locked.values_list("pk", flat=True))
        group = [planned for planned in group if planned[0].pk in waiting]
        files = [(plan.changes[0].target, plan.name) for _, plan in group]
        people = registry.enter_dossiers(files, actor=self.actor)
        changes = []
        entries = []
        for (row, plan), person in zip(group, people, strict=True):
            change = plan.changes[0]
            target = change.target
            known, _ = self.standing.find_person(
                target.name, target.birth, target.id_number, plan.name
            )
            if known is not None and known.is_pending:
                self.standing.note_stored(known, person.pk)
            stored = stored_entry(change, person.pk, f"person:{person.pk}", 0, 1)
            changes.append(ImportedChange(file=row, place=0, **stored))
            row.state = ImportedFile.State.STORED
            row.changes = shown_changes(plan)
            entries.append(self._entry(row, [stored]))
        ImportedChange.objects.bulk_create(changes)
        ImportedFile.objects.bulk_update([row for row, _ in group], ["state", "changes"])
        record.append_many(entries, actor=self.actor)

    def _store_one(self, row: ImportedFile, plan: FilePlan) -> None:
        if plan.errors or not self._store_file(row, plan):
            self._refuse(row, plan)
            # What the refused file had noted must not stand for the files after it.
            self.standing = self._what_stands()

    def _store_file(self, row: ImportedFile, plan: FilePlan) -> bool:
        """False when a service refused; its problems are added to the plan."""
        try:
            with transaction.atomic():
                locked = ImportedFile.objects.select_for_update().get(pk=row.pk)
                if locked.state != ImportedFile.State.CHECKED:
                    return True
                stored = apply_plan(plan, self.standing, actor=self.actor)
                ImportedChange.objects.bulk_create(
                    ImportedChange(file=row, place=place, **change)
                    for place, change in enumerate(stored)
                )
                row.state = ImportedFile.State.STORED
                row.changes = shown_changes(plan)
                row.save()
                record.append_many([self._entry(row, stored)], actor=self.actor)
        except Refusal as refusal:
            plan.problems += refusal.problems
            return False
        return True

    def _entry(self, row: ImportedFile, stored: list[dict[str, Any]]) -> record.NewEntry:
        body = {
            "file": row.name,
            "digest": row.digest,
            "changes": [
                {name: str(change[name]) for name in ("subject", "identity", "action")}
                for change in stored
            ],
        }
        return record.NewEntry(stream_of(self.batch), "import.file_stored", body)

    @transaction.atomic
    def _refuse(self, row: ImportedFile, plan: FilePlan) -> None:
        row.state = ImportedFile.State.REFUSED
        row.problems = [shown_problem(problem) for problem in plan.problems]
        row.error_count = len(plan.errors)
        row.warning_count = len(plan.warnings)
        row.save()
        record.append(
            stream_of(self.batch),
            "import.file_refused",
            {"file": row.name, "problems": [str(problem) for problem in plan.errors[:20]]},
            actor=self.actor,
        )


def _only_enters(plan: FilePlan) -> bool:
    return [(change.subject, change.action) for change in plan.changes] == [("person", "enter")]
