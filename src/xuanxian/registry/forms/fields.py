"""Form fields and the check of an identity number, shared by the forms of files."""

from typing import Any

from django import forms
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as NumberError

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.kernel.partial_date_field import PartialDateFormField
from xuanxian.registry import codes


class DateOfFile(PartialDateFormField):
    """A date as files know it, with the ways of writing it as a hint."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)
        self.widget.attrs.update({"placeholder": "1980.05", "autocomplete": "off", "size": 12})


def text(label: str, length: int = 120, **options: Any) -> forms.CharField:
    """A line of text, optional by default."""
    options.setdefault("required", False)
    return forms.CharField(label=label, max_length=length, **options)


def paragraph(label: str, **options: Any) -> forms.CharField:
    """Several lines of text, optional by default."""
    options.setdefault("required", False)
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 2}), **options)


def code(label: str, table: str, **options: Any) -> forms.ChoiceField:
    """A code of a table, by its label; optional by default."""
    options.setdefault("required", False)
    choices = [("", "—"), *codes.table(table).choices()]
    return forms.ChoiceField(label=label, choices=choices, **options)


def tick(label: str) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=label, required=False)


def read_identity_number(number: str) -> tuple[PartialDate, str]:
    """Birth and sex (GB/T 2261.1) that an identity number (GB 11643) says.

    Raises:
        ValueError: the number is wrong; the message says in Chinese what.
    """
    try:
        number = ric.validate(number)
    except NumberError as error:
        if len(number) != 18:
            raise ValueError(f"身份证号应为18位，现为{len(number)}位。") from error
        raise ValueError(
            "身份证号不正确：校验码、出生日期或地区码不符，请对照证件核对。"
        ) from error
    birth = PartialDate.of(ric.get_birth_date(number))
    return birth, "1" if int(number[16]) % 2 else "2"
