"""Two meetings of the demonstration on 一报告两评议: one counted, one whose votes are open.

Nothing here knows a figure of the policy: what is asked comes from the instruments adopted.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xuanxian.ballots import services as ballots
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.instruments import Ballot, Marks
from xuanxian.ballots.models import AgendaItem, Meeting, Poll
from xuanxian.ballots.poll_form import BallotForm, Content, QuestionnaireForm
from xuanxian.ballots.questionnaire import Questionnaire, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.services import Electorate, PrintedSlip, agenda, together
from xuanxian.ballots.services.adding import Addition, add_at_once
from xuanxian.demonstration.cast import Cast
from xuanxian.demonstration.tellers import Tellers
from xuanxian.kernel import clock
from xuanxian.policy import queries as policies
from xuanxian.policy import services as policy_services
from xuanxian.registry.models import Organisation, Person, PersonStatus
from xuanxian.registry.queries.people import under_codes

POLICY = "山东省/烟台市/长岛县/一报告两评议"
"""The policy on yearly reviews that the made-up county adopts."""

OPEN_PARAMETERS: dict[str, object] = {
    "full": 100,
    "fair": 80,
    "poor": 0,
    "work_line": 80,
    "person_line": 80,
    "smallest_group": 5,
    "largest_batch": 25,
    "scans_kept_days": 30,
}
"""What the policy leaves open, as the made-up county sets it: figures of the demonstration, not of
the source."""

MEMBERS = 38
"""应到 of the made-up plenary."""

_ABSENT = 3
_REVIEWED = 4
"""People newly appointed whom the plenary reviews."""

_VOTED_ALREADY = 14
"""Of the open meeting, how many have voted; the other slips wait for visitors."""

_LIKELY = (0.72, 0.92, 0.97)
"""Up to which draw an answer is the first, second, third; the rest are the last."""

_WORDS = (
    "多从一线发现干部。",
    "年轻干部的培养还要更早一些。",
    "公示以后的意见反馈可以再及时。",
)


@dataclass(frozen=True)
class OpenMeeting:
    """A meeting whose votes are open: the slips nobody has used, and its tellers' keys."""

    meeting: Meeting
    slips: tuple[PrintedSlip, ...]
    tellers: Tellers


def hold_reviews(
    county: Organisation, cast: Cast, *, adopted: date, counted: date, seed: int
) -> OpenMeeting:
    """Review last year's selection work in a meeting that is over, this year's in one under way.

    Args:
        county: whose plenary meets.
        cast: who does what.
        adopted: the day from which the county reviews by the policy.
        counted: the day of the meeting that is over.
        seed: what made-up votes come out of.
    """
    votes = random.Random(seed)
    with clock.set_to(adopted):
        policy_services.adopt(
            POLICY,
            scope=county.code,
            valid_from=adopted,
            given=OPEN_PARAMETERS,
            actor=cast.actor("organisation_staff"),
        )
    with clock.set_to(counted):
        meeting, slips, tellers = _ready(county, cast, counted.year - 1)
        _vote(meeting, slips, votes)
        _count(meeting, cast, tellers)
    meeting, slips, tellers = _ready(county, cast, clock.today().year)
    _vote(meeting, slips[:_VOTED_ALREADY], votes)
    return OpenMeeting(meeting, slips[_VOTED_ALREADY:], tellers)


def _ready(
    county: Organisation, cast: Cast, year: int
) -> tuple[Meeting, tuple[PrintedSlip, ...], Tellers]:
    """A meeting with both reviews on its agenda, both of them open."""
    staff = cast.actor("organisation_staff")
    today = clock.today()
    policy = next(each for each in policies.all_in_force(county.code, today) if each.id == POLICY)
    votes = [each for each in policy.instruments if isinstance(each, Ballot | Questionnaire)]
    voters = list(dict.fromkeys(each.name for vote in votes for each in vote.electorate))
    meeting = ballots.prepare_meeting(
        title=f"县委全会：{year}年度干部选拔任用工作“一报告两评议”",
        classes=[Electorate(name, MEMBERS) for name in voters],
        held_on=today,
        venue="县委会议中心",
        unit_code=county.code,
        actor=staff,
    )
    add_at_once(
        meeting,
        [
            Addition(
                instrument=vote,
                parameters=policy.quantities,
                rules=DiscussionRules(),
                title=f"{year}年度{vote.title}",
                subjects=_subjects(vote, county),
            )
            for vote in votes
        ],
        actor=staff,
    )
    tellers = Tellers.of(cast, meeting)
    present = dict.fromkeys(voters, MEMBERS - _ABSENT)
    slips = ballots.issue_slips(meeting, present, actor=staff)
    ballots.record_presence(meeting, present, actor=staff)
    together.open_together(_items(meeting)[0], actor=cast.actor("organisation_leader"))
    return meeting, slips, tellers


def _subjects(vote: Ballot | Questionnaire, county: Organisation) -> list[Subject]:
    """The matter a questionnaire asks about; on the ballot people lately appointed."""
    if isinstance(vote, Questionnaire):
        return [Subject(id="matter", name=vote.about or vote.title)]
    units = Organisation.objects.filter(under_codes([county.code]))
    people = Person.objects.filter(status=PersonStatus.SERVING, rank="1A50", unit__in=units)
    return [
        Subject(id=str(person.pk), name=person.name, title=person.current_post)
        for person in people.order_by("stroke_key", "id")[:_REVIEWED]
    ]


def _items(meeting: Meeting) -> list[Poll]:
    return list(meeting.polls.order_by("place"))


def _vote(meeting: Meeting, slips: Sequence[PrintedSlip], votes: random.Random) -> None:
    """Everybody who holds one of `slips` votes on every item."""
    for poll in _items(meeting):
        form = poll.form
        for slip in slips:
            ballots.cast(slip.code, _content(form, votes), poll.pk)


def _content(form: BallotForm | QuestionnaireForm, votes: random.Random) -> Content:
    if isinstance(form, BallotForm):
        question = form.ballot.question
        if not isinstance(question, Marks):
            raise LookupError("the review of the policy asks for names, not for grades")
        return Answers(marks={each.id: _drawn(question.options, votes) for each in form.subjects})
    answers = {
        scale.id: Answers(marks={item.id: _drawn(scale.options, votes) for item in scale.items})
        for scale in form.questionnaire.questions
        if isinstance(scale, Scale)
    }
    texts = {
        text.id: votes.choice(_WORDS) for text in form.questionnaire.texts if votes.random() < 0.15
    }
    return FilledForm(answers=answers, texts=texts)


def _drawn(options: Sequence[str], votes: random.Random) -> str:
    draw = votes.random()
    place = next((at for at, limit in enumerate(_LIKELY) if draw < limit), len(_LIKELY))
    return options[min(place, len(options) - 1)]


def _count(meeting: Meeting, cast: Cast, tellers: Tellers) -> None:
    """Close both, open the box, announce, destroy the key."""
    leader = cast.actor("organisation_leader")
    together.close_together(_items(meeting)[0], actor=leader)
    tellers.open_box()
    for poll in _items(meeting):
        agenda.announce(poll, AgendaItem.Announced.FIGURES, actor=leader)
    ballots.confirm_key_destroyed(
        meeting, [str(cast.leader), str(cast.inspectors[1])], actor=cast.actor("organisation_staff")
    )
