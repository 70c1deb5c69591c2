"""Forms of import and export."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from xuanxian.exchange import limits
from xuanxian.exchange.roster.mapping import ColumnMapping, titles_of
from xuanxian.exchange.roster.tables import PersonRow
from xuanxian.exchange.roster.workbook import Sheet

_NOT_USED = ""


class _ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFilesField(forms.FileField):
    widget = _ManyFilesInput(attrs={"accept": ".lrmx,.lrm,.pic,.xlsx,.zip"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError("没有选择文件。请选择要导入的文件。")
        for file in files:
            # An empty file is let through here: the report says so with its name.
            if file.size > limits.ARCHIVE_BYTES:
                raise forms.ValidationError(
                    f"{file.name}超过{limits.ARCHIVE_BYTES // 1_048_576} MB。请分成几次导入。"
                )
        return list(files)


class UploadForm(forms.Form):
    """Files to import, several at once or in a zip."""

    chosen = _ManyFilesField(
        label="文件",
        help_text="可以一次选多个：.lrmx、.lrm 连同 .pic、.xlsx，或装有它们的 .zip。",
    )


class ReasonForm(forms.Form):
    """Why an import is undone or files are taken out."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "没有写明原因。请写明后再继续。"},
    )


class ColumnsForm(forms.Form):
    """One choice a column of a roster: which field of a person it is."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, data: Any = None) -> None:
        super().__init__(data)
        self.sheet = sheet
        self.mapping = mapping
        titles, height = titles_of(sheet, mapping.title_row)
        self.first_row = mapping.title_row + height
        fields = [(_NOT_USED, "（不导入）")] + [
            (name, str(info.title)) for name, info in PersonRow.model_fields.items()
        ]
        chosen = {place: name for name, place in mapping.columns.items()}
        for place, title in enumerate(titles):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=title or f"第{place + 1}列",
                choices=fields,
                required=False,
                initial=chosen.get(place, _NOT_USED),
            )

    def examples(self) -> Sequence[tuple[Any, list[str]]]:
        """(field of this form, the first values of its column) for the preview."""
        rows = self.sheet.rows[self.first_row : self.first_row + 4]
        return [
            (self[f"column{place}"], [row[place] for row in rows if place < len(row)])
            for place in range(len(self.fields))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [name for name in cleaned.values() if name]
        titles = {name: str(info.title) for name, info in PersonRow.model_fields.items()}
        twice = sorted({titles[name] for name in chosen if chosen.count(name) > 1})
        if twice:
            raise forms.ValidationError(
                f"{'、'.join(twice)}选了两列。请只保留一列，另一列选“不导入”。"
            )
        if "name" not in chosen:
            raise forms.ValidationError("没有指定哪一列是姓名。请在对应的列上选“姓名”。")
        return cleaned

    def chosen(self) -> ColumnMapping:
        """The mapping that was chosen."""
        return self.mapping.model_copy(
            update={
                "columns": {
                    name: int(key.removeprefix("column"))
                    for key, name in self.cleaned_data.items()
                    if name
                }
            }
        )
