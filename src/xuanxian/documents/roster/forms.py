"""What a 花名册 shows, how it is ordered and printed."""

from django import forms

from xuanxian.documents.roster.columns import COLUMNS, USUAL
from xuanxian.documents.roster.workbook import ORDERS, PAPERS


class RosterForm(forms.Form):
    """Title, columns, order and paper."""

    title = forms.CharField(label="标题", max_length=100, initial="干部花名册")
    columns = forms.MultipleChoiceField(
        label="栏目",
        choices=[(column.key, column.label) for column in COLUMNS],
        initial=list(USUAL),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "至少选一个栏目。"},
    )
    order = forms.ChoiceField(
        label="排序", choices=list(ORDERS.items()), initial="strokes", widget=forms.RadioSelect
    )
    paper = forms.ChoiceField(
        label="纸张",
        choices=[(key, name) for key, (name, _) in PAPERS.items()],
        initial="a4",
        widget=forms.RadioSelect,
    )
