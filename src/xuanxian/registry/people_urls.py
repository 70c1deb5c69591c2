"""The addresses of people."""

from django.urls import path

from xuanxian.registry.views import changes, own_file, people, person

app_name = "people"
urlpatterns = [
    path("", people.people, name="list"),
    path("new/", changes.enter, name="enter"),
    path("kinship/", changes.kinship, name="kinship"),
    path("requests/", changes.requests, name="requests"),
    path("requests/<uuid:request_id>/", changes.answer, name="answer"),
    path("me/", own_file.own_file, name="own"),
    path("me/request/", own_file.ask, name="ask"),
    path("<uuid:person_id>/", person.file, name="person"),
    path("<uuid:person_id>/photo/", person.photo, name="photo"),
    path("<uuid:person_id>/timeline/", person.timeline, name="timeline"),
    path("<uuid:person_id>/family/", person.family, name="family"),
    path("<uuid:person_id>/conduct/", person.conduct, name="conduct"),
    path("<uuid:person_id>/history/", person.history, name="history"),
    path("<uuid:person_id>/correct/photo/", changes.correct_photo, name="correct_photo"),
    path("<uuid:person_id>/correct/<slug:information_set>/", changes.correct, name="correct"),
]
