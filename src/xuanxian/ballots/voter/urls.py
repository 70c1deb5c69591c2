"""The addresses below /v. They stand in no other table of addresses."""

from django.urls import path

from xuanxian.ballots.voter import pages

urlpatterns = [
    path("v", pages.entrance),
    path("v/paper", pages.paper),
    path("v/cast", pages.cast),
    path("v/voter.js", pages.script),
    path("v/voter.css", pages.style),
]
