"""A post to be filled: its people, its nomination, and finding somebody to propose."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries as ballots
from xuanxian.ballots.models import Poll
from xuanxian.policy.outcome import Outcome, Reason
from xuanxian.registry.queries.people import PeopleChoice, find_people, people_in_scope
from xuanxian.selection import models, queries
from xuanxian.selection.deeds import deed_of
from xuanxian.selection.instruments import Nomination, SignedNomination, Stage
from xuanxian.selection.queries.stage_facts.nomination_forms import facts_of_form
from xuanxian.selection.rules import Rules
from xuanxian.selection.views.access import round_for

PEOPLE_ON_A_PAGE = 20

NOMINATION_VERBS = (
    "set_nomination_range",
    "prepare_meeting",
    "record_recommendation_talk",
    "accept_results",
    "set_targets",
)
"""The verbs of the nomination, in their order."""


def _vacancy_for(request: SignedInRequest, vacancy_id: UUID) -> models.Vacancy:
    vacancy = get_object_or_404(
        models.Vacancy.objects.select_related("post__organisation", "round__unit"), pk=vacancy_id
    )
    round_for(request, vacancy.round_id)
    return vacancy


@needs("selection.view_case")
def vacancy(request: SignedInRequest, vacancy_id: UUID) -> HttpResponse:
    """The post, its people, and how the nomination stands."""
    found = _vacancy_for(request, vacancy_id)
    rules = queries.rules_of(found.round)
    people = [
        one
        for one in found.candidacies.select_related("person__unit", "vacancy__round__unit")
        if queries.need_to_know(request.user, rules, one)
    ]
    nomination = rules.first(Nomination)
    at_nomination = any(one.is_at_work and one.stage == Stage.NOMINATION for one in people)
    verbs = []
    for verb in NOMINATION_VERBS if at_nomination and not found.round.closed_on else ():
        chosen = deed_of(models.Vacancy, verb)
        if chosen and chosen.open_to(request.user, rules, found):
            verbs.append(chosen)
    propose = deed_of(models.Vacancy, "propose_candidate")
    recommended: dict[str, int] = {}
    # Who was talked with, and who was recommended how often, is the work of the nomination.
    works = queries.works_at(request.user, rules, found.round)
    talks = list(found.talks.filter(purpose="recommendation")) if Stage.NOMINATION in works else []
    for talk in talks:
        for name in talk.names:
            recommended[name] = recommended.get(name, 0) + 1
    poll = None
    if found.nomination_poll and Stage.NOMINATION in works:
        poll = Poll.objects.filter(pk=found.nomination_poll).first()
    result = None
    if poll and may(request.user, "ballots.view_result", found.round.unit_code):
        result = ballots.result(poll.pk)
    return render(
        request,
        "selection/vacancy.html",
        {
            "vacancy": found,
            "round": found.round,
            "establishment": Outcome.model_validate(found.establishment_outcome)
            if found.establishment_outcome
            else None,
            "people": [
                (
                    one,
                    Outcome.of(_reasons(one)),
                    recommended.get(str(one.pk), 0),
                    result.of(str(one.pk)) if result else None,
                )
                for one in people
            ],
            "talks": talks,
            "takes_forms": rules.first(SignedNomination) is not None
            and bool(works & {Stage.MOTION, Stage.NOMINATION}),
            "forms": _forms(rules, people) if works & {Stage.MOTION, Stage.NOMINATION} else (),
            "poll": poll,
            "result": result,
            "verbs": verbs,
            "rules_in_words": rules.explain(nomination) if nomination else [],
            "may_propose": propose is not None
            and not found.round.closed_on
            and propose.open_to(request.user, rules, found),
        },
    )


def _forms(
    rules: Rules, people: list[models.Candidacy]
) -> list[tuple[models.NominationForm, Outcome]]:
    """The signed forms about these people with what the policy says of each."""
    rows = models.NominationForm.objects.filter(candidacy__in=people).select_related(
        "candidacy__person__unit", "candidacy__vacancy__round", "nominator_unit"
    )
    return [
        (
            row,
            rules.get(row.instrument, SignedNomination).decide_form(
                facts_of_form(row), rules.parameters
            ),
        )
        for row in rows.order_by("received_on", "place")
    ]


def _reasons(candidacy: models.Candidacy) -> list[Reason]:
    return [
        reason
        for outcome in candidacy.judgements.values()
        for reason in Outcome.model_validate(outcome).reasons
    ]


@needs("selection.manage_case")
def find(request: SignedInRequest, vacancy_id: UUID) -> HttpResponse:
    """Find somebody to propose, by name, pinyin or initials."""
    found = _vacancy_for(request, vacancy_id)
    text = request.GET.get("text", "").strip()
    people = find_people(
        people_in_scope(request.user).select_related("unit"), PeopleChoice(text=text)
    )
    proposed = set(found.candidacies.values_list("person", flat=True))
    return render(
        request,
        "selection/find.html",
        {
            "vacancy": found,
            "round": found.round,
            "text": text,
            "page": Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),
            "proposed": proposed,
        },
    )
