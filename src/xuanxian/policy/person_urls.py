"""The address of what policies say of a person."""

from django.urls import path

from xuanxian.policy import person_page

app_name = "verdicts"
urlpatterns = [path("<uuid:person_id>/", person_page.person, name="person")]
