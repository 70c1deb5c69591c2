"""Cases driven by random verbs, roles, days and bad input: what must hold after every step.

What must hold is worked out here from the rows alone, by the figures of the national regulation,
and never by asking the gates.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.selection import county as made_up
from tests.selection import short_case
from tests.selection.county import (
    COMMITTEE,
    DISCIPLINE,
    ENTRY,
    INSPECTOR,
    LEADER,
    MEMBER,
    PARTY_GROUP,
    STAFF,
)
from tests.selection.snapshots import rows_of
from tests.selection.whole_case import FILE_ITEMS, OPENED, PLAN
from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry, Stream
from xuanxian.record.verification import verify_stream
from xuanxian.registry import services as registry
from xuanxian.registry.models import Person, PostHolding, RankHolding
from xuanxian.selection import models, projection, services
from xuanxian.selection.instruments import Clearance, Meeting, Stage
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import AgendaItem
from xuanxian.selection.states import TRANSITIONS, Move, State

pytestmark = pytest.mark.django_db

ACTORS = (LEADER, STAFF, MEMBER, DISCIPLINE, PARTY_GROUP, INSPECTOR)
LETTERS = {"discipline": DISCIPLINE, "integrity": PARTY_GROUP}
BOTH = ("党组（党委）书记", "纪委书记（纪检监察组组长）")
"""Who signs the conclusion on integrity: 中央组织部's rule of two signatures."""


def rules_without_ballots() -> Rules:
    """The national rules without nomination and inspection, deciding by hands, with two letters."""
    rules = short_case.short_rules(*short_case.SHORT, Stage.CLEARANCE, Stage.DELIBERATION)
    meeting, clearance = rules.first(Meeting), rules.first(Clearance)
    assert meeting
    assert clearance
    changed = {
        meeting.id: meeting.model_copy(
            update={"ballot": "", "passes": "同意 * 2 > 应到", "reconsideration": ""}
        ),
        clearance.id: clearance.model_copy(
            update={"items": tuple(item for item in clearance.items if item.id in LETTERS)}
        ),
    }
    return Rules.of(
        [changed.get(one.id, one) for one in rules.instruments.values()],
        rules.parameters,
        policy=rules.policy,
        title=rules.title,
    )


class Cases(RuleBasedStateMachine):
    """Two rounds, three people, two posts of one rank in a bureau of one or two seats."""

    county: made_up.County
    people: list[Person]
    posts: tuple[Any, ...]
    pinned: Rules
    replays_always = False

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.day = OPENED
        self.candidacies: list[Any] = []
        self.rounds: list[models.Round] = []
        self.taken = 0
        self.looked_at: set[Any] = set()

    def teardown(self) -> None:
        try:
            for round_ in self.rounds:
                self.replay_is_equal(round_)
                assert verify_stream(round_.stream) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # What can be done.

    @initialize(approved=st.sampled_from([3, 2, 1]), steps=st.sampled_from([18, 24, 14, 8, 3, 0]))
    def rounds_are_opened(self, approved: int, steps: int) -> None:
        """Two people proposed, the first carried some way on, so that few steps go far."""
        registry.approve_establishment(
            self.county.bureau, rank="1A42", approved=approved, valid_from=OPENED, actor=ENTRY
        )
        for title in ("第一批", "第二批"):
            with clock.set_to(self.day):
                self.rounds.append(
                    services.open_round(
                        title=title, unit=self.county.unit, actor=STAFF, rules=self.pinned
                    )
                )
        self.vacancies = []
        with clock.set_to(self.day):
            for round_, post in zip(self.rounds, self.posts, strict=True):
                self.vacancies.append(services.add_vacancy(round_, post, actor=STAFF))
            # The second round puts the post of the first up too.
            again = services.add_vacancy(self.rounds[1], self.posts[0], actor=STAFF)
            self.vacancies.append(again)
        self.propose(vacancy=0, person=0, leaves=True, actor=STAFF)
        self.propose(vacancy=1, person=1, leaves=False, actor=STAFF)
        self.carry(0, steps)

    @rule(
        vacancy=st.integers(0, 2),
        person=st.integers(0, 2),
        leaves=st.booleans(),
        actor=st.sampled_from((STAFF, STAFF, MEMBER)),
    )
    def propose(self, vacancy: int, person: int, leaves: bool, actor: Actor) -> None:
        who = self.people[person]
        holding = who.post_holdings.filter(held_until__isnull=True).first() if leaves else None
        found = self.does(
            lambda: services.propose_candidate(
                self.vacancies[vacancy], who, actor=actor, reason="业务能力强", leaves=holding
            )
        )
        if found:
            self.candidacies.append(found.pk)

    @rule(approved=st.sampled_from([1, 3]))
    def figure_changes(self, approved: int) -> None:
        """What was planned within the figure may be beyond it when the day of appointing comes."""
        self.day += timedelta(days=1)
        registry.approve_establishment(
            self.county.bureau, rank="1A42", approved=approved, valid_from=self.day, actor=ENTRY
        )

    @rule(days=st.sampled_from([1, 1, 3, 12, 400]))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(which=st.integers(0, 9), steps=st.sampled_from([6, 12, 18, 2]))
    def goes_on(self, which: int, steps: int) -> None:
        """What an orderly office would do next, several times."""
        self.carry(which, steps)

    def carry(self, which: int, steps: int) -> None:
        for _ in range(steps):
            one = self.one(which)
            if not one.is_at_work:
                return
            # A notice and a probation need days.
            if one.stage in {Stage.NOTICE, Stage.PROBATION} and not self.does(self.next_of(one)):
                self.day += timedelta(days=9 if one.stage == Stage.NOTICE else 366)
            elif one.stage not in {Stage.NOTICE, Stage.PROBATION}:
                self.does(self.next_of(one))

    @rule(
        which=st.integers(0, 9),
        verb=st.integers(0, 99),
        actor=st.sampled_from(ACTORS),
        way=st.integers(0, 7),
    )
    def strays(self, which: int, verb: int, actor: Actor, way: int) -> None:
        """Any verb by anybody, with good or bad input."""
        deeds = self.deeds(self.one(which), actor, way)
        self.does(deeds[verb % len(deeds)])

    def one(self, which: int) -> models.Candidacy:
        return models.Candidacy.objects.get(pk=self.candidacies[which % len(self.candidacies)])

    def next_of(self, one: models.Candidacy) -> Callable[[], object]:
        move = lambda: services.move_stage(one, actor=LEADER)  # noqa: E731
        match Stage(one.stage):
            case Stage.MOTION if not one.round.plan:
                return lambda: services.write_plan(one.round, PLAN, actor=STAFF)
            case Stage.MOTION if not one.round.approvals.exists():
                return lambda: services.approve_motion(one.round, "leader", actor=LEADER)
            case Stage.CLEARANCE:
                for item, actor in LETTERS.items():
                    letters = one.letters.filter(item=item, withdrawn_on__isnull=True)
                    if not letters:
                        return lambda item=item: services.send_letter([one], item, actor=STAFF)
                    waiting = letters.filter(answer="").first()
                    if waiting:
                        signers = BOTH if item == "integrity" else ()
                        return lambda waiting=waiting, actor=actor, signers=signers: (
                            services.record_reply(
                                waiting, "favourable", sealed=True, signed_by=signers, actor=actor
                            )
                        )
                if not one.file_reviews.exists():
                    return lambda: self.review(one, "clear", STAFF)
            case Stage.DELIBERATION:
                item = one.sitting_items.order_by("sitting__place").last()
                if item is None:
                    return lambda: self.sit(one, 7, STAFF)
                if not item.decision:
                    return lambda: services.record_decision(
                        item,
                        "approved",
                        hands={"同意": 5},
                        spoken_last=COMMITTEE[0],
                        actor=MEMBER,
                    )
            case Stage.NOTICE:
                notice = models.PublicNotice.objects.filter(pk=one.pk).first()
                if notice is None:
                    return lambda: services.start_notice([one], text="拟任", actor=STAFF)
                if notice.ended_on is None:
                    return lambda: services.end_notice(one, actor=STAFF)
            case Stage.APPOINTMENT if one.state == State.ACTIVE:
                return lambda: self.appoint(one, self.day, "某组干〔2026〕8号", LEADER)
            case Stage.APPOINTMENT if not one.talks.exists():
                return lambda: services.record_appointment_talk(
                    one, interviewers=["部长乙"], actor=STAFF
                )
            case Stage.PROBATION if one.state == State.ON_PROBATION:
                return lambda: services.assess_probation(one, "competent", "胜任", actor=STAFF)
        return move

    def deeds(self, one: models.Candidacy, actor: Actor, way: int) -> list[Callable[[], object]]:
        """Every verb there is to stray into; `way` says how well it is filled in."""
        text = "写明的理由" if way % 4 else "  "
        day = self.day + timedelta(days=(-400, -1, 0, 1, 9, 40, 0, 0)[way])
        letter = one.letters.order_by("-sent_on").first()
        item = one.sitting_items.order_by("-sitting__place").first()
        report = one.reports.first()
        stage = list(Stage)[way % len(Stage)]
        said = self.blocking_rule(one, way)
        deeds: list[Callable[[], object]] = [
            lambda: services.move_stage(one, actor=actor),
            lambda: services.send_back(one, stage, text, actor=actor),
            lambda: services.hold_candidate(
                one, text, owner="甲", condition="查清", until=day, actor=actor
            ),
            lambda: services.bar_candidate(one, text, until=day, actor=actor),
            lambda: services.resume_candidate(one, text, actor=actor),
            lambda: services.void_candidate(
                one, text, actor=actor, document_number="免1号" if way % 2 else ""
            ),
            lambda: services.release_hold(one, said, text, actor=actor),
            lambda: services.override_verdict(one, said, text, actor=actor),
            lambda: services.release_hold(one, said, "经研究", actor=LEADER),
            lambda: self.appoint(one, day, "某组干〔2026〕9号" if way % 3 else "", actor),
            lambda: services.exempt_notice(
                one, "特殊岗位" if way == 1 else "工作需要", actor=actor
            ),
            lambda: services.start_notice([one], text=text, on=day, actor=actor),
            lambda: services.end_notice(one, actor=actor),
            lambda: services.receive_complaint(one, text, on=day, actor=actor),
            lambda: self.sit(one, way, actor),
            lambda: services.send_letter(
                [one], ("discipline", "integrity", "没有的事项")[way % 3], actor=actor
            ),
            lambda: self.review(one, ("clear", "doubt", "没有的结论")[way % 3], actor),
            lambda: services.return_candidate(
                one,
                text,
                rank=("1A50", "1A42", "无")[way % 3],
                document_number="免2号",
                on=day,
                post=self.county.former_post if way % 2 else None,
                actor=actor,
            ),
            lambda: services.assess_probation(
                one, ("competent", "incompetent", "无")[way % 3], text, actor=actor
            ),
            lambda: services.record_appointment_talk(one, interviewers=[], actor=actor),
            lambda: services.judge_candidate(one, actor=actor, stated={"没有": 1} if way else {}),
            lambda: services.write_plan(one.round, {"post": "改一改"}, actor=actor),
            lambda: services.approve_motion(one.round, ("leader", "路人")[way % 2], actor=actor),
            lambda: services.close_round(one.round, actor=actor),
        ]
        if way > 5:
            deeds += [
                lambda: services.drop_candidate(one, text, actor=actor),
                lambda: services.withdraw_candidate(one, text, actor=actor),
            ]
        if letter:
            answer = ("favourable", "unfavourable", "partial", "无")[way % 4]
            deeds += [
                lambda: services.record_reply(
                    letter,
                    answer,
                    sealed=way % 2 == 0,
                    signed_by=BOTH[: way % 3],
                    text="情况属实",
                    on=day,
                    actor=actor,
                ),
                lambda: services.withdraw_letter(letter, text, actor=actor),
            ]
        if item:
            deeds.append(
                lambda: services.record_decision(
                    item,
                    ("approved", "rejected", "deferred", "无")[way % 4],
                    hands={"同意": way, "反对": 7 - way},
                    remark="说明",
                    actor=actor,
                )
            )
        if report:
            verdict = ("unfounded", "founded", "pending", "无")[way % 4]
            deeds.append(lambda: services.handle_complaint(report, verdict, text, actor=actor))
        return deeds

    def blocking_rule(self, one: models.Candidacy, way: int) -> str:
        blocking = ["motion.establishment.乡科级副职", "clearance.discipline", "notice.period"]
        blocking += [f"notice.report.{report.pk}" for report in one.reports.all()]
        blocking += ["file_review.conclusion", "meeting.vote", "appointment_talk.people"]
        return blocking[way % len(blocking)]

    def appoint(self, one: models.Candidacy, on: date, number: str, actor: Actor) -> object:
        return services.appoint(one, document_number=number, effective_on=on, actor=actor)

    def sit(self, one: models.Candidacy, present: int, actor: Actor) -> object:
        return services.convene(
            [AgendaItem(one)],
            members=COMMITTEE,
            present=COMMITTEE[:present],
            chief=COMMITTEE[0],
            actor=actor,
        )

    def review(self, one: models.Candidacy, conclusion: str, actor: Actor) -> object:
        return services.review_file(
            one,
            {item: ItemFinding(consistent=True) for item in FILE_ITEMS},
            reviewers=["组织员甲", "组织员庚"],
            conclusion=conclusion,
            actor=actor,
        )

    # What must hold.

    def does(self, deed: Callable[[], Any]) -> Any:
        """Do it; refused, nothing may have changed, and done, everything that must hold does."""
        before, done, refused = self.everything(), None, ""
        try:
            with clock.set_to(self.day), transaction.atomic():
                done = deed()
        except Refusal as refusal:
            refused = str(refusal)
        if refused:
            assert self.everything() == before
            return None
        self.taken += 1
        for one in models.Candidacy.objects.filter(pk__in=self.candidacies):
            self.moves_are_of_the_table(one)
        for new in models.Appointment.objects.exclude(pk__in=self.looked_at):
            self.looked_at.add(new.pk)
            self.every_gate_was_passed(new.candidacy)
            self.establishment_is_kept(new.candidacy)
        self.posts_are_single()
        if self.replays_always or self.taken % 6 == 0:
            for round_ in self.rounds:
                self.replay_is_equal(round_)
        return done or True

    def everything(self) -> str:
        tables = [*apps.get_app_config("selection").get_models(), PostHolding, RankHolding, Person]
        rows = [list(model._default_manager.order_by("pk").values()) for model in tables]
        record = list(Stream.objects.order_by("name").values("name", "length", "head"))
        return json.dumps([Entry.objects.count(), record, rows], default=str)

    def replay_is_equal(self, round_: models.Round) -> None:
        before = rows_of(round_.pk)
        projection.replay(round_.pk)
        assert rows_of(round_.pk) == before

    def moves_are_of_the_table(self, one: models.Candidacy) -> None:
        state = State.ACTIVE
        for change in one.state_changes.order_by("place"):
            assert change.before == state
            assert TRANSITIONS[Move(change.move)][state] == change.state
            state = State(change.state)
        assert one.state == state

    def every_gate_was_passed(self, one: models.Candidacy) -> None:
        """By the rows, not by the gates: what each stage asks was there, or was set aside."""
        aside = [
            exemption.rule
            for exemption in one.exemptions.all()
            if exemption.role == "organisation_leader" and exemption.reason.strip()
        ]

        def released(start: str) -> bool:
            return any(each.startswith(start) for each in aside)

        at = one.appointment.effective_on
        left = {row.stage: row for row in one.passages.order_by("place") if not row.sent_back}
        for stage in (Stage.MOTION, Stage.CLEARANCE, Stage.DELIBERATION, Stage.NOTICE):
            assert left[stage].outcome["verdict"] in {"pass", "flag"}
        round_ = one.round
        assert released("motion.plan") or set(round_.plan) == set(PLAN)
        assert released("motion.approval") or round_.approvals.filter(approver="leader").exists()
        for item in LETTERS:
            last = one.letters.filter(item=item, withdrawn_on__isnull=True).last()
            if not released(f"clearance.{item}"):
                assert last
                assert last.answer == "favourable"
                if item == "integrity":
                    assert set(last.signed_by) >= set(BOTH)
        assert released("file_review") or one.file_reviews.filter(conclusion="clear").exists()
        decided = one.sitting_items.filter(decision="approved").order_by("sitting__place").last()
        assert decided
        # More than half of those due, nine, with two thirds of them there.
        assert decided.hands["同意"] * 2 > len(COMMITTEE)
        assert len(decided.sitting.present) * 3 >= 2 * len(COMMITTEE)
        assert decided.decided_on <= at
        notice = one.notice
        if not notice.exempt_because and not released("notice.period"):
            assert notice.ended_on
            assert notice.ended_on > notice.last_day
            # 第四十二条: no fewer than five working days, so seven days at least with a weekend.
            assert (notice.last_day - notice.started_on).days >= 5
        for report in one.reports.all():
            assert released(f"notice.report.{report.pk}") or report.verdict == "unfounded"

    def establishment_is_kept(self, one: models.Candidacy) -> None:
        figure = self.county.bureau.establishments.order_by("valid_from").last()
        assert figure
        serving = PostHolding.objects.filter(
            post__in=[post.pk for post in self.posts], held_until__isnull=True
        )
        over_on_record = models.Exemption.objects.filter(
            candidacy__appointment__isnull=False, rule__startswith="motion.establishment"
        )
        assert serving.count() <= figure.approved or over_on_record.exists()
        for post in self.posts:
            assert serving.filter(post=post).count() <= post.seats

    def posts_are_single(self) -> None:
        for person in self.people:
            held = person.post_holdings.filter(held_until__isnull=True, is_main=True)
            assert held.count() <= 1


def test_whatever_is_tried_the_record_the_gates_and_the_establishment_hold() -> None:
    county = made_up.county(approved=2)
    third = registry.enter_dossier(made_up.dossier("钱某丁"), actor=ENTRY, source="测试")
    explores = not settings.default.derandomize
    bound = type(
        "BoundCases",
        (Cases,),
        {
            "county": county,
            "people": [*county.people, third],
            "posts": (county.post, short_case.second_post(county)),
            "pinned": rules_without_ballots(),
            "replays_always": explores,
        },
    )
    run_state_machine_as_test(
        bound,
        settings=settings(
            max_examples=150 if explores else 3,
            stateful_step_count=40 if explores else 8,
            deadline=None,
            # A case is long; whoever explores has the time to make what was found smaller.
            phases=(Phase.generate, Phase.shrink) if explores else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
