"""From a case to its 全程纪实表. Reads only."""

from xuanxian.ballots import queries as ballots
from xuanxian.documents.papers.gathering import Answers, Case, person_of, team_of
from xuanxian.documents.papers.process_record import (
    ProcessRecord,
    RecordedEntry,
    RecordedLink,
    RecordedMaterial,
)
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.outcome import Outcome
from xuanxian.record import event_names
from xuanxian.record.models import Entry
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import FileReview
from xuanxian.selection.instruments.clearance import ANSWERS
from xuanxian.selection.instruments.meeting import DECISIONS
from xuanxian.selection.instruments.notice import REPORT_VERDICTS
from xuanxian.selection.models.talks import TalkPurpose

_DIGITS_SHOWN = 12


def process_record(case: Case, answers: Answers) -> ProcessRecord:
    """Everything on record about one candidacy, on the day `answers.dated_on`."""
    entries, others = _entries(case), _others(case.candidacy)
    return ProcessRecord(
        round=case.round.title,
        policy=case.round.policy_title,
        person=person_of(case.candidacy, answers.dated_on),
        state=_state(case.candidacy),
        key_facts=tuple(_key_facts(case)),
        links=tuple(_links(case)),
        exemptions=tuple(
            f"{_day(one.on)}　{one.get_stage_display()}　"
            f"{'破例' if one.overrides else '放行'}：{one.set_aside}　理由：{one.reason}"
            f"（{one.by}）"
            for one in case.candidacy.exemptions.all()
        ),
        entries=tuple(
            RecordedEntry(
                number=entry.number,
                day=_day(entry.recorded_at.astimezone(clock.CIVIL_TIME)),
                what=event_names.name_of(entry.kind),
                who=entry.actor_name,
                digest=entry.digest.rpartition(":")[2][:_DIGITS_SHOWN],
            )
            for entry in entries
            if _concerns(entry, case.candidacy, others)
        ),
        head=entries[-1].digest if entries else "",
        made_on=PartialDate.of(answers.dated_on).chinese(),
    )


def _state(candidacy: models.Candidacy) -> str:
    if candidacy.is_under_way:
        return f"{candidacy.get_stage_display()}（{_day(candidacy.entered_on)}进入）"
    reason = f"：{candidacy.state_reason}" if candidacy.state_reason else ""
    return f"{candidacy.get_state_display()}{reason}"


def _entries(case: Case) -> list[Entry]:
    return list(
        Entry.objects.filter(stream=case.round.stream).defer("header", "salt").order_by("number")
    )


def _others(candidacy: models.Candidacy) -> frozenset[str]:
    """The ids of the round's other people and vacancies."""
    around = models.Candidacy.objects.filter(vacancy__round=candidacy.vacancy.round_id)
    ids = {str(one) for pair in around.values_list("pk", "vacancy") for one in pair}
    return frozenset(ids - {str(candidacy.pk), str(candidacy.vacancy_id)})


def _concerns(entry: Entry, candidacy: models.Candidacy, others: frozenset[str]) -> bool:
    """Whether an entry names the candidacy, or at least nobody else of the round."""
    text = bytes(entry.body or b"").decode()
    return str(candidacy.pk) in text or not any(other in text for other in others)


def _links(case: Case) -> list[RecordedLink]:
    passages = {one.stage: one for one in case.candidacy.passages.all() if not one.sent_back}
    links = []
    for link in queries.completeness(case.round):
        passage = passages.get(link.stage.value)
        links.append(
            RecordedLink(
                title=link.label,
                span=f"{_day(passage.entered_on)}至{_day(passage.left_on)}" if passage else "",
                conclusion=Outcome.model_validate(passage.outcome).verdict.label if passage else "",
                moved_by=passage.moved_by if passage else "",
                materials=tuple(
                    _material(item)
                    for item in link.items
                    if item.candidacy is None or item.candidacy.pk == case.candidacy.pk
                ),
            )
        )
    return links


def _material(item: queries.ItemState) -> RecordedMaterial:
    found = item.material
    if found is None:
        return RecordedMaterial(title=item.item.title, state="缺")
    return RecordedMaterial(
        title=item.item.title,
        state="齐备" if item.complete else "待审核",
        recorded=f"{found.recorded_by}\n{_day(found.recorded_on)}",
        audited=found.audited_by,
    )


def _key_facts(case: Case) -> list[tuple[str, str]]:
    candidacy, vacancy = case.candidacy, case.candidacy.vacancy
    facts: list[tuple[str, str]] = []

    def told(what: str, *parts: str) -> None:
        text = "；".join(part for part in parts if part)
        if text:
            facts.append((what, text))

    told(
        "动议审批",
        *(
            f"{one.title}（{one.by}）{_day(one.on)}{one.remark}"
            for one in case.round.approvals.all()
        ),
    )
    told("会议推荐", _votes(case, "nomination"))
    talks = list(
        case.round.talks.filter(
            vacancy=vacancy, purpose=TalkPurpose.RECOMMENDATION, candidacy__isnull=True
        )
    )
    if talks:
        named = sum(str(candidacy.pk) in talk.names for talk in talks)
        told("谈话推荐", f"谈话{len(talks)}人次，推荐该同志{named}人次")
    if vacancy.targets_set_on and candidacy.is_target:
        told("考察对象", f"{_day(vacancy.targets_set_on)}确定", vacancy.targets_reason)
    if case.inspection:
        row = case.inspection
        told(
            "考察",
            f"考察预告{_day(row.notice_on)}至{_day(row.notice_until)}" if row.notice_on else "",
            f"考察组{'、'.join(team_of(row))}" if row.team else "",
            f"{_day(row.submitted_on)}提交考察材料" if row.submitted_on else "",
        )
    told("民主测评", _votes(case, "rating"))
    for letter in candidacy.letters.all():
        reply = "尚未回复"
        if letter.answer and letter.replied_on:
            reply = f"{_day(letter.replied_on)}回复：{ANSWERS.get(letter.answer, letter.answer)}"
        told(letter.title, f"{_day(letter.sent_on)}发{letter.asks}，{reply}")
    told("档案审核", _file_review(case))
    told("讨论决定", *_decision(case))
    told("任前公示", *_notice(case))
    if case.appointment:
        row_ = case.appointment
        told(
            "任职",
            f"{row_.document_number}，{_day(row_.effective_on)}任职",
            f"试用期至{_day(row_.probation_until)}" if row_.probation_until else "",
        )
    for one in candidacy.probation_assessments.all():
        told("试用期考核", f"{_day(one.assessed_on)}{one.title}", one.remark)
    return facts


def _votes(case: Case, purpose: str) -> str:
    poll = case.poll(purpose)
    result = ballots.result(poll.pk) if poll else None
    mine = result.of(str(case.candidacy.pk)) if result else None
    if result is None or mine is None:
        return ""
    turnout = "，".join(
        f"{name}{result.denominators[name]}"
        for name in ("应到", "实到", "收回", "有效")
        if name in result.denominators
    )
    counts = "，".join(f"{name}{number}" for name, number in mine.counts.items())
    rank = f"，名次{mine.rank}" if mine.rank is not None else ""
    return f"{turnout}；{counts}{rank}"


def _file_review(case: Case) -> str:
    done = []
    for row in case.candidacy.file_reviews.filter(reviewed_on__isnull=False):
        instrument = case.rules.get(row.instrument, FileReview)
        conclusions = {one.id: one.title for one in instrument.conclusions}
        done.append(
            f"{_day(row.reviewed_on)}由{row.reviewed_by}审核，"
            f"{conclusions.get(row.conclusion, row.conclusion)}"
        )
    return "；".join(done)


def _decision(case: Case) -> tuple[str, ...]:
    item = case.item
    if item is None:
        return ()
    sitting = item.sitting
    decided = ""
    if item.decision and item.decided_on:
        decided = f"{_day(item.decided_on)}{DECISIONS.get(item.decision, item.decision)}"
    return (
        f"{sitting.body}{_day(sitting.held_on)}，应到{len(sitting.members)}人，"
        f"实到{len(sitting.present)}人",
        f"回避{'、'.join(item.recused)}" if item.recused else "",
        _votes(case, "decision"),
        decided,
    )


def _notice(case: Case) -> tuple[str, ...]:
    row = case.notice
    if row is None:
        return ()
    if row.exempt_because:
        return (f"不公示：{row.exempt_because}",)
    if row.started_on is None:
        return ()
    reports = [
        f"{_day(one.received_on)}收到反映，{REPORT_VERDICTS.get(one.verdict, one.verdict)}"
        for one in case.candidacy.reports.all()
    ]
    return (
        f"{_day(row.started_on)}至{_day(row.last_day)}",
        *(reports or (["没有收到反映"] if row.ended_on else [])),
    )


def _day(when: object) -> str:
    """2026.04.09; "" for nothing."""
    return when.strftime("%Y.%m.%d") if hasattr(when, "strftime") else ""
