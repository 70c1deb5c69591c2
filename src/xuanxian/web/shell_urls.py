"""The addresses of the shell: desk, search, sign-in, system."""

from django.urls import path

from xuanxian.web.views import accounts, calendar, desk, session, system

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/deadlines.ics", calendar.calendar_file, name="calendar_file"),
    path("search/", desk.search, name="search"),
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("password/", session.password, name="password"),
    path("reveal/", session.reveal, name="reveal"),
    path("system/", system.about, name="system"),
    path("system/readings/", system.readings, name="readings"),
    path("system/clock/", system.rehearsal_clock, name="clock"),
    path("system/accounts/", accounts.accounts, name="accounts"),
    path("system/accounts/new/", accounts.new_account, name="new_account"),
    path("system/accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("system/accounts/<uuid:account_id>/grant/", accounts.grant, name="grant_role"),
    path("system/accounts/<uuid:account_id>/reset/", accounts.reset, name="reset_password"),
    path("system/accounts/<uuid:account_id>/switch/", accounts.switch, name="switch_account"),
    path(
        "system/accounts/<uuid:account_id>/revoke/<int:grant_id>/",
        accounts.revoke,
        name="revoke_role",
    ),
]
