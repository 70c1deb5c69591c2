"""查阅扫描图像: a kept scan looked at for a recount, with a reason on the record."""

import base64
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.models import PaperBatch, Poll, ScannedForm
from xuanxian.ballots.services.paper.scans import view_scan
from xuanxian.ballots.views.paper.finding import (
    scope_of_batch,
    secret_poll_or_404,
    teller_of,
)
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.kernel.errors import Problem, Refusal


class ViewScanForm(forms.Form):
    """Which form of which scan, and why it is looked at."""

    number = forms.IntegerField(
        label="第几张", help_text="图像没有次序：按随机编号排列，与扫描的先后无关。", min_value=1
    )
    reason = forms.CharField(
        label="查阅理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, batches: list[PaperBatch], *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._batches = {str(batch.pk): batch for batch in batches}
        choices = [(key, f"{each}，{each.size} 张") for key, each in self._batches.items()]
        self.fields["batch"] = forms.ChoiceField(label="批次", choices=choices)
        self.order_fields(["batch", "number", "reason"])

    @property
    def row(self) -> ScannedForm:
        """The form that is meant.

        Raises:
            Refusal: the batch has fewer.
        """
        batch = self._batches[self.cleaned_data["batch"]]
        number = self.cleaned_data["number"]
        row = batch.scanned_forms.order_by("key")[number - 1 : number].first()
        if row is None:
            raise Refusal(
                Problem(
                    str(batch), "第几张", str(number), f"本批只有 {batch.size} 张。", "请核对。"
                )
            )
        return row


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_batch)
def view(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """One kept form at a time; nothing of it is kept by the page."""
    poll = secret_poll_or_404(poll_id)
    scanned = list(poll.paper_batches.filter(how=PaperBatch.How.SCANNED).select_related("voters"))
    if poll.state != Poll.State.OPENED or poll.scans_due is None or not scanned:
        raise Http404("本次投票没有可以查阅的扫描图像。")
    form = ViewScanForm(scanned, request.POST if request.method == "POST" else None)
    refusal = None
    pages: tuple[bytes, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            pages = view_scan(form.row, actor=teller_of(request.user), reason=reason).pages
        except Refusal as fault:
            refusal = fault
    failed = refusal is not None or bool(form.errors)
    return render(
        request,
        "ballots/paper/scan.html",
        {
            "poll": poll,
            "form": form,
            "pages": [base64.b64encode(page).decode() for page in pages],
            "refusal": refusal,
        },
        status=UNPROCESSABLE if failed else 200,
    )
