"""Units, posts and establishment as forms."""

from typing import Any

from django import forms

from xuanxian.registry import models
from xuanxian.registry.forms import fields


class OrganisationForm(forms.Form):
    """A unit."""

    name = fields.text("名称", 120, required=True)
    short_name = fields.text("简称", 60)
    code = fields.text("机构编码", 60, required=True, help_text="以上级机构的编码开头。")
    parent = forms.ModelChoiceField(
        models.Organisation.objects.none(), label="上级机构", required=False
    )
    kind = forms.ChoiceField(label="机构类别", choices=models.OrganisationKind.choices)
    level = fields.text("机构级别", 8)
    place = forms.IntegerField(label="排序", min_value=0, initial=0)
    established_on = forms.DateField(label="成立日期", required=False)
    abolished_on = forms.DateField(label="撤销日期", required=False)

    def __init__(self, *arguments: Any, units: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]


class PostForm(forms.Form):
    """A post."""

    title = fields.text("职务名称", 120, required=True, help_text="不含单位名称，如“局长”。")
    kind = forms.ChoiceField(label="职位类别", choices=models.PostKind.choices)
    rank = fields.code("职务层次", "rank", required=True)
    management = forms.ChoiceField(label="管理权限", choices=models.ManagementLevel.choices)
    is_chief = fields.tick("正职")
    is_team_member = fields.tick("班子成员")
    counts_against_establishment = forms.BooleanField(label="占职数", required=False, initial=True)
    seats = forms.IntegerField(label="职数", min_value=1, initial=1)
    place = forms.IntegerField(label="排序", min_value=0, initial=0)
    portfolio = fields.text("分工（岗位职责）", 200)
    requirements = fields.paragraph("任职要求")
    established_on = forms.DateField(label="设立日期", required=False)
    abolished_on = forms.DateField(label="撤销日期", required=False)


class EstablishmentForm(forms.Form):
    """How many leader posts of a rank a unit is approved for from a date on."""

    rank = fields.code("职务层次", "rank", required=True)
    approved = forms.IntegerField(label="核定", min_value=0)
    reserved = forms.IntegerField(label="预留", min_value=0, initial=0)
    document_number = fields.text("批准文号", 80)
    valid_from = forms.DateField(label="自何日起")
