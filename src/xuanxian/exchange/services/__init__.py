"""The verbs of the exchange: check, prepare, store, undo, discard, export."""

from xuanxian.exchange.services.batches import (
    discard_batch,
    kept_files,
    prepare_batch,
    recheck_batch,
    remember_mapping,
    store_batch,
    undo_batch,
)
from xuanxian.exchange.services.checking import BatchReport, SourceFile, check_files, gather
from xuanxian.exchange.services.exporting import export_files

__all__ = [
    "BatchReport",
    "SourceFile",
    "check_files",
    "discard_batch",
    "export_files",
    "gather",
    "kept_files",
    "prepare_batch",
    "recheck_batch",
    "remember_mapping",
    "store_batch",
    "undo_batch",
]
