"""What the events of the stages do to the tables."""

from typing import Any

from xuanxian.selection import models
from xuanxian.selection.models.round import CandidacyState
from xuanxian.selection.projection.event import Event, projects


@projects("nomination_range.set", "确定推荐范围")
def _range_set(event: Event) -> None:
    body = event.body
    models.Vacancy.objects.filter(pk=body["vacancy"]).update(
        nomination_range=body["range"],
        talks_due=body["talks_due"],
        opinions_agree=body["opinions_agree"],
    )


@projects("nomination_poll.prepared", "准备会议推荐")
def _nomination_poll_prepared(event: Event) -> None:
    models.Vacancy.objects.filter(pk=event.body["vacancy"]).update(
        nomination_poll=event.body["poll"]
    )


@projects("talk.recorded", "记录谈话")
def _talk_recorded(event: Event) -> None:
    body = event.body
    models.Talk.objects.create(
        id=body["talk"],
        round_id=body["round"],
        vacancy_id=body["vacancy"],
        candidacy_id=body["candidacy"],
        purpose=body["purpose"],
        interviewee=body["interviewee"],
        interviewee_post=body["interviewee_post"],
        interviewers=body["interviewers"],
        on=event.day("on"),
        names=body["names"],
        notes=body["notes"],
        place=event.number,
    )


@projects("results.accepted", "认定推荐结果")
def _results_accepted(event: Event) -> None:
    models.Vacancy.objects.filter(pk=event.body["vacancy"]).update(
        accepted_on=event.day("on"), accepted_by=event.by, acceptance=event.body["opinion"]
    )


@projects("targets.set", "确定考察对象")
def _targets_set(event: Event) -> None:
    body = event.body
    people = models.Candidacy.objects.filter(vacancy_id=body["vacancy"])
    people.update(is_target=False)
    people.filter(pk__in=body["candidacies"]).update(is_target=True)
    models.Vacancy.objects.filter(pk=body["vacancy"]).update(
        targets_set_on=event.day("on"), targets_reason=body["reason"]
    )


def _inspect(candidacy: str, **values: Any) -> None:
    models.InspectionRecord.objects.update_or_create(candidacy_id=candidacy, defaults=values)


@projects("inspection_notice.published", "发布考察预告")
def _inspection_notice_published(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        _inspect(
            candidacy,
            notice_on=event.day("on"),
            notice_until=event.day_if_any("until"),
            notice_scope=event.body["scope"],
        )


@projects("team.appointed", "组成考察组")
def _team_appointed(event: Event) -> None:
    for candidacy, team in event.body["teams"].items():
        _inspect(candidacy, team=team)


@projects("rating_poll.prepared", "准备民主测评")
def _rating_poll_prepared(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        _inspect(candidacy, rating_poll=event.body["poll"])


@projects("former_unit.asked", "延伸考察")
def _former_unit_asked(event: Event) -> None:
    _inspect(event.body["candidacy"], former_unit_asked=True, former_unit=event.body["former_unit"])


@projects("report.submitted", "提交考察材料")
def _report_submitted(event: Event) -> None:
    body = event.body
    _inspect(
        body["candidacy"],
        sections=body["sections"],
        shortcomings=body["shortcomings"],
        submitted_on=event.day("on"),
        signed_by=[],
    )


@projects("report.signed", "考察材料签名")
def _report_signed(event: Event) -> None:
    row = models.InspectionRecord.objects.get(pk=event.body["candidacy"])
    row.signed_by = [*row.signed_by, event.body["name"]]
    row.save()


@projects("letter.sent", "发函征求意见")
def _letter_sent(event: Event) -> None:
    body = event.body
    models.Letter.objects.create(
        id=body["letter"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        item=body["item"],
        title=body["title"],
        asks=body["asks"],
        document_number=body["document_number"],
        sent_on=event.day("on"),
        due_on=event.day_if_any("due_on"),
        place=event.number,
    )


@projects("letter.answered", "登记回复意见")
def _letter_answered(event: Event) -> None:
    body = event.body
    models.Letter.objects.filter(pk=body["letter"]).update(
        answer=body["answer"],
        reply_text=body["text"],
        replied_on=event.day("on"),
        sealed=body["sealed"],
        signed_by=body["signed_by"],
    )


@projects("file.reviewed", "审核干部人事档案")
def _file_reviewed(event: Event) -> None:
    body = event.body
    models.FileReviewRecord.objects.update_or_create(
        candidacy_id=body["candidacy"],
        defaults={
            "findings": body["findings"],
            "reviewers": body["reviewers"],
            "conclusion": body["conclusion"],
            "reviewed_on": event.day("on"),
            "person_signed_on": None,
        },
    )


@projects("file_review.confirmed", "本人确认档案审核结果")
def _file_review_confirmed(event: Event) -> None:
    models.FileReviewRecord.objects.filter(pk=event.body["candidacy"]).update(
        person_signed_on=event.day("on")
    )


@projects("sitting.convened", "召开讨论决定会议")
def _sitting_convened(event: Event) -> None:
    body = event.body
    models.Sitting.objects.create(
        id=body["sitting"],
        round_id=body["round"],
        instrument=body["instrument"],
        body=body["body"],
        held_on=event.day("on"),
        members=body["members"],
        present=body["present"],
        chief=body["chief"],
        place=event.number,
    )
    for place, item in enumerate(body["items"]):
        models.SittingItem.objects.create(
            id=item["item"],
            sitting_id=body["sitting"],
            candidacy_id=item["candidacy"],
            recused=item["recused"],
            listed=item["listed"],
            consents_to_reconsider=item["consents_to_reconsider"],
            place=place,
        )


@projects("decision_poll.prepared", "准备表决")
def _decision_poll_prepared(event: Event) -> None:
    models.SittingItem.objects.filter(pk__in=event.body["items"]).update(poll=event.body["poll"])


@projects("decision.recorded", "登记会议决定")
def _decision_recorded(event: Event) -> None:
    body = event.body
    item = models.SittingItem.objects.select_related("sitting").get(pk=body["item"])
    item.decision = body["decision"]
    item.hands = body["hands"]
    item.decided_on = event.day("on")
    item.decided_by = event.by
    item.remark = body["remark"]
    item.save()
    if body["spoken_last"]:
        item.sitting.spoken_last = body["spoken_last"]
        item.sitting.save()


@projects("notice.started", "开始公示")
def _notice_started(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        models.PublicNotice.objects.update_or_create(
            candidacy_id=candidacy,
            defaults={
                "started_on": event.day("on"),
                "last_day": event.day("last_day"),
                "sites": event.body["sites"],
                "text": event.body["text"],
                "exempt_because": "",
                "ended_on": None,
            },
        )


@projects("notice.exempted", "登记不公示的情形")
def _notice_exempted(event: Event) -> None:
    models.PublicNotice.objects.update_or_create(
        candidacy_id=event.body["candidacy"],
        defaults={"exempt_because": event.body["because"]},
    )


@projects("notice.ended", "登记公示结果")
def _notice_ended(event: Event) -> None:
    models.PublicNotice.objects.filter(pk=event.body["candidacy"]).update(ended_on=event.day("on"))


@projects("complaint.received", "收到公示期反映")
def _complaint_received(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.create(
        id=body["report"],
        candidacy_id=body["candidacy"],
        received_on=event.day("on"),
        channel=body["channel"],
        text_digest=body["text_digest"],
        verdict="pending",
        place=event.number,
    )


@projects("complaint.handled", "核查公示期反映")
def _complaint_handled(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.filter(pk=body["report"]).update(
        verdict=body["verdict"],
        handling=body["handling"],
        handled_on=event.day("on"),
        handled_by=event.by,
    )


@projects("person.appointed", "任职")
def _person_appointed(event: Event) -> None:
    body = event.body
    models.Appointment.objects.create(
        candidacy_id=body["candidacy"],
        document_number=body["document_number"],
        effective_on=event.day("on"),
        probation_until=event.day_if_any("probation_until"),
        holding=body["holding"],
        former_posts_left=body["left"],
        appointed_by=event.by,
    )


@projects("probation.assessed", "试用期考核")
def _probation_assessed(event: Event) -> None:
    body = event.body
    models.ProbationAssessment.objects.create(
        id=body["assessment"],
        candidacy_id=body["candidacy"],
        outcome=body["outcome"],
        title=body["title"],
        effect=body["effect"],
        assessed_on=event.day("on"),
        until=event.day_if_any("until"),
        remark=body["remark"],
        assessed_by=event.by,
        place=event.number,
    )
    if body["until"]:
        models.Appointment.objects.filter(pk=body["candidacy"]).update(
            probation_until=event.day_if_any("until")
        )
    if body["effect"] == "relieve":
        models.Candidacy.objects.filter(pk=body["candidacy"]).update(
            state=CandidacyState.RELIEVED, state_reason=body["remark"]
        )
