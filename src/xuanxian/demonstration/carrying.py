"""Carrying people through the stages of a case, by the verbs users use and in their roles.

Nothing here knows a figure of a policy: what is asked for comes from the rules of the round.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Literal

from xuanxian.ballots.answers import Answers
from xuanxian.ballots.instruments import Ballot
from xuanxian.demonstration.cast import Cast
from xuanxian.demonstration.committee import Committee
from xuanxian.demonstration.endings import Ending, Endings
from xuanxian.demonstration.tellers import hold, marked
from xuanxian.kernel import clock
from xuanxian.kernel.working_days import add_working_days
from xuanxian.registry.models import Person, Post, PostHolding
from xuanxian.selection import models, services
from xuanxian.selection.instruments import (
    Clearance,
    FileReview,
    Inspection,
    Motion,
    Nomination,
    Stage,
)
from xuanxian.selection.instruments.clearance import ClearanceItem
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import Inspector

_MOST_VOTERS = 12
"""Voters of a class in a recommendation meeting or rating of the demonstration."""


@dataclass(frozen=True)
class Timetable:
    """The days of the demonstration: every step falls on a day of the past."""

    opened: date

    def day(self, working_days: int) -> date:
        """The day so many working days after the round was opened."""
        return add_working_days(self.opened, working_days)


class Carrier:
    """Carries people through the stages as the cast."""

    def __init__(
        self,
        cast: Cast,
        timetable: Timetable,
        votes: random.Random,
        endings: Sequence[Ending] = (),
    ) -> None:
        """Carry as `cast`.

        Args:
            endings: how those leave who become no inspection targets, post by post; all are
                dropped when empty.
        """
        self.cast = cast
        self._endings = cycle(endings or (Endings(cast).drop,))
        self.timetable = timetable
        self.votes = votes
        self._committee = Committee(cast, votes)
        self.staff = cast.actor("organisation_staff")
        self.leader = cast.actor("organisation_leader")

    def propose(
        self, round_: models.Round, post: Post, people: Sequence[Person]
    ) -> list[models.Candidacy]:
        """Put up a post with its people, who leave their main post for it."""
        vacancy = services.add_vacancy(round_, post, actor=self.staff)
        return [
            services.propose_candidate(
                vacancy,
                person,
                actor=self.staff,
                reason="熟悉相关业务，平时考核和年度考核表现较好，群众基础好。",
                source="分析研判",
                leaves=PostHolding.objects.filter(
                    person=person, held_until__isnull=True, is_main=True
                ).first(),
            )
            for person in people
        ]

    def move(self, round_: models.Round, rules: Rules) -> None:
        """Write the plan and have it approved."""
        motion = rules.first(Motion)
        if motion is None:
            return
        services.write_plan(
            round_,
            {part.id: f"{part.title}：详见动议方案。" for part in motion.plan},
            actor=self.staff,
        )
        for approver in motion.approvers:
            services.approve_motion(
                round_, approver.id, actor=self.cast.actor(*approver.roles), remark="同意"
            )

    def carry(
        self,
        rules: Rules,
        people: list[models.Candidacy],
        until: Stage,
        *,
        rival: Literal["rejected", "deferred"] | None = None,
    ) -> None:
        """Carry the first of `people` to `until`; the others end with the nomination.

        Args:
            rival: the second is inspected too and comes before the committee, which decides so.
        """
        self._both = rival is not None
        steps: tuple[tuple[Stage, Callable[[Rules, list[models.Candidacy]], None]], ...] = (
            (Stage.MOTION, self._leave_motion),
            (Stage.NOMINATION, self._nominate),
            (Stage.INSPECTION, self._inspect),
            (Stage.CLEARANCE, self._clear),
            (Stage.DELIBERATION, self._deliberate),
            (Stage.NOTICE, self._publish),
            (Stage.APPOINTMENT, self._appoint),
        )
        for stage, step in steps:
            if stage is until:
                self._begin(rules, people, until)
                return
            step(rules, people)
            people = [models.Candidacy.objects.get(pk=one.pk) for one in people]
            if rival and stage in {Stage.INSPECTION, Stage.CLEARANCE}:
                step(rules, people[1:])
            elif rival and stage is Stage.DELIBERATION:
                second = models.Candidacy.objects.get(pk=people[1].pk)
                with clock.set_to(self.timetable.day(24)):
                    self._committee.decide_against(second, rival)

    def _begin(self, rules: Rules, people: list[models.Candidacy], stage: Stage) -> None:
        """Leave the stage begun but unfinished, as a desk finds it."""
        one = people[0]
        if stage is Stage.NOMINATION:
            with clock.set_to(self.timetable.day(3)):
                self._recommend(rules, people)
        elif stage is Stage.INSPECTION:
            with clock.set_to(self.timetable.day(8)):
                services.publish_inspection_notice([one], actor=self.staff)
                services.appoint_team([one], self._team(), actor=self.staff)
        elif stage is Stage.CLEARANCE:
            with clock.set_to(self.timetable.day(20)):
                for item in _items(rules):
                    services.send_letter([one], item.id, actor=self.staff)
                # Staff have answered for their offices, one with doubts; other bodies have not yet.
                own = [
                    letter
                    for letter in one.letters.all()
                    if "organisation_staff" in _answerers(rules, letter.item)
                ]
                for place, letter in enumerate(own):
                    self._answer(rules, letter, "partial" if place == 0 else "favourable")
        elif stage is Stage.NOTICE:
            with clock.set_to(_recently(clock.today())):
                services.start_notice([one], text=_notice_text(one), actor=self.staff)
        elif stage is Stage.APPOINTMENT:
            with clock.set_to(self.timetable.day(40)):
                self._take_up_post(one)

    def _leave_motion(self, rules: Rules, people: list[models.Candidacy]) -> None:
        del rules
        with clock.set_to(self.timetable.day(1)):
            for one in people:
                services.move_stage(one, actor=self.leader)

    def _recommend(self, rules: Rules, people: list[models.Candidacy]) -> None:
        """The recommendation meeting, most votes for the first."""
        vacancy = people[0].vacancy
        services.set_nomination_range(vacancy, people=40, talks_due=6, actor=self.staff)
        names = [str(one.pk) for one in people]
        poll = services.prepare_meeting(
            vacancy, self._electorate(rules, self._nomination_ballot(rules)), actor=self.staff
        )
        hold(self.cast, poll, lambda: Answers(names=(names[self.votes.random() > 0.75],)))

    def _nominate(self, rules: Rules, people: list[models.Candidacy]) -> None:
        first, *others = people
        with clock.set_to(self.timetable.day(3)):
            self._recommend(rules, people)
            for number in range(6):
                services.record_recommendation_talk(
                    first.vacancy,
                    interviewee=f"谈话对象{'一二三四五六'[number]}",
                    interviewers=[str(self.cast.staff), str(self.cast.second_staff)],
                    names=[first],
                    actor=self.staff,
                )
        with clock.set_to(self.timetable.day(6)):
            services.accept_results(first.vacancy, "推荐集中，会议与谈话一致。", actor=self.leader)
            targets = people if self._both else [first]
            services.set_targets(
                first.vacancy, targets, "推荐情况与平时了解一致，适合岗位需要。", actor=self.leader
            )
            for one in targets:
                services.move_stage(one, actor=self.leader)
            for one in others:
                if one not in targets:
                    next(self._endings)(one)

    def _inspect(self, rules: Rules, people: list[models.Candidacy]) -> None:
        one = people[0]
        inspection = rules.first(Inspection)
        inspector = self.cast.actor("inspection_team")
        with clock.set_to(self.timetable.day(8)):
            services.publish_inspection_notice([one], actor=self.staff)
            services.appoint_team([one], self._team(), actor=self.staff)
        with clock.set_to(self.timetable.day(11)):
            if inspection and inspection.rating:
                ballot = rules.get(inspection.rating, Ballot)
                poll = services.prepare_rating(
                    [one], self._electorate(rules, ballot), actor=self.staff
                )
                hold(
                    self.cast,
                    poll,
                    lambda: marked(ballot, str(one.pk), better=self.votes.random() < 0.8),
                )
            for number in range(5):
                services.record_inspection_talk(
                    one,
                    interviewee=f"谈话对象{'甲乙丙丁戊'[number]}",
                    interviewers=[str(account) for account in self.cast.inspectors],
                    actor=inspector,
                )
            needs_former = inspection and inspection.former_unit_below_years is not None
            if needs_former:
                services.ask_former_unit(one, "原任职单位", actor=inspector)
        with clock.set_to(self.timetable.day(16)):
            sections = inspection.report_sections if inspection else ()
            services.submit_report(
                one,
                {section.id: f"{section.title}情况，详见考察材料原件。" for section in sections},
                ["统筹协调的办法不够多，抓落实有时偏急。"],
                actor=inspector,
            )
            for account in self.cast.inspectors:
                services.sign_report(one, str(account), actor=account.acting_as("inspection_team"))
            services.move_stage(one, actor=self.leader)

    def _clear(self, rules: Rules, people: list[models.Candidacy]) -> None:
        one = people[0]
        review = rules.first(FileReview)
        with clock.set_to(self.timetable.day(18)):
            for item in _items(rules):
                (letter,) = services.send_letter([one], item.id, actor=self.staff)
                self._answer(rules, letter)
            if review:
                services.review_file(
                    one,
                    {item.id: ItemFinding(consistent=True) for item in review.items},
                    reviewers=[str(self.cast.staff), str(self.cast.second_staff), "档案室干部"],
                    conclusion=review.conclusions[0].id,
                    actor=self.staff,
                )
                if review.person_signs:
                    services.confirm_file_review(one, actor=self.staff)
            services.move_stage(one, actor=self.leader)

    def _deliberate(self, rules: Rules, people: list[models.Candidacy]) -> None:
        del rules
        with clock.set_to(self.timetable.day(24)):
            self._committee.approve(people[0])
            services.move_stage(people[0], actor=self.leader)

    def _publish(self, rules: Rules, people: list[models.Candidacy]) -> None:
        del rules
        one = people[0]
        with clock.set_to(self.timetable.day(25)):
            (notice,) = services.start_notice([one], text=_notice_text(one), actor=self.staff)
        over = (notice.last_day or clock.today()) + timedelta(days=1)
        with clock.set_to(over):
            services.end_notice(one, actor=self.staff)
            services.move_stage(one, actor=self.leader)

    def _appoint(self, rules: Rules, people: list[models.Candidacy]) -> None:
        del rules
        one = people[0]
        with clock.set_to(self.timetable.day(40)):
            self._take_up_post(one)
            services.record_appointment_talk(
                one, interviewers=[str(self.cast.leader)], actor=self.staff
            )
            services.move_stage(one, actor=self.leader)

    def _take_up_post(self, one: models.Candidacy) -> None:
        services.appoint(
            one,
            document_number=f"云组干〔{clock.today().year}〕8号",
            effective_on=clock.today(),
            actor=self.leader,
        )

    def _team(self) -> list[Inspector]:
        first, second = self.cast.inspectors
        return [Inspector(str(first), leads=True), Inspector(str(second))]

    def _answer(self, rules: Rules, letter: models.Letter, answer: str = "favourable") -> None:
        item = next(one for one in _items(rules) if one.id == letter.item)
        services.record_reply(
            letter,
            answer,
            text="" if answer == "favourable" else "收到一件反映，正在核实",
            sealed=item.sealed,
            signed_by=item.signatures,
            actor=self.cast.actor(*_answerers(rules, letter.item)),
        )

    @staticmethod
    def _nomination_ballot(rules: Rules) -> Ballot:
        nomination = rules.first(Nomination)
        if nomination is None or nomination.meeting is None:
            raise LookupError("the policy has no recommendation meeting")
        return rules.get(nomination.meeting.ballot, Ballot)

    @staticmethod
    def _electorate(rules: Rules, ballot: Ballot) -> dict[str, int]:
        del rules
        return {voters.name: _MOST_VOTERS for voters in ballot.electorate}


def _items(rules: Rules) -> list[ClearanceItem]:
    return [item for one in rules.all(Clearance) for item in one.items if item.required]


def _answerers(rules: Rules, item_id: str) -> tuple[str, ...]:
    item = next(one for one in _items(rules) if one.id == item_id)
    return item.answered_by or rules.step(Stage.CLEARANCE).roles_for("record_reply")


def _notice_text(one: models.Candidacy) -> str:
    return f"{one.person.name}，现任{one.person.current_post}，拟任{one.vacancy.post}。"


def _recently(today: date) -> date:
    """A working day so near that a notice begun on it is still up."""
    day = today
    while add_working_days(day, 1) <= today or day == today:
        day -= timedelta(days=1)
    return day
