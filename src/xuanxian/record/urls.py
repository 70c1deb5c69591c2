"""Addresses of the record. A stream's name may hold a slash, so the verbs stand before it."""

from django.urls import path

from xuanxian.record import views

urlpatterns = [
    path("", views.streams, name="record"),
    path("verify/<path:name>/", views.verify, name="record_verify"),
    path("export/<path:name>/", views.export, name="record_export"),
    path("stream/<path:name>/", views.stream, name="record_stream"),
]
