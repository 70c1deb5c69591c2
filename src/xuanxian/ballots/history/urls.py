"""Addresses of histories."""

from django.urls import path

from xuanxian.ballots.history import views

app_name = "ballot_history"
urlpatterns = [
    path("people/<uuid:person_id>/", views.of_person, name="person"),
    path("units/<uuid:unit_id>/", views.of_unit, name="unit"),
]
