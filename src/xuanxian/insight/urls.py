"""Addresses of the analysis pages."""

from django.urls import path

from xuanxian.insight.vote_analysis import views

urlpatterns = [
    path("signals/", views.signal_list, name="vote_signals"),
    path("signals/<uuid:signal_id>/", views.vote_signal, name="vote_signal"),
    path("votes/<uuid:poll_id>/", views.vote_analysis, name="vote_analysis"),
]
