"""The addresses of documents."""

from django.urls import path

from xuanxian.documents.appointment_form import views as appointment_form
from xuanxian.documents.papers import (
    ballot_form_views,
    contest_results,
    establishment_ledger,
    meeting_pack,
    minutes,
    motion_sheet,
    poll_result,
)
from xuanxian.documents.papers import views as papers
from xuanxian.documents.policy_booklet import views as policy_booklet
from xuanxian.documents.roster import views as roster

app_name = "documents"
urlpatterns = [
    path("appointment-form/", appointment_form.of_many, name="appointment_forms"),
    path("appointment-form/<uuid:person_id>/", appointment_form.of_person, name="appointment_form"),
    path(
        "appointment-form/case/<uuid:candidacy_id>/",
        appointment_form.of_candidacy,
        name="appointment_form_of_case",
    ),
    path(
        "establishment/",
        establishment_ledger.ledger_workbook,
        name="establishment_ledger",
    ),
    path("meeting-pack/<uuid:agenda_id>/", meeting_pack.of_agenda, name="meeting_pack"),
    path("minutes/<uuid:sitting_id>/<slug:form>/", minutes.of_sitting, name="minutes"),
    path("motion/<uuid:round_id>/<slug:form>/", motion_sheet.of_round, name="motion_sheet"),
    path("roster/", roster.roster, name="roster"),
    path(
        "policy/<slug:form>/version/<uuid:adoption_id>/",
        policy_booklet.of_adoption,
        name="policy_version",
    ),
    path("policy/<slug:form>/of/<path:policy_id>/", policy_booklet.of_policy, name="policy"),
    path(
        "ballot-form/<uuid:poll_id>/<slug:form>/", ballot_form_views.ballot_form, name="ballot_form"
    ),
    path("ballot-sample/<slug:form>/", ballot_form_views.ballot_sample, name="ballot_sample"),
    path(
        "contest/<uuid:contest_id>/<str:step_id>/<slug:form>/",
        contest_results.of_contest,
        name="contest_results",
    ),
    path("papers/<uuid:candidacy_id>/<slug:key>/", papers.paper, name="paper"),
    path("poll/<uuid:poll_id>/<slug:form>/", poll_result.of_poll, name="poll_result"),
]
