"""A short way to an appointment: the national rules with the links between left out."""

from tests.selection import county as made_up
from tests.selection.county import ENTRY, LEADER, STAFF, County
from tests.selection.whole_case import NOTICE, NOTICE_OVER, OPENED, PLAN
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.models import Person, Post, PostHolding
from xuanxian.selection import models, services
from xuanxian.selection.instruments import Procedure, Stage
from xuanxian.selection.rules import Rules

SHORT = (Stage.MOTION, Stage.NOTICE, Stage.APPOINTMENT, Stage.PROBATION)


def short_rules(*stages: Stage, **procedure: object) -> Rules:
    """The national rules with a procedure of `stages` only, changed as given."""
    rules = made_up.national_rules()
    whole = rules.procedure
    kept = tuple(step for step in whole.stages if step.stage in (stages or SHORT))
    changed: Procedure = whole.model_copy(update={"stages": kept, **procedure})
    return Rules.of(
        [changed if one.id == whole.id else one for one in rules.instruments.values()],
        rules.parameters,
        policy=rules.policy,
        title=rules.title,
    )


def second_post(county: County) -> Post:
    """Another post of the same rank in the same bureau."""
    return registry.enter_post(
        county.bureau,
        title="总会计师",
        kind="leading",
        rank=county.post.rank,
        management="county",
        actor=ENTRY,
        source="测试",
    )


def proposed(
    county: County,
    post: Post,
    person: Person,
    *,
    title: str = "2026年第一批",
    leaves: PostHolding | None = None,
    rules: Rules | None = None,
) -> models.Candidacy:
    """Somebody proposed for a post in a round of his own."""
    with clock.set_to(OPENED):
        round_ = services.open_round(
            title=title, unit=county.unit, actor=STAFF, rules=rules or short_rules()
        )
        vacancy = services.add_vacancy(round_, post, actor=STAFF)
        return services.propose_candidate(
            vacancy, person, actor=STAFF, reason="业务能力强", leaves=leaves
        )


def carried_to_appointment(candidacy: models.Candidacy) -> models.Candidacy:
    """Made public without anything reported, about to be appointed on `NOTICE_OVER`."""
    with clock.set_to(OPENED):
        services.write_plan(candidacy.round, PLAN, actor=STAFF)
        services.approve_motion(candidacy.round, "leader", actor=LEADER)
        services.move_stage(candidacy, actor=LEADER)
    with clock.set_to(NOTICE):
        services.start_notice([candidacy], text="拟任某县财政局副局长", actor=STAFF)
    with clock.set_to(NOTICE_OVER):
        services.end_notice(candidacy, actor=STAFF)
        return services.move_stage(candidacy, actor=LEADER)


def appoint(candidacy: models.Candidacy, *leaves: PostHolding) -> models.Appointment:
    """Appoint on the day after the notice."""
    with clock.set_to(NOTICE_OVER):
        return services.appoint(
            candidacy,
            document_number="某组干〔2026〕8号",
            effective_on=NOTICE_OVER,
            leaves=leaves,
            actor=LEADER,
        )
