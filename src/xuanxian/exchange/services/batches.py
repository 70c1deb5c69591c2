"""Import batches: prepared, stored file by file, undone."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.exchange.models import ImportBatch, ImportedChange, ImportedFile, RememberedMapping
from xuanxian.exchange.plans import FilePlan
from xuanxian.exchange.roster.mapping import ColumnMapping
from xuanxian.exchange.services import spool
from xuanxian.exchange.services.checking import (
    BatchReport,
    Progress,
    SourceFile,
    check_files,
)
from xuanxian.exchange.services.showing import shown_changes, shown_problem
from xuanxian.exchange.services.storing import Storing, stream_of
from xuanxian.exchange.services.undoing import set_back
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record


def prepare_batch(
    files: Sequence[SourceFile],
    mapping: ColumnMapping | None = None,
    *,
    actor: Actor,
    progress: Progress | None = None,
) -> tuple[ImportBatch, BatchReport]:
    """Check `files` and keep them with their report until they are stored or discarded.

    Raises:
        Refusal: there is no file.
    """
    if not files:
        raise Refusal("没有可以导入的文件。", mend="请选择 .lrmx、.lrm、.xlsx 或 .zip 文件。")
    report = check_files(files, mapping, progress=progress)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            title=_title_of(files),
            mapping=mapping.model_dump() if mapping else None,
            made_by=actor.account,
            made_by_name=actor.name,
            made_at=clock.now(),
        )
        ImportedFile.objects.bulk_create(
            _file_row(batch, place, file, plan)
            for place, (file, plan) in enumerate(zip(files, report.plans, strict=True))
        )
        record.append(
            stream_of(batch),
            "import.checked",
            report.summary(),
            actor=actor,
            title=f"导入 {batch.title}",
        )
        spool.keep(batch.pk, list(files))
    return batch, report


def store_batch(
    batch: ImportBatch,
    *,
    actor: Actor,
    at_most: int | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Store the files of a checked batch, each one wholly or not at all.

    Files with errors are left out. A file is planned anew, so that what changed in the registry
    since the check is seen. Called again, it goes on with the files not yet stored.

    Args:
        at_most: how many files to store in this call, None for all.

    Raises:
        Refusal: the batch is not waiting to be stored.
    """
    batch = _begin_storing(batch)
    waiting = batch.files.filter(state=ImportedFile.State.CHECKED).order_by("place")
    total = waiting.count()
    rows = list(waiting[:at_most])
    Storing(batch, actor=actor).store(rows, total, progress)
    if len(rows) == total:
        _finish_storing(batch, actor)
    return batch


@transaction.atomic
def undo_batch(batch: ImportBatch, *, actor: Actor, reason: str) -> ImportBatch:
    """Set everything back to what stood before the import, or nothing at all.

    Raises:
        Refusal: no reason, the batch is not stored, or later changes stand on it.
    """
    if not reason.strip():
        raise Refusal(
            Problem(batch.title, "撤销原因", "", "没有写明撤销原因。", "请写明原因后再撤销。")
        )
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.STORED:
        raise Refusal(
            f"这次导入{batch.get_state_display()}，不能撤销。", mend="只有已导入的批次可以撤销。"
        )
    changes = list(
        ImportedChange.objects.filter(file__batch=batch).order_by("-file__place", "-place")
    )
    set_back(changes, actor=actor, reason=f"撤销导入：{reason}")
    batch.files.filter(state=ImportedFile.State.STORED).update(state=ImportedFile.State.UNDONE)
    batch.state = ImportBatch.State.UNDONE
    batch.undone_at = clock.now()
    batch.undo_reason = reason.strip()
    batch.save()
    record.append(
        stream_of(batch),
        "import.undone",
        {"reason": reason.strip(), "changes": len(changes)},
        actor=actor,
    )
    return batch


@transaction.atomic
def recheck_batch(
    batch: ImportBatch, mapping: ColumnMapping | None, *, actor: Actor
) -> BatchReport:
    """Check the kept files once more, with other columns or after the registry changed.

    Raises:
        Refusal: the batch is no longer waiting to be stored.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.CHECKED:
        raise Refusal(f"这次导入{batch.get_state_display()}，不能重新检查。", mend="请重新上传。")
    files = kept_files(batch)
    report = check_files(files, mapping)
    batch.mapping = mapping.model_dump() if mapping else None
    batch.save()
    batch.files.all().delete()
    ImportedFile.objects.bulk_create(
        _file_row(batch, place, file, plan)
        for place, (file, plan) in enumerate(zip(files, report.plans, strict=True))
    )
    record.append(stream_of(batch), "import.checked", report.summary(), actor=actor)
    return report


def kept_files(batch: ImportBatch) -> list[SourceFile]:
    """The files of a batch that is not yet stored, as they came."""
    return [spool.fetch(batch.pk, row.place, row.name) for row in batch.files.all()]


@transaction.atomic
def discard_batch(batch: ImportBatch, *, actor: Actor) -> None:
    """Give up a checked batch without storing it.

    Raises:
        Refusal: it is stored already.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.CHECKED:
        raise Refusal(f"这次导入{batch.get_state_display()}，不能放弃。", mend="")
    batch.state = ImportBatch.State.DISCARDED
    batch.save()
    record.append(stream_of(batch), "import.discarded", {}, actor=actor)
    transaction.on_commit(lambda: spool.drop(batch.pk))


@transaction.atomic
def remember_mapping(signature: str, columns: dict[str, int], *, actor: Actor) -> None:
    """Keep the chosen columns for the next roster with the same titles."""
    RememberedMapping.objects.update_or_create(
        signature=signature,
        defaults={"columns": columns, "changed_by": actor.name, "changed_at": clock.now()},
    )
    record.append(
        "import:mappings",
        "mapping.remembered",
        {"signature": signature, "columns": columns},
        actor=actor,
        title="导入：记住的各列含义",
    )


def _begin_storing(batch: ImportBatch) -> ImportBatch:
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state not in {ImportBatch.State.CHECKED, ImportBatch.State.STORING}:
            raise Refusal(
                f"这次导入{batch.get_state_display()}，不能再导入。", mend="请重新上传文件。"
            )
        batch.state = ImportBatch.State.STORING
        batch.save()
    return batch


def _finish_storing(batch: ImportBatch, actor: Actor) -> None:
    with transaction.atomic():
        batch.state = ImportBatch.State.STORED
        batch.stored_at = clock.now()
        batch.save()
        states = batch.files.values_list("state", flat=True)
        record.append(
            stream_of(batch),
            "import.stored",
            {
                "files": len(states),
                "files_stored": sum(state == ImportedFile.State.STORED for state in states),
            },
            actor=actor,
        )
        transaction.on_commit(lambda: spool.drop(batch.pk))


def _title_of(files: Sequence[SourceFile]) -> str:
    first = files[0].name
    if len(files) == 1:
        return first[-180:]
    archives = {file.name.partition(".zip/")[0] for file in files if ".zip/" in file.name}
    if len(archives) == 1 and all(".zip/" in file.name for file in files):
        return f"{archives.pop()[-150:]}.zip 的{len(files)}个文件"
    return f"{first[-150:]} 等{len(files)}个文件"


def _file_row(batch: ImportBatch, place: int, file: SourceFile, plan: FilePlan) -> ImportedFile:
    state = ImportedFile.State.REFUSED if plan.errors else ImportedFile.State.CHECKED
    return ImportedFile(
        batch=batch,
        place=place,
        name=file.name[-300:],
        kind=plan.kind,
        state=state,
        digest="sha256:" + hashlib.sha256(file.data).hexdigest(),
        problems=[shown_problem(problem) for problem in plan.problems],
        changes=shown_changes(plan),
        error_count=len(plan.errors),
        warning_count=len(plan.warnings),
    )
