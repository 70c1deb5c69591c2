"""不一致: what of the people of a round does not agree, who looks into it, what came of it."""

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo


def todos_of(account: Account) -> list[Todo]:
    """See `queries.todos_of`; tables are there only once every app is ready."""
    from xuanxian.insight.discrepancies import queries

    return queries.todos_of(account)


def register_names() -> None:
    """Register the Chinese of what is left on the record; once when the app is ready."""
    from xuanxian.insight.discrepancies import queries
    from xuanxian.insight.discrepancies.projection import ASSIGNED, CLOSED, LOOKED
    from xuanxian.record import event_names
    from xuanxian.selection.queries.shell import rounds_about, rounds_over

    event_names.register_stream(
        "discrepancies",
        "不一致",
        view=queries.VIEW,
        content=queries.VIEW,
        within=rounds_over,
        about=rounds_about,
    )
    event_names.register(LOOKED, "查找不一致")
    event_names.register(ASSIGNED, "指定核实的责任人")
    event_names.register(CLOSED, "了结不一致")
    event_names.register_fields(
        {
            "discrepancies": "不一致",
            "discrepancy": "不一致编号",
            "discrepancy_kind": "类别",
            "owner_account": "责任人账号",
        }
    )
