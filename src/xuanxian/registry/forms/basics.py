"""基本情况 as a form."""

from typing import Any

from django import forms

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import models
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.forms import fields


class BasicsForm(forms.Form):
    """基本情况. An identity number fills birth and sex where they are empty."""

    name = fields.text("姓名", 60, required=True)
    id_number = fields.text("身份证号", 18)
    sex = fields.code("性别", "sex")
    birth = fields.DateOfFile(label="出生年月")
    nation = fields.code("民族", "nation")
    native_place = fields.text("籍贯", 60)
    birthplace = fields.text("出生地", 60)
    growth_place = fields.text("成长地", 60)
    health = fields.text("健康状况", 20)
    joined_work = fields.DateOfFile(label="参加工作时间")
    speciality = fields.text("熟悉专业有何专长")
    unit_code = forms.ChoiceField(label="统计关系所在单位", required=False)
    current_post = fields.text("现任职务", 200)
    rank = fields.code("现职务层次", "rank")
    grade = fields.text("现职级", 8)
    status = forms.ChoiceField(label="人员状态", choices=models.PersonStatus.choices)

    def __init__(self, *arguments: Any, before: Dossier | None = None, **named: Any) -> None:
        """`before` is the file as it stands; its identity number is kept where none is typed."""
        self.before = before
        if before is not None:
            named["initial"] = {
                name: getattr(before, name) for name in self.base_fields if name != "id_number"
            }
        super().__init__(*arguments, **named)
        units = models.Organisation.objects.filter(abolished_on__isnull=True).order_by("code")
        choices = [(unit.code, unit.name) for unit in units]
        self.fields["unit_code"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        if before is not None and before.id_number:
            self.fields["id_number"].help_text = "已录入；不改请留空。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = cleaned.get("id_number", "").strip().upper()
        if not number and self.before is not None:
            number = self.before.id_number
        cleaned["id_number"] = number
        if number and "id_number" in self.changed_data:
            self._check_identity(number, cleaned)
        return cleaned

    def _check_identity(self, number: str, cleaned: dict[str, Any]) -> None:
        try:
            birth, sex = fields.read_identity_number(number)
        except ValueError as error:
            self.add_error("id_number", str(error))
            return
        cleaned["sex"] = cleaned.get("sex") or sex
        cleaned["birth"] = cleaned.get("birth") or birth
        written: PartialDate = cleaned["birth"]
        if not written.earliest() <= birth.earliest() <= written.latest():
            self.add_error(
                "birth", f"与身份证号中的{birth}不一致，请核对哪一个有误（以档案认定为准）。"
            )
        if cleaned["sex"] != sex:
            self.add_error("sex", "与身份证号第17位所示性别不一致，请核对。")

    def dossier(self) -> Dossier:
        """The file with what the form says; the rest as it stood."""
        cleaned = {name: self.cleaned_data[name] for name in self.base_fields}
        if self.before is None:
            return Dossier(**cleaned)
        return self.before.model_copy(update=cleaned)
