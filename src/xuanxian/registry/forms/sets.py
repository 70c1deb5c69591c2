"""The information sets of a file as rows of forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from pydantic import BaseModel

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import dossier as entries
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.forms import fields


class RowForm(forms.Form):
    """One row of a set. `original` says which row it was, so that what it does not show is kept."""

    original = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into a row for a new entry."""
        return not any(
            value
            for name, value in self.cleaned_data.items()
            if name not in {"original", "DELETE", *_PRESET}
        )


_PRESET = frozenset({"mode", "kind", "nature", "line", "is_main", "is_current"})


class PartyRow(RowForm):
    status = fields.code("政治面貌", "politics", required=True)
    joined = fields.DateOfFile(label="加入时间")
    ended = fields.DateOfFile(label="终止时间")


class EducationRow(RowForm):
    mode = forms.ChoiceField(
        label="教育类别", choices=[("full_time", "全日制教育"), ("in_service", "在职教育")]
    )
    level = fields.code("学历", "education")
    level_text = fields.text("学历名称", 40)
    degree = fields.code("学位", "degree")
    degree_text = fields.text("学位名称", 40)
    school = fields.text("毕业院校系及专业")
    degree_school = fields.text("授予学位院校系及专业")
    entered = fields.DateOfFile(label="入学时间")
    graduated = fields.DateOfFile(label="毕业时间")
    is_highest = fields.tick("该类最高")


class TitleRow(RowForm):
    name = fields.text("专业技术职务", 60, required=True)
    obtained = fields.DateOfFile(label="取得时间")
    is_current = fields.tick("现聘")


class ResumeRow(RowForm):
    held_from = fields.DateOfFile(label="起")
    held_until = fields.DateOfFile(label="止（至今留空）")
    text = fields.paragraph("内容", required=True)
    kind = forms.ChoiceField(label="类别", choices=[("work", "工作"), ("study", "学习")])
    beside = fields.tick("其间（附在上一行）")


class PostRow(RowForm):
    title = fields.text("职务", 200, required=True)
    is_main = fields.tick("主职务")
    rank = fields.code("职务层次", "rank")
    held_from = fields.DateOfFile(label="任职时间")
    held_until = fields.DateOfFile(label="免职时间")
    appointment_document = fields.text("任职文号", 80)
    removal_document = fields.text("免职文号", 80)
    manner = fields.text("选拔任用方式", 40)
    probation_until = fields.DateOfFile(label="试用期至")


class RankRow(RowForm):
    line = forms.ChoiceField(label="类别", choices=[("0", "职务层次"), ("1", "职级")])
    code = fields.text("层次（职级）代码", 8, required=True)
    held_from = fields.DateOfFile(label="起")
    held_until = fields.DateOfFile(label="止")
    document_number = fields.text("批准文号", 80)


class RewardSanctionRow(RowForm):
    nature = forms.ChoiceField(
        label="性质", choices=[("reward", "奖励"), ("sanction", "处分（处理）")]
    )
    name = fields.text("名称", required=True)
    approved_on = fields.DateOfFile(label="批准时间")
    authority = fields.text("批准机关")
    influence_until = fields.DateOfFile(label="影响期至")
    revoked_on = fields.DateOfFile(label="撤销时间")


class AssessmentRow(RowForm):
    year = forms.IntegerField(label="年度", min_value=1949, max_value=2200)
    grade = fields.code("结果", "assessment", required=True)


class RelativeRow(RowForm):
    relation = fields.text("称谓", 20, required=True)
    name = fields.text("姓名", 60, required=True)
    birth = fields.DateOfFile(label="出生年月")
    politics = fields.text("政治面貌", 20)
    unit_and_post = fields.text("工作单位及职务", 200)
    is_deceased = fields.tick("已去世")
    is_abroad = fields.tick("移居国（境）外")


class TrainingRow(RowForm):
    name = fields.text("培训班名称", required=True)
    institution = fields.text("主办单位")
    held_from = fields.DateOfFile(label="起")
    held_until = fields.DateOfFile(label="止")
    days = forms.DecimalField(
        label="天数", required=False, min_value=0, max_digits=5, decimal_places=1
    )


@dataclass(frozen=True, slots=True)
class SetForm:
    """How one information set of a file is shown and changed as rows."""

    key: str
    title: str
    row: type[RowForm]
    entry: type[BaseModel]


SET_FORMS = {
    form.key: form
    for form in (
        SetForm("party", "政治面貌", PartyRow, entries.PartyEntry),
        SetForm("education", "学历学位", EducationRow, entries.EducationEntry),
        SetForm("titles", "专业技术职务", TitleRow, entries.TitleEntry),
        SetForm("resume", "简历", ResumeRow, entries.ResumeLine),
        SetForm("posts", "任职", PostRow, entries.PostEntry),
        SetForm("ranks", "职务层次与职级", RankRow, entries.RankEntry),
        SetForm("rewards_sanctions", "奖惩", RewardSanctionRow, entries.RewardSanctionEntry),
        SetForm("assessments", "年度考核", AssessmentRow, entries.AssessmentEntry),
        SetForm("relatives", "家庭成员", RelativeRow, entries.RelativeEntry),
        SetForm("trainings", "培训", TrainingRow, entries.TrainingEntry),
    )
}
"""By the name of the field of `Dossier`, in the order of the file."""

_BLANK_ROWS = 1


def rows_of(form: SetForm, before: Dossier, data: Any = None) -> "forms.BaseFormSet[RowForm]":
    """The rows of a set as it stands in `before`, with a blank one, or as typed in `data`."""
    formset = forms.formset_factory(form.row, extra=_BLANK_ROWS, can_delete=True)
    initial = [
        {**dict(entry), "original": number, "beside": beside}
        for number, (entry, beside) in enumerate(_flat(form, before))
    ]
    return formset(data, initial=initial, prefix="rows")


def dossier_with(form: SetForm, before: Dossier, formset: "forms.BaseFormSet[RowForm]") -> Dossier:
    """The file with the set as a valid `formset` says it."""
    originals = [entry for entry, _ in _flat(form, before)]
    rows: list[tuple[BaseModel, bool]] = []
    for row in formset.forms:
        if not row.cleaned_data or row.cleaned_data.get("DELETE") or row.is_empty:
            continue
        values = {
            name: _plain(value)
            for name, value in row.cleaned_data.items()
            if name not in {"original", "DELETE", "beside"}
        }
        number = row.cleaned_data.get("original")
        kept: dict[str, Any] = {}
        if number is not None and 0 <= number < len(originals):
            kept = dict(originals[number])
        kept.pop("concurrent", None)
        rows.append((form.entry(**{**kept, **values}), bool(row.cleaned_data.get("beside"))))
    return before.model_copy(update={form.key: tuple(_nested(rows))})


def _flat(form: SetForm, before: Dossier) -> Iterable[tuple[BaseModel, bool]]:
    for entry in getattr(before, form.key):
        yield entry, False
        for line in getattr(entry, "concurrent", ()):
            yield line, True


def _nested(rows: Iterable[tuple[BaseModel, bool]]) -> list[BaseModel]:
    nested: list[BaseModel] = []
    for entry, beside in rows:
        if beside and nested:
            last = nested[-1]
            nested[-1] = last.model_copy(
                update={"concurrent": (*getattr(last, "concurrent", ()), entry)}
            )
        else:
            nested.append(entry)
    return nested


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate) or value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
