"""The addresses of facts."""

from django.urls import path

from xuanxian.facts import views

app_name = "facts"
urlpatterns = [
    path("", views.dictionary, name="dictionary"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("units/<uuid:unit_id>/", views.unit, name="unit"),
    path("posts/<uuid:post_id>/", views.post, name="post"),
]
