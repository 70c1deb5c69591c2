"""工作日历: which years the program knows, and entering those it does not."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock, working_days
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.models import CalendarDay
from xuanxian.policy.working_calendar import keep_year


class YearForm(forms.Form):
    """A year as the State Council's notice words it."""

    year = forms.IntegerField(label="年份", min_value=2020, max_value=2100)
    days_off = forms.CharField(
        label="放假",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一个节日：名称、第一天、最后一天，如“元旦 2027-01-01 至 2027-01-03”",
    )
    days_worked = forms.CharField(
        label="调休上班的周末",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如 2027-02-06、2027-02-20",
    )
    source = forms.CharField(label="依据", max_length=200, help_text="通知的名称或文号")


@needs("policy.view_policy")
def calendar(request: SignedInRequest) -> HttpResponse:
    """The years around today, and what was entered for those that are not published."""
    today = clock.today()
    kept = list(CalendarDay.objects.all())
    years = sorted({today.year - 1, today.year, today.year + 1, *(one.day.year for one in kept)})
    may_keep = may(request.user, "policy.keep_calendar")
    first_open = next(
        (year for year in range(today.year, 2101) if not working_days.is_published(year)),
        today.year,
    )
    form = YearForm(request.POST or None, initial={"year": first_open})
    refusal = None
    if request.method == "POST" and may_keep and form.is_valid():
        try:
            keep_year(
                **form.cleaned_data,
                actor=request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{form.cleaned_data['year']}年的工作日历已登记。")
            return redirect("policies:calendar")
    return render(
        request,
        "policy/calendar.html",
        {
            "years": [
                (
                    year,
                    working_days.is_published(year),
                    [one for one in kept if one.day.year == year],
                )
                for year in years
            ],
            "form": form if may_keep else None,
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )
