"""What the events of the recommendation do to the tables."""

from xuanxian.selection import models
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
        of_class=body["of_class"],
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
