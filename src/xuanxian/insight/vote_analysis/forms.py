"""The form by which a signal is closed."""

from django import forms

from xuanxian.insight.models import VoteSignal


class CloseForm(forms.Form):
    """What came of looking into a signal."""

    conclusion = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), *VoteSignal.Conclusion.choices]
    )
    reason = forms.CharField(
        label="核实情况",
        help_text="怎样核实、查明什么、为什么这样认定。不写任何人投了什么。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
