"""A Django column that holds a `PartialDate`."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from xuanxian.kernel.partial_date import PartialDate


class PartialDateFormField(forms.CharField):
    """A form field that takes 1980.05, 198005 or 1980-05-03 and says what is wrong otherwise."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


if TYPE_CHECKING:
    _Column = models.CharField[PartialDate | str | None, PartialDate | None]
else:
    _Column = models.CharField


class PartialDateField(_Column):
    """Stores `1980`, `1980-05` or `1980-05-03` as text, so that text order is date order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> Any:
        value = self.to_python(value)
        return value.iso() if value is not None else value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.iso() if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})
