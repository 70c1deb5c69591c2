"""Reasons, requests and answers."""

from django import forms

from xuanxian.registry.forms.sets import SET_FORMS

INFORMATION_SETS = ["基本情况", *(form.title for form in SET_FORMS.values()), "照片"]


class ReasonForm(forms.Form):
    """Why a file is changed, and on what ground."""

    reason = forms.CharField(
        label="更正原因", max_length=200, help_text="写明错在哪里、以什么为准，将随更正长期保留。"
    )
    source = forms.CharField(
        label="依据", max_length=120, required=False, help_text="文号或材料名称。"
    )


class RequestForm(forms.Form):
    """What a cadre says is wrong in the own file."""

    information_set = forms.ChoiceField(
        label="哪一部分", choices=[(name, name) for name in INFORMATION_SETS]
    )
    text = forms.CharField(
        label="说明",
        widget=forms.Textarea({"rows": 5}),
        help_text="写明现在的内容、应为的内容和依据材料。",
    )


class AnswerForm(forms.Form):
    """What staff found about a request."""

    accepted = forms.ChoiceField(
        label="结果",
        choices=[("yes", "采纳（已更正档案）"), ("no", "不采纳")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="答复", max_length=200)
