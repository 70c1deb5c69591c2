"""登记实到: how many came, of a meeting for all of its polls or of one poll by itself."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.forms import CountsForm
from xuanxian.ballots.models import Meeting, MeetingClass, PollClass
from xuanxian.ballots.views.steps import actor_of, holder_or_404, scope_of_holder, take_step


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_holder)
def presence(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """登记实到人数, with the turnout gates shown before they stop anything."""
    found = holder_or_404(holder_id)
    classes: list[MeetingClass | PollClass] = [*found.classes.all()]
    filled = {each.name: each.present for each in classes}
    form = CountsForm(classes, request.POST or None, word="实到", filled=filled)

    def act() -> str:
        services.record_presence(found, form.counts, actor=actor_of(request.user))
        return "已登记实到人数。"

    explanation = ["按签到表填写。没有这类人员的填 0。"]
    gates: object = ()
    if isinstance(found, Meeting):
        explanation.append("各项表决一并采用；已经开始投票的各项不受影响。")
        gates = meeting_queries.gates(meeting_queries.agenda(found))
    return take_step(
        request,
        found,
        form,
        act,
        heading="登记实到人数",
        explanation=explanation,
        button="登记",
        template="ballots/presence.html",
        gates=gates,
    )
