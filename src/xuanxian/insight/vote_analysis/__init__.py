"""得票分析: what a policy says of the figures of a counted vote, and what people made of it."""

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo


def todos_of(account: Account) -> list[Todo]:
    """See `queries.todos_of`; tables are there only once every app is ready."""
    from xuanxian.insight.vote_analysis import queries

    return queries.todos_of(account)


def register_names() -> None:
    """Register the Chinese of what analyses leave on the record; once when the app is ready."""
    from xuanxian.insight.vote_analysis import queries
    from xuanxian.insight.vote_analysis.projection import CLOSED, MADE
    from xuanxian.record import event_names

    event_names.register_stream(
        "vote_analysis",
        "得票分析",
        view=queries.VIEW,
        content=queries.VIEW,
        within=queries.polls_in_scope,
    )
    event_names.register(MADE, "分析得票")
    event_names.register(CLOSED, "了结得票迹象")
    event_names.register_fields(
        {
            "analysis": "分析编号",
            "policy_title": "制度名称",
            "policy_digest": "制度版本",
            "looked_at": "所看各项",
            "signals": "迹象",
            "signal": "迹象编号",
            "signal_kind": "迹象",
            "explanation": "情况",
            "figures": "数字",
            "people": "干部",
            "conclusion": "结论",
        }
    )
