"""A column of JSON that gives back exactly what was stored, the order of its keys included.

PostgreSQL's own JSON type sorts keys by length, which would reorder the columns of a result or the
sections of a report. Nothing here is searched inside the store, so text serves.
"""

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class OrderedJSONField(models.TextField):
    """Plain JSON data, stored as text."""

    if TYPE_CHECKING:
        # How django-stubs learns what a column holds in Python.
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValidationError(f"不是有效的 JSON：{error}") from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))
