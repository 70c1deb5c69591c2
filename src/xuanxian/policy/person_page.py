"""制度核验: what every policy in force says of a person, apart from any case."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.facts.definitions.posts import RANK_LEVELS
from xuanxian.facts.installation import facts_of_people
from xuanxian.kernel import clock
from xuanxian.policy import queries
from xuanxian.policy.judging import criteria_of, judge_facts
from xuanxian.registry import codes
from xuanxian.registry.views.person import person_for
from xuanxian.registry.views.whole_file import head


@needs("registry.view_person")
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """The verdicts on a person as if proposed for a rank: the next one up unless one is chosen."""
    shown = person_for(request, person_id, "registry.view_person")
    today = clock.today()
    table = codes.table("rank")
    proposed = request.GET.get("rank", "")
    if proposed not in table.codes:
        proposed = _next_up(shown.rank)
    facts = facts_of_people([shown], today, proposed)[shown.pk]
    unit_code = shown.unit.code if shown.unit else ""
    judged = [
        (adopted, judge_facts(facts, adopted.policy, as_of=today))
        for adopted in queries.all_in_force(unit_code, today)
        if criteria_of(adopted.policy)
    ]
    return render(
        request,
        "policy/person.html",
        {
            **head(request, shown, "verdicts"),
            "judged": judged,
            "today": today,
            "proposed": proposed,
            "ranks": [(code, label) for code, label in table.choices() if label in RANK_LEVELS],
        },
    )


def _next_up(rank: str) -> str:
    """The rank one above `rank`; the same where there is none, "" where it is not known."""
    label = codes.table("rank").label(rank) if rank else ""
    if label not in RANK_LEVELS:
        return ""
    above = RANK_LEVELS[min(RANK_LEVELS.index(label) + 1, len(RANK_LEVELS) - 1)]
    return codes.table("rank").code_of(above) or ""
