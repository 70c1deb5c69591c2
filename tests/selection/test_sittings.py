"""The agenda closed to late items, the pack made of it, the minutes and their signatures."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import COMMITTEE, LEADER, MEMBER, STAFF, everybody, vote
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.record.models import Entry
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Meeting, Stage
from xuanxian.selection.projection import replay
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import AgendaItem

pytestmark = pytest.mark.django_db

OUT = whole_case.CLEARED
MEETS = whole_case.DECIDED


def rules(**changes: Any) -> Rules:
    """The national rules with a meeting whose agenda is closed and whose minutes are signed."""
    national = made_up.national_rules()
    meeting = national.first(Meeting)
    assert meeting is not None
    given = {**meeting.model_dump(by_alias=True), "closed_agenda": True, **changes}
    return Rules.of(
        [
            Meeting.model_validate(given) if one is meeting else one
            for one in national.instruments.values()
        ],
        national.parameters,
        policy=national.policy,
        title=national.title,
    )


def sit(case: whole_case.Case) -> models.Sitting:
    with clock.set_to(MEETS):
        return services.convene(
            [AgendaItem(case.candidacy)],
            members=COMMITTEE,
            present=COMMITTEE[:7],
            chief=COMMITTEE[0],
            actor=STAFF,
        )


def test_what_was_not_on_the_agenda_sent_out_is_not_discussed() -> None:
    case = whole_case.deliberating(rules())
    with pytest.raises(Refusal, match="没有列入会前通知的议题"):
        sit(case)
    assert not models.Sitting.objects.exists()
    with clock.set_to(OUT):
        services.issue_agenda([case.candidacy], MEETS, actor=STAFF)
        with pytest.raises(Refusal, match="已经印发，不能再增加"):
            services.issue_agenda([case.candidacy], MEETS, actor=STAFF)
        with pytest.raises(Refusal, match="由"):
            services.issue_agenda([case.candidacy], date(2026, 3, 31), actor=MEMBER)
    assert sit(case).items.get().listed


def test_an_agenda_goes_out_so_many_working_days_before() -> None:
    case = whole_case.deliberating(rules(agenda_working_days=3))
    with clock.set_to(OUT):
        # Wednesday 18 March and three working days: 19, 20 and Monday 23 March.
        with pytest.raises(Refusal, match="最早2026-03-23开会"):
            services.issue_agenda([case.candidacy], date(2026, 3, 20), actor=STAFF)
        agenda = services.issue_agenda([case.candidacy], date(2026, 3, 23), actor=STAFF)
    before = models.Agenda.objects.values().get()
    replay(case.round.pk)
    assert models.Agenda.objects.values().get() == before
    assert agenda.candidacies == [str(case.candidacy.pk)]


def test_the_pack_holds_the_list_the_form_and_the_report() -> None:
    case = whole_case.deliberating(rules())
    with clock.set_to(OUT):
        agenda = services.issue_agenda([case.candidacy], MEETS, actor=STAFF)
        answer = office_account().get(f"/documents/meeting-pack/{agenda.pk}/")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        name = f"01{case.candidacy.person.name}"
        assert archive.namelist() == [
            "00讨论任免干部名单.docx",
            f"{name}/干部任免审批表.docx",
            f"{name}/考察材料.docx",
        ]
        report = docx.Document(io.BytesIO(archive.read(f"{name}/考察材料.docx")))
    assert "抓队伍建设的办法不多" in "\n".join(one.text for one in report.paragraphs)
    assert Entry.objects.filter(kind="document.produced").last() is not None


def test_minutes_are_made_of_the_record_signed_and_then_closed() -> None:
    case = whole_case.deliberating(rules(minutes_signed_by=["主持人", "记录人"]))
    with clock.set_to(OUT):
        services.issue_agenda([case.candidacy], MEETS, actor=STAFF)
    sitting = sit(case)
    item = sitting.items.get()
    with clock.set_to(MEETS):
        poll = services.prepare_decision_poll([item], actor=STAFF)
        vote(poll, everybody([case.candidacy.pk], "同意"), {"委员": 7})
        services.record_decision(item, "approved", actor=MEMBER)
        assert held(case)["meeting.minutes"] is Verdict.HOLD
        with pytest.raises(Refusal, match="没有到会"):
            services.write_minutes(
                sitting, "讨论情况", speakers={str(item.pk): [COMMITTEE[8]]}, actor=STAFF
            )
        # The chief spoke before the others: taken down as it was, and flagged.
        services.write_minutes(
            sitting, "讨论情况", speakers={str(item.pk): COMMITTEE[:3]}, actor=STAFF
        )
        assert held(case)["meeting.order"] is Verdict.FLAG
        order = (*COMMITTEE[1:3], COMMITTEE[0])
        services.write_minutes(
            sitting, "常委二：业务熟悉。", speakers={str(item.pk): order}, actor=STAFF
        )
        assert "meeting.order" not in held(case)
        assert held(case)["meeting.minutes.signed"] is Verdict.HOLD
        with pytest.raises(Refusal, match="制度没有写这一方"):
            services.sign_minutes(sitting, "列席人", "某人", actor=STAFF)
        services.sign_minutes(sitting, "主持人", COMMITTEE[0], actor=STAFF)
        with pytest.raises(Refusal, match="已经签字，不能再改"):
            services.write_minutes(sitting, "改写", actor=STAFF)
        services.sign_minutes(sitting, "记录人", STAFF.name, actor=STAFF)
        assert held(case)["meeting.minutes"] is Verdict.PASS
        answer = office_account().get(f"/documents/minutes/{sitting.pk}/docx/")
        text = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)
        services.move_stage(case.candidacy, actor=LEADER)
    assert "发言次序：常委二、常委三、常委一" in text
    assert "同意7" in text
    assert "常委二：业务熟悉。" in text
    before = models.Sitting.objects.values().get()
    replay(case.round.pk)
    assert models.Sitting.objects.values().get() == before
    assert "业务熟悉" not in str(list(Entry.objects.values_list("body", flat=True)))


def held(case: whole_case.Case) -> dict[str, Verdict]:
    outcome = queries.gate(case.candidacy, Stage.DELIBERATION)
    return {one.rule: one.verdict for one in outcome.reasons}
