"""Addresses of contests, below /selection/contest/ or wherever the room stands."""

from django.urls import path

from xuanxian.selection.views.contest import importing, marking, own, pages

urlpatterns = [
    path("openings/", own.openings, name="openings"),
    path("openings/<uuid:contest_id>/", own.opening, name="opening"),
    path("openings/post/<uuid:post_id>/", own.apply, name="apply"),
    path("mine/<uuid:application_id>/", own.my_application, name="my_application"),
    path("mine/<uuid:application_id>/objection/", own.object_to, name="my_objection"),
    path("mine/<uuid:application_id>/leave/", own.leave, name="my_leaving"),
    path("application/<uuid:application_id>/", pages.application, name="application"),
    path("draw/<uuid:draw_id>/", pages.draw, name="contest_draw"),
    path("announce/<uuid:application_id>/<str:step_id>/", marking.announce, name="announce_marks"),
    path("<uuid:contest_id>/", pages.contest, name="contest"),
    path("<uuid:contest_id>/applications/", pages.applications, name="contest_applications"),
    path("<uuid:contest_id>/review/", pages.review, name="contest_review"),
    path("<uuid:contest_id>/find/", pages.find, name="contest_find"),
    path("<uuid:contest_id>/import/", importing.applications, name="contest_import"),
    path("<uuid:contest_id>/step/<str:step_id>/", pages.step, name="contest_step"),
    path("<uuid:contest_id>/marks/<str:step_id>/", marking.marks, name="contest_marks"),
    path(
        "<uuid:contest_id>/marks/<str:step_id>/blank/",
        importing.blank_marks,
        name="contest_blank_marks",
    ),
    path(
        "<uuid:contest_id>/announcing/<str:step_id>/",
        marking.announcing,
        name="contest_announcing",
    ),
    path("<uuid:contest_id>/screen/<str:step_id>/", marking.screen, name="contest_screen"),
    path("<uuid:contest_id>/results/<str:step_id>/", pages.results, name="contest_results"),
]
