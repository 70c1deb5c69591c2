"""Addresses of the pages of meetings, below /ballots/meetings/."""

from django.urls import path

from xuanxian.ballots.views.meetings import (
    chair,
    overview,
    preparing,
    screen,
    second_round,
    supervision,
)

urlpatterns = [
    path("", overview.meeting_list, name="meetings"),
    path("new/", overview.new_meeting, name="meeting_new"),
    path("<uuid:meeting_id>/", overview.meeting, name="meeting"),
    path("<uuid:meeting_id>/classes/", preparing.classes, name="meeting_classes"),
    path("<uuid:meeting_id>/add/", preparing.add, name="meeting_add"),
    path("<uuid:meeting_id>/people/", preparing.people, name="meeting_people"),
    path("<uuid:meeting_id>/screen/", screen.screen, name="meeting_screen"),
    path("<uuid:meeting_id>/chair/", chair.chair, name="meeting_chair"),
    path("<uuid:meeting_id>/arrange/", chair.arrange, name="meeting_arrange"),
    path("<uuid:meeting_id>/items/<uuid:poll_id>/turnout/", chair.turnout, name="meeting_turnout"),
    path("<uuid:meeting_id>/items/<uuid:poll_id>/recuse/", chair.recuse, name="meeting_recuse"),
    path("<uuid:meeting_id>/items/<uuid:poll_id>/apart/", chair.set_apart, name="meeting_apart"),
    path("<uuid:meeting_id>/items/<uuid:poll_id>/open/", chair.open_voting, name="meeting_open"),
    path("<uuid:meeting_id>/items/<uuid:poll_id>/close/", chair.close_voting, name="meeting_close"),
    path(
        "<uuid:meeting_id>/items/<uuid:poll_id>/announce/", chair.announce, name="meeting_announce"
    ),
    path(
        "<uuid:meeting_id>/items/<uuid:poll_id>/second-round/",
        second_round.second_round,
        name="meeting_second_round",
    ),
    path(
        "<uuid:meeting_id>/items/<uuid:poll_id>/no-second-round/",
        second_round.no_second_round,
        name="meeting_no_second_round",
    ),
    path(
        "<uuid:meeting_id>/discussions/<int:discussion_id>/begin/",
        chair.begin,
        name="meeting_begin",
    ),
    path(
        "<uuid:meeting_id>/discussions/<int:discussion_id>/speak/",
        chair.speak,
        name="meeting_speak",
    ),
    path("<uuid:meeting_id>/discussions/<int:discussion_id>/end/", chair.end, name="meeting_end"),
    path(
        "<uuid:meeting_id>/discussions/<int:discussion_id>/defer/",
        chair.defer,
        name="meeting_defer",
    ),
    path("<uuid:meeting_id>/supervision/", supervision.supervision, name="meeting_supervision"),
    path("<uuid:meeting_id>/incidents/new/", supervision.note, name="meeting_note"),
    path(
        "<uuid:meeting_id>/incidents/<uuid:incident_id>/",
        supervision.settle,
        name="meeting_settle",
    ),
]
