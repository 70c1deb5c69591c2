"""The deadlines of all rounds for the calendar, each with the rule that made it.

Read from the tables in a fixed number of queries, whatever the number of rounds and people.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from xuanxian.access.deadlines import Deadline
from xuanxian.access.models import Account, Role
from xuanxian.kernel.deadlines import add_months, last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.instruments import (
    Clearance,
    Inspection,
    Meeting,
    Nomination,
    Notice,
    OwnCase,
    PriorApproval,
    Probation,
    Stage,
)
from xuanxian.selection.queries.case_facts import WORKED_ONE_BY_ONE, rules_of
from xuanxian.selection.queries.need_to_know import answers_letter, roles_at, settles_appeals
from xuanxian.selection.queries.shell import address_of_candidacy, rounds_in_scope
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import STOPPED, State

_Row = TypeVar("_Row", bound=Model)


def deadlines_for(account: Account, first: date, last: date) -> list[Deadline]:
    """What ends from `first` to `last` in the open rounds the account may see."""
    view = _View(account, first, last)
    if not view.rounds:
        return []
    return [
        *view.letters(),
        *view.notices(),
        *view.inspection_notices(),
        *view.probations(),
        *view.approvals(),
        *view.appeals(),
        *view.people(),
        *view.rejections(),
    ]


class _View:
    """One account's view of its open rounds between two days."""

    def __init__(self, account: Account, first: date, last: date) -> None:
        self.account, self.first, self.last = account, first, last
        self.rounds: dict[UUID, models.Round] = {
            round_.pk: round_ for round_ in rounds_in_scope(account).filter(closed_on__isnull=True)
        }
        self._stages = {pk: self._stages_known(round_) for pk, round_ in self.rounds.items()}

    def letters(self) -> Iterator[Deadline]:
        """回复期限 of letters not answered, and the end of what answers are worth."""
        rows = self._of_people(models.Letter.objects.filter(withdrawn_on__isnull=True))
        for letter in rows.filter(answer="", due_on__range=(self.first, self.last)):
            rules = self._rules(letter.candidacy)
            answers = answers_letter(self.account, rules, letter)
            if not answers and not self._knows(letter.candidacy):
                continue
            clearance = rules.get(letter.instrument, Clearance)
            item = clearance.item(letter.item)
            consents = item is not None and item.silence == "consent"
            days = item.reply_working_days if item else None
            said = _days(rules, days, "回复")
            if item is not None and item.reply_months is not None:
                months = whole(item.reply_months, rules.parameters, of=f"{item.title}回复期限")
                said = f"回复期限{months}个月"
            yield self._deadline(
                letter.candidacy,
                letter.due_on or self.last,
                "回复期限",
                f"{letter.candidacy.person.name}：{letter.title}（{letter.asks}）",
                _rule(rules, clearance, item.cite if item else "", said),
                roles=rules.step(Stage.CLEARANCE).roles_for("send_letter"),
                is_mine=answers,
                after="逾期不回复视为同意" if consents else "逾期不回复不视为同意，继续暂缓",
                key=f"letter-{letter.pk}",
            )
        for letter in rows.exclude(answer="").filter(replied_on__isnull=False):
            rules = self._rules(letter.candidacy)
            clearance = rules.get(letter.instrument, Clearance)
            item = clearance.item(letter.item)
            if item is None or item.valid_months is None or letter.replied_on is None:
                continue
            months = whole(item.valid_months, rules.parameters, of=f"{item.title}有效期（月）")
            end = add_months(letter.replied_on, months)
            if self.first <= end <= self.last and self._knows(letter.candidacy):
                yield self._deadline(
                    letter.candidacy,
                    end,
                    "回复有效期",
                    f"{letter.candidacy.person.name}：{letter.title}的回复",
                    _rule(rules, clearance, item.cite, f"回复{months}个月内有效"),
                    roles=rules.step(Stage.CLEARANCE).roles_for("send_letter"),
                    after="应重新征求意见",
                    key=f"reply-{letter.pk}",
                )

    def notices(self) -> Iterator[Deadline]:
        """公示期满."""
        rows = models.PublicNotice.objects.filter(
            ended_on__isnull=True, last_day__range=(self.first, self.last)
        )
        for notice in self._of_people(rows):
            if not self._knows(notice.candidacy):
                continue
            rules = self._rules(notice.candidacy)
            instrument = rules.first(Notice)
            days = instrument.working_days if instrument else None
            yield self._deadline(
                notice.candidacy,
                notice.last_day or self.last,
                "公示期满",
                notice.candidacy.person.name,
                _rule(rules, instrument, "", _days(rules, days, "公示")),
                roles=rules.step(Stage.NOTICE).roles_for("end_notice"),
                waits=True,
                after="次日起登记公示结果",
                key=f"notice-{notice.pk}",
            )

    def inspection_notices(self) -> Iterator[Deadline]:
        """考察预告期满."""
        rows = models.InspectionRecord.objects.filter(
            notice_until__range=(self.first, self.last), candidacy__stage=Stage.INSPECTION
        )
        for row in self._of_people(rows):
            if not self._knows(row.candidacy):
                continue
            rules = self._rules(row.candidacy)
            instrument = rules.first(Inspection)
            days = instrument.notice_working_days if instrument else None
            yield self._deadline(
                row.candidacy,
                row.notice_until or self.last,
                "考察预告期满",
                row.candidacy.person.name,
                _rule(rules, instrument, "", _days(rules, days, "预告")),
                roles=rules.step(Stage.INSPECTION).works,
                waits=True,
                key=f"inspection-{row.pk}",
            )

    def probations(self) -> Iterator[Deadline]:
        """试用期满."""
        rows = models.Appointment.objects.filter(
            probation_until__range=(self.first, self.last), candidacy__state=State.ON_PROBATION
        )
        for row in self._of_people(rows):
            if not self._knows(row.candidacy):
                continue
            rules = self._rules(row.candidacy)
            instrument = rules.first(Probation)
            said = ""
            if instrument:
                months = whole(instrument.months, rules.parameters, of="试用期（月）")
                said = f"试用期{months}个月，自{row.effective_on:%Y.%m.%d}起"
            yield self._deadline(
                row.candidacy,
                row.probation_until or self.last,
                "试用期满",
                f"{row.candidacy.person.name}（{row.candidacy.vacancy.post}）",
                _rule(rules, instrument, "", said),
                roles=rules.step(Stage.PROBATION).roles_for("assess_probation"),
                waits=True,
                after="应当考核",
                key=f"probation-{row.pk}",
            )

    def approvals(self) -> Iterator[Deadline]:
        """批复期限 of exceptions asked for."""
        rows = models.PriorApprovalRequest.objects.filter(
            reply="", due_on__range=(self.first, self.last), candidacy__ended_on__isnull=True
        )
        for row in self._of_people(rows):
            if not self._knows(row.candidacy):
                continue
            rules = self._rules(row.candidacy)
            instrument = rules.get(row.instrument, PriorApproval)
            item = instrument.item(row.item)
            days = item.reply_working_days if item else None
            yield self._deadline(
                row.candidacy,
                row.due_on or self.last,
                "批复期限",
                f"{row.candidacy.person.name}：{row.title}（{row.approver}）",
                _rule(rules, instrument, item.cite if item else "", _days(rules, days, "批复")),
                roles=rules.step(row.candidacy.stage).roles_for("record_approval_reply"),
                after="不回复不视为同意，不得进入下一环节",
                key=f"approval-{row.pk}",
            )

    def appeals(self) -> Iterator[Deadline]:
        """申诉处理期限."""
        rows = models.OwnStatement.objects.filter(
            is_appeal=True, settled_on__isnull=True, due_on__range=(self.first, self.last)
        )
        for row in self._of_people(rows):
            rules = self._rules(row.candidacy)
            own = rules.first(OwnCase)
            settles = settles_appeals(
                self.account, rules, self.rounds[row.candidacy.vacancy.round_id]
            )
            is_own = row.candidacy.person.account_id == self.account.pk
            if own is None or is_own or not (settles or self._knows(row.candidacy)):
                continue
            yield self._deadline(
                row.candidacy,
                row.due_on or self.last,
                "申诉处理期限",
                f"{row.candidacy.person.name}：对“{row.about}”的申诉",
                _rule(rules, own, "", _days(rules, own.settle_working_days, "处理")),
                roles=own.settled_by,
                key=f"appeal-{row.pk}",
            )

    def people(self) -> Iterator[Deadline]:
        """Holds and bars, days by which a stage should be done, results and sanctions that end."""
        people = (
            models.Candidacy.objects.filter(
                WORKED_ONE_BY_ONE, vacancy__round__in=self.rounds, ended_on__isnull=True
            )
            .select_related("person", "vacancy__post__organisation")
            .order_by("vacancy__place", "place")
        )
        told: set[UUID] = set()
        for one in people:
            if not self._knows(one):
                continue
            yield from self._halts(one)
            yield from self._stage_end(one)
            yield from self._sanctions(one)
            if one.vacancy_id not in told:
                told.add(one.vacancy_id)
                yield from self._validity(one)

    def rejections(self) -> Iterator[Deadline]:
        """The first day on which a proposal that failed may be made again."""
        rows = self._of_people(
            models.SittingItem.objects.filter(
                decision="rejected", decided_on__isnull=False, candidacy__state=State.REJECTED
            ),
        )
        for item in rows:
            rules = self._rules(item.candidacy)
            meeting = rules.first(Meeting)
            if meeting is None or meeting.reproposal_ban_months is None or item.decided_on is None:
                continue
            months = whole(meeting.reproposal_ban_months, rules.parameters, of="重新提出期限（月）")
            end = add_months(item.decided_on, months)
            if self.first <= end <= self.last and self._knows(item.candidacy):
                yield self._deadline(
                    item.candidacy,
                    end,
                    "可以重新提出",
                    item.candidacy.person.name,
                    _rule(rules, meeting, "", f"未通过的{months}个月内不得重新提出"),
                    roles=rules.step(Stage.DELIBERATION).works,
                    waits=True,
                    key=f"rejection-{item.pk}",
                )

    def _halts(self, one: models.Candidacy) -> Iterator[Deadline]:
        until = one.state_until
        if one.state not in STOPPED or until is None or not self.first <= until <= self.last:
            return
        rules = self._rules(one)
        barred = one.state == State.BARRED
        yield self._deadline(
            one,
            until,
            "不得的期限" if barred else "暂缓复查",
            one.person.name,
            f"{one.state_since:%Y.%m.%d}决定：{one.state_reason}",
            roles=rules.step(one.stage).roles_for("resume_candidate"),
            waits=barred,
            after="次日起可以研究恢复，不自动恢复" if barred else "研究是否恢复，不自动恢复",
            key=f"{one.state}-{one.pk}",
        )

    def _stage_end(self, one: models.Candidacy) -> Iterator[Deadline]:
        rules = self._rules(one)
        step = rules.step(one.stage)
        if step.due_working_days is None or not one.is_at_work:
            return
        days = whole(step.due_working_days, rules.parameters, of=f"{step.label}办理期限（工作日）")
        end = last_working_day(one.entered_on, days, count_first_day=False)
        if self.first <= end <= self.last:
            yield self._deadline(
                one,
                end,
                "环节办理期限",
                f"{one.person.name}：{step.label}",
                _rule(rules, rules.procedure, step.cite, f"{step.label}{days}个工作日内办结"),
                roles=(*step.works, *step.moves),
                key=f"stage-{one.stage}-{one.pk}",
            )

    def _sanctions(self, one: models.Candidacy) -> Iterator[Deadline]:
        """The last days of what counts against the person, as 处分影响期, each with its rule."""
        rules = self._rules(one)
        for name, dumped in one.judgements.items():
            instrument = rules.instruments.get(name)
            for reason in Outcome.model_validate(dumped).reasons:
                if reason.expires is None or reason.verdict is Verdict.PASS:
                    continue
                end = reason.expires - timedelta(days=1)
                if self.first <= end <= self.last:
                    yield self._deadline(
                        one,
                        end,
                        "影响期满",
                        f"{one.person.name}：{reason.label}",
                        _rule(rules, instrument, reason.citation, reason.explanation),
                        roles=rules.step(one.stage).roles_for("judge_candidate"),
                        waits=True,
                        after="次日起重新审查资格",
                        key=f"sanction-{reason.rule}-{one.pk}",
                    )

    def _validity(self, one: models.Candidacy) -> Iterator[Deadline]:
        rules, vacancy = self._rules(one), one.vacancy
        nomination = rules.first(Nomination)
        if nomination is None or vacancy.accepted_on is None:
            return
        # The result holds to the day before it can no longer be used.
        end = nomination.expires_on(vacancy.accepted_on, rules.parameters) - timedelta(days=1)
        if self.first <= end <= self.last:
            months = whole(nomination.valid_months, rules.parameters, of="推荐结果有效期（月）")
            yield self._deadline(
                one,
                end,
                "推荐结果有效期",
                f"{vacancy.post}的推荐结果",
                _rule(
                    rules,
                    nomination,
                    "",
                    f"{vacancy.accepted_on:%Y.%m.%d}认定，{months}个月内有效，只用于这一职位",
                ),
                roles=rules.step(Stage.NOMINATION).works,
                after="应重新推荐",
                key=f"validity-{vacancy.pk}",
            )

    def _deadline(
        self,
        one: models.Candidacy,
        on: date,
        kind: str,
        title: str,
        rule: str,
        *,
        roles: tuple[str, ...],
        key: str,
        is_mine: bool = False,
        waits: bool = False,
        after: str = "",
    ) -> Deadline:
        code = self.rounds[one.vacancy.round_id].unit.code
        return Deadline(
            on=on,
            kind=kind,
            title=title,
            rule=rule,
            url=address_of_candidacy(one),
            key=key,
            is_mine=is_mine or self.account.holds(*roles, over=code),
            waits=waits,
            after=after,
        )

    def _of_people(self, rows: QuerySet[_Row]) -> QuerySet[_Row]:
        """Rows about candidacies of the rounds, with what a deadline tells of them."""
        return rows.filter(candidacy__vacancy__round__in=self.rounds).select_related(
            "candidacy__person",
            "candidacy__vacancy__post__organisation",
            "candidacy__vacancy__round__unit",
        )

    def _rules(self, one: models.Candidacy) -> Rules:
        return rules_of(self.rounds[one.vacancy.round_id])

    def _knows(self, one: models.Candidacy) -> bool:
        """What `need_to_know` says, without a query of its own."""
        if one.person.account_id == self.account.pk:
            return False
        known = self._stages.get(one.vacancy.round_id)
        return known is not None and Stage(one.stage) in known

    def _stages_known(self, round_: models.Round) -> frozenset[Stage]:
        rules, unit = rules_of(round_), round_.unit.code
        order = [step.stage for step in rules.procedure.stages]
        if self.account.holds(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, over=unit):
            return frozenset(order)
        for place, stage in enumerate(order):
            if self.account.holds(*roles_at(rules, stage), over=unit):
                return frozenset(order[place:])
        return frozenset()


def _rule(rules: Rules, instrument: Instrument | None, cite: str, said: str) -> str:
    """Policy, article and what it says, as one line."""
    article = cite or (instrument.cite if instrument else "")
    source = article if article.startswith("《") else f"{rules.title}{article}"
    return f"{source}：{said}" if said else source


def _days(rules: Rules, days: int | str | None, what: str) -> str:
    if days is None:
        return ""
    return f"{what}{whole(days, rules.parameters, of=what)}个工作日"
