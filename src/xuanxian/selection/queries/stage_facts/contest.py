"""How a person stands in the contest the candidacy came from."""

from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.course import ContestStanding
from xuanxian.selection.queries.round_rows import RoundRows


def contest_standing(rows: RoundRows, candidacy: models.Candidacy) -> dict[str, ContestStanding]:
    """Contest instrument id → how the person stands; empty for who did not apply."""
    application = getattr(candidacy, "application", None)
    if application is None:
        return {}
    contest = rows.contests[application.contest_id]
    stands = application.stands
    published = rows.contest_steps.get((contest.pk, stands.get("step", "")))
    outcome = Outcome.model_validate(stands["outcome"]) if stands else None
    return {
        contest.instrument: ContestStanding(
            outcome=outcome,
            final=bool(stands) and (bool(stands["last"]) or application.going_on is False),
            held_on=published,
        )
    }
