"""Addresses of the pages of paper forms, below those of their poll."""

from django.urls import path

from xuanxian.ballots.views.paper import desk, entry, scans, steps

urlpatterns = [
    path("", desk.desk, name="paper_desk"),
    path("form/<int:place>/", desk.preview, name="paper_preview"),
    path("issue/", steps.issue, name="paper_issue"),
    path("exchange/", steps.exchange, name="paper_exchange"),
    path("void/", steps.void, name="paper_void"),
    path("returned/", steps.returned, name="paper_returned"),
    path("lay/", steps.lay, name="paper_lay"),
    path("scan/", steps.scan, name="paper_scan"),
    path("scans/", scans.view, name="paper_view_scan"),
    path("scans/delete/", steps.delete_scans, name="paper_delete_scans"),
    path("<uuid:batch_id>/", entry.enter, name="paper_enter"),
    path("<uuid:batch_id>/settle/", entry.settle, name="paper_settle"),
    path("<uuid:batch_id>/again/", entry.begin_again, name="paper_begin_again"),
    path(
        "<uuid:batch_id>/<slug:key>/<int:page>/",
        entry.picture,
        name="paper_picture",
    ),
]
