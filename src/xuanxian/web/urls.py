"""Every address of the interface, room by room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Rooms whose pages stand below a prefix of their own.
_ROOMS = {
    "people/": "xuanxian.registry.people_urls",
    "units/": "xuanxian.registry.unit_urls",
    "import/": "xuanxian.exchange.urls",
    "facts/": "xuanxian.facts.urls",
    "people/verdicts/": "xuanxian.policy.person_urls",
    "policies/": "xuanxian.policy.urls",
    "ballots/meetings/": "xuanxian.ballots.meeting_urls",
    "ballots/history/": "xuanxian.ballots.history.urls",
    "ballots/": "xuanxian.ballots.urls",
    "selection/": "xuanxian.selection.urls",
    "insight/": "xuanxian.insight.urls",
    "documents/": "xuanxian.documents.urls",
    "record/": "xuanxian.record.urls",
    "": "xuanxian.web.shell_urls",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in _ROOMS.items() if find_spec(module)
]

handler400 = "xuanxian.web.views.errors.bad_request"
handler403 = "xuanxian.web.views.errors.forbidden"
handler404 = "xuanxian.web.views.errors.not_found"
handler500 = "xuanxian.web.views.errors.server_error"
