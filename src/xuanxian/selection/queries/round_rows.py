"""The rows of one round, read once for all of its people."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from xuanxian.ballots import queries as ballots
from xuanxian.ballots.models import Poll
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import TallyResult
from xuanxian.policy.outcome import Outcome
from xuanxian.registry.models import (
    Organisation,
    OrganisationKind,
    PartyMembership,
    PostHolding,
    Relative,
)
from xuanxian.selection import models
from xuanxian.selection.instruments import InformationReport, Stage
from xuanxian.selection.instruments.information_report import Matter
from xuanxian.selection.instruments.motion import Approval
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.queries.information import open_matters
from xuanxian.selection.queries.rejections import rejections
from xuanxian.selection.queries.steps_on_record import steps_of_checklists, steps_on_record
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import IN_THE_RUNNING

_PARTY_MEMBERS = frozenset({"01", "02"})
"""中共党员 and 中共预备党员 (GB/T 4762)."""


def unit_of(organisation: Organisation) -> Organisation:
    """The unit an organisation belongs to: a section belongs to the unit above it."""
    while organisation.kind == OrganisationKind.SECTION and organisation.parent:
        organisation = organisation.parent
    return organisation


def _returned(round_: models.Round) -> Mapping[UUID, list[tuple[int, Stage, date]]]:
    found: dict[UUID, list[tuple[int, Stage, date]]] = defaultdict(list)
    rows = models.Passage.objects.filter(candidacy__vacancy__round=round_, sent_back=True)
    for candidacy, place, to, on in rows.values_list("candidacy", "place", "to", "left_on"):
        found[candidacy].append((place, Stage(to), on))
    return found


class RoundRows:
    """The rows of one round, read in a fixed number of queries.

    Attributes:
        round: the round.
        rules: what it runs under.
        as_of: the day of the facts.
        vacancies: id → vacancy.
        active: vacancy id → people in the running.
        targets: vacancy id → 考察对象 among them.
        recommendation_talks: talks of the 谈话推荐.
        returned: candidacy id → when it was sent back: entry of the record, target, day.
        items: candidacy id → its last item on a sitting that still counts.
        approvals: of the motion.
        round_materials: materials that concern all people of the round.
        steps: which steps stand on the record.
        contests: id → contest of the round.
        contest_steps: (contest id, its round) → day on which that was published.
    """

    def __init__(self, round_: models.Round, rules: Rules, as_of: date) -> None:
        self.round = round_
        self.rules = rules
        self.as_of = as_of
        self.vacancies = {
            vacancy.pk: vacancy
            for vacancy in round_.vacancies.select_related(
                "post", "post__organisation", "post__organisation__parent__parent__parent"
            )
        }
        self.active: dict[UUID, int] = defaultdict(int)
        self.targets: dict[UUID, int] = defaultdict(int)
        for vacancy, is_target in models.Candidacy.objects.filter(
            vacancy__round=round_, state__in=IN_THE_RUNNING
        ).values_list("vacancy", "is_target"):
            self.active[vacancy] += 1
            self.targets[vacancy] += is_target
        self.recommendation_talks = list(
            round_.talks.filter(purpose=TalkPurpose.RECOMMENDATION, candidacy__isnull=True)
        )
        self.returned = _returned(round_)
        self.items: dict[UUID, models.SittingItem] = {}
        for item in (
            models.SittingItem.objects.filter(sitting__round=round_)
            .select_related("sitting")
            .order_by("sitting__place", "place")
        ):
            # Who was sent back to the deliberation or before it is decided on anew.
            if not self.was_sent_back(
                item.candidacy_id, Stage.DELIBERATION, since=item.sitting.place
            ):
                self.items[item.candidacy_id] = item
        self.approvals = tuple(
            Approval(approver=row.approver, by=row.by, on=row.on) for row in round_.approvals.all()
        )
        self.round_materials = list(round_.materials.filter(candidacy__isnull=True))
        self.steps = steps_on_record(round_, steps_of_checklists(rules))
        self.contests = {row.pk: row for row in round_.contests.all()}
        self.contest_steps: dict[tuple[UUID, str], date | None] = {
            (contest, step): on
            for contest, step, on in models.ContestStep.objects.filter(
                contest__round=round_
            ).values_list("contest", "step", "published_on")
        }
        self._rejections = rejections(
            people=models.Candidacy.objects.filter(vacancy__round=round_).values("person"),
            posts=[vacancy.post_id for vacancy in self.vacancies.values()],
        )
        self._results: dict[UUID, tuple[TallyResult, date] | None] = {}

    @cached_property
    def nomination_forms(self) -> Mapping[UUID, list[models.NominationForm]]:
        """Person id → signed forms about a candidate that stand, of all rounds of the unit."""
        people = models.Candidacy.objects.filter(vacancy__round=self.round).values("person")
        forms = models.NominationForm.objects.filter(
            candidacy__person__in=people,
            candidacy__vacancy__round__unit=self.round.unit_id,
            withdrawn_on__isnull=True,
        ).select_related("candidacy__vacancy", "nominator_unit__parent__parent")
        found: dict[UUID, list[models.NominationForm]] = defaultdict(list)
        for form in forms.order_by("received_on", "place"):
            found[form.candidacy.person_id].append(form)
        return found

    @cached_property
    def named_by(self) -> Mapping[tuple[str, str], int]:
        """Name and post of a nominator → how many people he put forward in this round."""
        named = {
            (form.nominator, form.nominator_post, person)
            for person, forms in self.nomination_forms.items()
            for form in forms
            if form.candidacy.vacancy.round_id == self.round.pk
        }
        found: dict[tuple[str, str], int] = defaultdict(int)
        for name, post, _ in named:
            found[name, post] += 1
        return found

    @cached_property
    def nominator_bans(self) -> list[models.NominatorBan]:
        """Bans of nominators of the unit."""
        return list(models.NominatorBan.objects.filter(unit=self.round.unit_id))

    @cached_property
    def relatives(self) -> Mapping[UUID, list[Relative]]:
        """Person id → living relatives named in the file of each candidate."""
        people = models.Candidacy.objects.filter(vacancy__round=self.round).values("person")
        found: dict[UUID, list[Relative]] = defaultdict(list)
        for relative in Relative.objects.filter(person__in=people, is_deceased=False):
            found[relative.person_id].append(relative)
        return found

    @cached_property
    def outside_party(self) -> Mapping[UUID, bool]:
        """Person id → whether outside the Communist Party; nobody whose file does not say."""
        people = models.Candidacy.objects.filter(vacancy__round=self.round).values("person")
        found: dict[UUID, bool] = {}
        for entry in PartyMembership.objects.filter(person__in=people):
            if entry.joined is not None and entry.joined.earliest() > self.as_of:
                continue
            if entry.ended is not None and entry.ended.latest() <= self.as_of:
                continue
            inside = entry.status in _PARTY_MEMBERS
            found[entry.person_id] = found.get(entry.person_id, True) and not inside
        return found

    @cached_property
    def matters(self) -> Mapping[UUID, tuple[Matter, ...]]:
        """Person id → what bodies reported and nobody has looked into, where the rules ask."""
        if self.rules.first(InformationReport) is None:
            return {}
        return open_matters(
            models.Candidacy.objects.filter(vacancy__round=self.round).values("person")
        )

    @cached_property
    def serving(self) -> Mapping[UUID, list[PostHolding]]:
        """Unit id → who holds a post of it or of its sections now, for units of the vacancies."""
        units = {
            unit.pk: unit
            for unit in (unit_of(one.post.organisation) for one in self.vacancies.values())
        }
        found: dict[UUID, list[PostHolding]] = defaultdict(list)
        holdings = PostHolding.objects.filter(
            Q(post__organisation__in=units)
            | Q(
                post__organisation__parent__in=units,
                post__organisation__kind=OrganisationKind.SECTION,
            ),
            held_until__isnull=True,
        ).select_related("person", "post__organisation__parent")
        for holding in holdings:
            if holding.post is not None:
                found[unit_of(holding.post.organisation).pk].append(holding)
        return found

    def was_sent_back(self, candidacy: UUID, stage: Stage, *, since: int | date) -> bool:
        """Whether the person was sent back to `stage` or before it: what was done there earlier
        has to be done again.

        Args:
            since: later than this entry of the record, or after this day.
        """
        order = [step.stage for step in self.rules.procedure.stages]
        if stage not in order:
            return False
        for place, to, on in self.returned.get(candidacy, ()):
            if order.index(to) > order.index(stage):
                continue
            if place > since if isinstance(since, int) else on > since:
                return True
        return False

    def rejected_on(
        self, candidacy: models.Candidacy, besides: models.SittingItem
    ) -> tuple[date, ...]:
        """Days on which the same person was rejected for the same post, in whichever round."""
        post = self.vacancies[candidacy.vacancy_id].post_id
        return tuple(
            day for item, day in self._rejections[candidacy.person_id, post] if item != besides.pk
        )

    def counted(self, poll: UUID | None) -> tuple[TallyResult, date] | None:
        """The count of a poll and its day, None while it is not counted or there is none."""
        if poll is None:
            return None
        if poll not in self._results:
            result = ballots.result(poll)
            self._results[poll] = (result, self.steps.counted_on(poll)) if result else None
        return self._results[poll]

    def form_outcome(self, poll: str) -> Outcome | None:
        """What the questionnaires of a poll say, None while they are not counted."""
        counted = Poll.objects.get(pk=poll).counted
        return counted.outcome if isinstance(counted, QuestionnaireResult) else None
