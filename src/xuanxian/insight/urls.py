"""Addresses of the analysis pages."""

from django.urls import path

from xuanxian.insight.discrepancies import views as discrepancies
from xuanxian.insight.vote_analysis import views

urlpatterns = [
    path("discrepancies/", discrepancies.discrepancy_list, name="discrepancies"),
    path("discrepancies/<uuid:discrepancy_id>/", discrepancies.discrepancy, name="discrepancy"),
    path(
        "discrepancies/round/<uuid:round_id>/",
        discrepancies.of_round,
        name="discrepancies_of_round",
    ),
    path(
        "discrepancies/person/<uuid:person_id>/",
        discrepancies.of_person,
        name="discrepancies_of_person",
    ),
    path("signals/", views.signal_list, name="vote_signals"),
    path("signals/<uuid:signal_id>/", views.vote_signal, name="vote_signal"),
    path("votes/<uuid:poll_id>/", views.vote_analysis, name="vote_analysis"),
]
