"""Reading analyses and signals: of polls in an account's scope, never those on itself."""

from django.db.models import QuerySet
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.access.todo import Todo
from xuanxian.ballots import queries as ballots
from xuanxian.ballots.history.queries import day_of
from xuanxian.ballots.models import Poll
from xuanxian.insight.models import VoteSignal
from xuanxian.insight.vote_analysis.policies import Policies, policies_of
from xuanxian.kernel import clock

VIEW = "insight.view_vote_analysis"
ANALYSE = "insight.analyse_votes"
CLOSE = "insight.close_vote_signal"


def polls_in_scope(account: Account, permission: str = VIEW) -> QuerySet[Poll]:
    """The counted polls that `account` may see analyses of, the latest first."""
    return ballots.polls_over(account, permission).filter(
        state=Poll.State.OPENED, result__isnull=False
    )


def signals_in_scope(
    account: Account, permission: str = VIEW, *, only_open: bool = False
) -> list[VoteSignal]:
    """The signals of those polls, the latest analysis first; without those on the account itself.

    Nobody reads what the figures say of the own votes.
    """
    within = VoteSignal.objects.filter(closed_on=None) if only_open else VoteSignal.objects.all()
    found = (
        within.filter(poll__in=polls_in_scope(account, permission))
        .select_related("poll", "analysis", "poll__meeting")
        .order_by("-analysis__made_on", "-analysis__number", "place")
    )
    own = own_person(account)
    return [each for each in found if own not in each.people] if own else list(found)


def own_person(account: Account) -> str:
    """The id of the person the account is of, "" for none."""
    person = getattr(account, "person", None)
    return str(person.pk) if person else ""


def todos_of(account: Account) -> list[Todo]:
    """Signals that wait for somebody to look into, and votes that the policy asks to be looked at.

    Only a policy that was adopted asks; the recommended one is there for those who want it.
    """
    found = []
    if may(account, CLOSE):
        found += [
            Todo(
                title=f"核实得票迹象：{each.names}（{each.get_kind_display()}）",
                url=reverse("vote_signal", args=[each.pk]),
                why=f"{each.poll.title}的得票分析提示，须核实后了结。",
            )
            for each in signals_in_scope(account, CLOSE, only_open=True)
        ]
    if may(account, ANALYSE):
        by_unit: dict[str, Policies] = {}
        waiting = polls_in_scope(account, ANALYSE).filter(analyses=None, purpose="nomination")
        for poll in waiting.select_related("meeting"):
            if poll.unit_code not in by_unit:
                today = clock.today()
                by_unit[poll.unit_code] = policies_of(poll.unit_code, today, "nomination")
            policies = by_unit[poll.unit_code]
            since = policies.since
            if since is not None and policies.signals and day_of(poll) >= since:
                found.append(
                    Todo(
                        title=f"{poll.title}：分析得票",
                        url=reverse("vote_analysis", args=[poll.pk]),
                        why=f"已计票，{policies.main.title}要求查看得票中有无迹象。",
                    )
                )
    return found
