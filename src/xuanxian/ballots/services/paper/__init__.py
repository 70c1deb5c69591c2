"""The verbs of paper forms: handing them out, keying them in twice, scanning, joining the box.

A voter uses a slip or a form, never both: a form is handed out instead of a slip from the start, or
against a slip that two persons void at the same moment.
"""

from xuanxian.ballots.services.paper.entering import (
    begin_again,
    key_ballot,
    pairs_to_settle,
    settle_ballot,
)
from xuanxian.ballots.services.paper.handing_out import (
    exchange_slips,
    issue_paper,
    record_paper_returned,
    void_paper,
)
from xuanxian.ballots.services.paper.piles import lay_batch, lay_batches
from xuanxian.ballots.services.paper.scans import (
    delete_scans,
    doubtful_forms,
    read_scan,
    view_scan,
)

__all__ = [
    "begin_again",
    "delete_scans",
    "doubtful_forms",
    "exchange_slips",
    "issue_paper",
    "key_ballot",
    "lay_batch",
    "lay_batches",
    "pairs_to_settle",
    "read_scan",
    "record_paper_returned",
    "settle_ballot",
    "view_scan",
    "void_paper",
]
