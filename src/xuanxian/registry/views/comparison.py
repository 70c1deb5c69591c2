"""Before and after, side by side, in the words of the forms."""

from dataclasses import dataclass
from typing import Any

from xuanxian.registry import codes, models
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.forms.basics import BasicsForm
from xuanxian.registry.forms.sets import SET_FORMS, SetForm

_CODED = {
    "sex": "sex",
    "nation": "nation",
    "rank": "rank",
    "level": "education",
    "degree": "degree",
    "grade": "assessment",
}
_SHOWN_ELSEWHERE = {"code", "concurrent", "post", "case", "linked_person", "beside", "original"}
_LABELS_OF_UNITS = {
    model._meta.get_field(name).name: str(
        getattr(model._meta.get_field(name), "verbose_name", name)
    )
    for model in (models.Post, models.Organisation)
    for name in (field.name for field in model._meta.fields if field.name != "id")
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: what stood, what stands; "" where there is nothing."""

    label: str
    before: str
    after: str


def compared(correction: models.Correction) -> list[Line]:
    """What a correction changed, a line a field or row."""
    before, after = correction.before, correction.after
    if isinstance(before, dict) or isinstance(after, dict):
        return _fields(before or {}, after or {}, correction.subject_kind)
    if isinstance(before, list) or isinstance(after, list):
        form = next(
            (form for form in SET_FORMS.values() if form.title == correction.information_set), None
        )
        return _rows(before or [], after or [], form)
    return [Line(correction.information_set, _digest(before), _digest(after))]


def compared_dossiers(before: Dossier, after: Dossier) -> list[Line]:
    """What `after` would change of `before`."""
    # The photo has a page of its own, and its bytes are no text.
    one = before.model_dump(mode="json", exclude={"photo"})
    other = after.model_dump(mode="json", exclude={"photo"})
    lines: list[Line] = []
    for name in one:
        if one[name] == other[name]:
            continue
        if name in SET_FORMS:
            lines += _rows(one[name], other[name], SET_FORMS[name])
        else:
            lines += _fields({name: one[name]}, {name: other[name]}, "person")
    return lines


def _fields(before: dict[str, Any], after: dict[str, Any], kind: str) -> list[Line]:
    names = dict.fromkeys([*before, *after])
    return [
        Line(_label(name, kind), _value(name, before.get(name)), _value(name, after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _rows(before: list[Any], after: list[Any], form: SetForm | None) -> list[Line]:
    left, right = [_row(row, form) for row in before], [_row(row, form) for row in after]
    lines = []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        other = right[number] if number < len(right) else ""
        if one != other:
            lines.append(Line(f"第{number + 1}条", one, other))
    return lines


def _row(row: Any, form: SetForm | None) -> str:
    if not isinstance(row, dict) or form is None:
        return str(row)
    parts = []
    for name, field in form.row.base_fields.items():
        value = _value(name, row.get(name), form.key)
        if name in _SHOWN_ELSEWHERE - {"code"} or not value:
            continue
        parts.append(value if row.get(name) is not True else str(field.label))
    beside = [_row(line, form) for line in row.get("concurrent", ())]
    return " ".join(parts) + (f"（其间：{'；'.join(beside)}）" if beside else "")


def _value(name: str, value: Any, of_set: str = "") -> str:
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "是"
    if name == "id_number":
        return f"{str(value)[:4]}**********{str(value)[-4:]}"
    table = {
        ("status", "party"): "politics",
        ("politics", "relatives"): "",
        ("grade", ""): "",
    }.get((name, of_set), _CODED.get(name, ""))
    if name == "kind":
        return {"work": "", "study": "学习"}.get(str(value), str(value))
    if name in {"mode", "nature", "line"}:
        return {
            "full_time": "全日制",
            "in_service": "在职",
            "reward": "奖励",
            "sanction": "处分（处理）",
            "0": "职务层次",
            "1": "职级",
        }.get(str(value), str(value))
    if name == "code" and of_set == "ranks":
        table = "rank"
    if table:
        return codes.table(table).label(str(value))
    text = str(value)
    if len(text) in {7, 10} and text[4:5] == "-":
        return text.replace("-", ".")
    return text


def _label(name: str, kind: str) -> str:
    if kind == "person":
        extra = {"linked_person": "关联干部", "relation": "称谓", "place": "单位内排序"}
        field = BasicsForm.base_fields.get(name)
        return str(field.label) if field else extra.get(name, name)
    return _LABELS_OF_UNITS.get(name, name)


def _digest(value: Any) -> str:
    return f"照片（{str(value)[:8]}）" if value else "无"
