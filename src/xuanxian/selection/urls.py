"""Addresses of the selection pages."""

from django.urls import include, path

from xuanxian.selection.views import (
    board,
    candidacies,
    deeds,
    establishment,
    files,
    information,
    letters,
    rehearsing,
    rounds,
    vacancies,
)

urlpatterns = [
    path("", rounds.round_list, name="rounds"),
    path("rehearse/", rehearsing.rehearse, name="case_rehearsal"),
    path("rehearse/<str:name>.yaml", rehearsing.example, name="case_scenario"),
    path("open/", rounds.open_round, name="round_open"),
    path("<uuid:round_id>/", board.round_page, name="round"),
    path("<uuid:round_id>/posts/", board.round_posts, name="round_posts"),
    path("<uuid:round_id>/sheet/", board.round_sheet, name="round_sheet"),
    path("<uuid:round_id>/bulk/<slug:verb>/", board.round_bulk, name="round_bulk"),
    path("<uuid:round_id>/motion/", rounds.motion, name="round_motion"),
    path("<uuid:round_id>/papers/", rounds.papers, name="round_papers"),
    path("<uuid:round_id>/entries/", rounds.entries, name="round_entries"),
    path("vacancy/<uuid:vacancy_id>/", vacancies.vacancy, name="vacancy"),
    path("vacancy/<uuid:vacancy_id>/find/", vacancies.find, name="vacancy_find"),
    path("contest/", include("xuanxian.selection.contest_urls")),
    path("person/<uuid:candidacy_id>/", candidacies.candidacy, name="candidacy"),
    path("sitting/<uuid:sitting_id>/", rounds.sitting, name="sitting"),
    path("material/<uuid:material_id>/", files.material, name="material"),
    path("establishment/", establishment.ledger, name="establishment_ledger"),
    path("letters/", letters.ledger, name="letters"),
    path("bodies/", letters.bodies, name="consulted_bodies"),
    path("information/", information.reporting, name="information"),
    path("information/ledger/", information.ledger, name="information_ledger"),
    path("information/matter/<uuid:matter_id>/", information.matter, name="matter"),
    path("replies/", letters.replies, name="replies"),
    path("replies/<uuid:letter_id>/", letters.reply, name="reply"),
    path("replies/<uuid:letter_id>/file/", letters.reply_file, name="reply_file"),
    path("approval/<uuid:request_id>/", files.approval_letter, name="approval_letter"),
    path("complaint/<uuid:report_id>/", files.complaint, name="complaint"),
    path("do/<slug:subject_kind>/<uuid:subject_id>/<slug:verb>/", deeds.deed, name="deed"),
]
