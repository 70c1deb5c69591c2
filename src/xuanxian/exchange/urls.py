"""The addresses of import and export."""

from django.urls import path

from xuanxian.exchange.views import batches, columns, exports, reports

app_name = "exchange"
urlpatterns = [
    path("", batches.batches, name="import"),
    path("upload/", batches.upload, name="upload"),
    path("template/", reports.template, name="template"),
    path("export/", exports.export, name="export"),
    path("<uuid:batch_id>/", batches.batch, name="batch"),
    path("<uuid:batch_id>/columns/", columns.columns, name="columns"),
    path("<uuid:batch_id>/store/", batches.store, name="store"),
    path("<uuid:batch_id>/undo/", batches.undo, name="undo"),
    path("<uuid:batch_id>/discard/", batches.discard, name="discard"),
    path("<uuid:batch_id>/report/", reports.report, name="report"),
]
