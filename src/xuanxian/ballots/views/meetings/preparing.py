"""Before a meeting: who is entitled, what is voted on."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.meeting_forms import AddPollForm, ClassesForm
from xuanxian.ballots.models import Meeting, Poll
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.services.adding import Addition, add_at_once
from xuanxian.ballots.services.meetings import set_meeting_classes
from xuanxian.ballots.views.meetings.overview import known_classes
from xuanxian.ballots.views.meetings.steps import meeting_or_404, scope_of_meeting
from xuanxian.ballots.views.steps import actor_of, take_step
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import queries as policies
from xuanxian.policy.queries import AdoptedPolicy
from xuanxian.registry.queries.people import PeopleChoice, find_people, people_in_scope

PEOPLE_FOUND = 20


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def classes(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """登记应到人数: classes and numbers, until slips are out."""
    found = meeting_or_404(meeting_id)
    filled = [(each.name, each.entitled) for each in meeting_queries.classes_of(found)]
    form = ClassesForm(known_classes(found.unit_code), request.POST or None, filled=filled)

    def act() -> str:
        set_meeting_classes(found, form.classes, actor=actor_of(request.user))
        return "已登记应到人数。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="登记应到人数",
        explanation=["各项表决共用这些人数，登记一次。类别的名称要与制度中投票的人员类别一致。"],
        button="登记",
        template="ballots/meetings/classes.html",
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def add(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """加入表决项: a ballot or questionnaire of an adopted policy, and what goes along with it."""
    found = meeting_or_404(meeting_id)
    adopted = policies.all_in_force(found.unit_code, found.held_on)
    instruments = _instruments(adopted)
    form = AddPollForm(
        instruments,
        request.POST or None,
        questionnaires=_questionnaires(adopted),
        items=_items(found),
    )
    chosen = _chosen(request.user, request.POST.getlist("person"))

    def act() -> str:
        return f"已加入 {_add(found, adopted, form, chosen, request.user)} 项。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="加入表决项",
        explanation=["规则、参数和名单一经加入即固定，以后制度修订不影响本次会议。"],
        button="加入",
        template="ballots/meetings/add.html",
        chosen=chosen,
        without_ballots=not instruments,
    )


@require_safe
@never_cache
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def people(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """People found by name, with those chosen before; a fragment of the page above."""
    meeting_or_404(meeting_id)
    chosen = _chosen(request.user, request.GET.getlist("person"))
    text = request.GET.get("name", "").strip()
    known = {key for key, _, _ in chosen}
    within = people_in_scope(request.user, "registry.view_person")
    rows = find_people(within, PeopleChoice(text=text))[:PEOPLE_FOUND] if text else []
    hits = [(str(each.pk), each.name, each.current_post) for each in rows]
    return render(
        request,
        "ballots/meetings/people.html",
        {
            "chosen": chosen,
            "found": [row for row in hits if row[0] not in known],
            "text": text,
        },
    )


def _instruments(
    adopted: tuple[AdoptedPolicy, ...],
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The ballots and questionnaires of the policies in force, policy by policy."""
    groups = []
    for policy in adopted:
        votes = [each for each in policy.instruments if isinstance(each, Ballot | Questionnaire)]
        if votes:
            groups.append(
                (
                    policy.title,
                    [(f"{policy.adoption_id}/{each.id}", _named(each)) for each in votes],
                )
            )
    return groups


def _questionnaires(adopted: tuple[AdoptedPolicy, ...]) -> list[tuple[str, str]]:
    """What may be issued along with something else."""
    return [
        (f"{policy.adoption_id}/{each.id}", f"{each.title}（{policy.title}）")
        for policy in adopted
        for each in policy.instruments
        if isinstance(each, Questionnaire)
    ]


def _items(meeting: Meeting) -> list[tuple[str, str]]:
    """The items that are not open yet."""
    waiting = meeting.polls.filter(state=Poll.State.PREPARED).order_by("place")
    return [(str(poll.pk), poll.title) for poll in waiting]


def _named(vote: Ballot | Questionnaire) -> str:
    kind = "问卷，" if isinstance(vote, Questionnaire) else ""
    secrecy = "无记名" if vote.secrecy == "secret" else "署名"
    voters = "、".join(each.name for each in vote.electorate)
    return f"{vote.title or vote.sentence}（{kind}{secrecy}；{voters}）"


def _add(
    meeting: Meeting,
    adopted: tuple[AdoptedPolicy, ...],
    form: AddPollForm,
    chosen: list[tuple[str, str, str]],
    account: Account,
) -> int:
    """Prepare what was chosen and what goes along with it; how many polls."""
    cleaned = form.cleaned_data
    additions = [
        _addition(
            adopted,
            cleaned["instrument"],
            cleaned["title"],
            form.subjects(chosen),
            separately=cleaned["separately"],
        )
    ]
    for key in cleaned.get("along", ()):
        if key != cleaned["instrument"]:
            additions.append(_addition(adopted, key, "", []))
    with_item = cleaned.get("along_with", "")
    along_with = meeting.polls.get(pk=with_item) if with_item else None
    polls = add_at_once(meeting, additions, along_with=along_with, actor=actor_of(account))
    return len(polls)


def _addition(
    adopted: tuple[AdoptedPolicy, ...],
    key: str,
    title: str,
    subjects: list[Subject],
    *,
    separately: bool = False,
) -> Addition:
    """What is added under the `key` of an instrument.

    Raises:
        Refusal: a ballot nobody stands on.
    """
    adoption, _, instrument_id = key.partition("/")
    policy = next(each for each in adopted if str(each.adoption_id) == adoption)
    vote = policy.instrument(instrument_id)
    if isinstance(vote, Questionnaire) and not subjects:
        subjects = [Subject(id="matter", name=vote.about or vote.title)]
    if not isinstance(vote, Ballot | Questionnaire) or not subjects:
        raise Refusal(Problem("表决项", "对象", "", "没有填写。", "请选择或填写投票对象。"))
    return Addition(
        instrument=vote,
        parameters=policy.quantities,
        rules=DiscussionRules.of(policy.instruments, instrument_id),
        title=title or vote.title,
        subjects=subjects,
        separately=separately,
    )


def _chosen(account: Account, keys: list[str]) -> list[tuple[str, str, str]]:
    """Id, name and post of people within reach, in the order chosen."""
    wanted = []
    for key in keys[:500]:
        try:
            wanted.append(UUID(key))
        except ValueError:
            continue
    found = people_in_scope(account, "registry.view_person").in_bulk(wanted)
    return [
        (str(key), found[key].name, found[key].current_post)
        for key in dict.fromkeys(wanted)
        if key in found
    ]
