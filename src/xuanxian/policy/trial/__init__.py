"""A trial (试运行): an example put to one instrument, from a file or from a form."""

from xuanxian.policy.trial.file import Trial, is_trial, read_trial, written
from xuanxian.policy.trial.sheet import Column, Sheet, Table, blank_rows, given_on, sheet_of

__all__ = [
    "Column",
    "Sheet",
    "Table",
    "Trial",
    "blank_rows",
    "given_on",
    "is_trial",
    "read_trial",
    "sheet_of",
    "written",
]
