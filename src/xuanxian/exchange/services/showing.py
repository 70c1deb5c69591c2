"""Problems and changes as the report keeps them: plain JSON."""

from typing import Any

from xuanxian.exchange.plans import FilePlan
from xuanxian.kernel.errors import Problem

_DIFFERENCES = 60


def shown_problem(problem: Problem) -> dict[str, str]:
    """The fields of a problem."""
    return {
        "where": problem.where,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message,
        "mend": problem.mend,
        "severity": str(problem.severity),
    }


def shown_changes(plan: FilePlan) -> list[dict[str, Any]]:
    """The changes of a plan with their differences."""
    return [
        {
            "subject": change.subject,
            "title": change.title,
            "action": change.action,
            "identity": str(change.identity) if change.identity else "",
            "differences": [
                {"field": row.field, "before": row.before, "after": row.after}
                for row in change.differences[:_DIFFERENCES]
            ],
        }
        for change in plan.changes
    ]
