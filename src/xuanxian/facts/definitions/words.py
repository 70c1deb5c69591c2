"""Words by which resumes, posts and courses tell of a field or a kind of work: data, not code."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import polars as pl
from ruamel.yaml import YAML


@cache
def words_in(name: str) -> Mapping[str, object]:
    """The content of a file of words beside this one, without .yaml."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data: Mapping[str, object] = YAML(typ="safe").load(text)
    return data


_fields: Mapping[str, Mapping[str, Sequence[str]]] = words_in("fields")  # type: ignore[assignment]
FIELDS = tuple(_fields)
"""The fields of work and study."""


def field_words(field: str) -> tuple[str, ...]:
    """The words that tell a post of `field`."""
    return tuple(_fields[field]["posts"])


_STUDY = [(word, field) for field in FIELDS for word in _fields[field]["study"]]


def first_of(text: str, words: Sequence[str]) -> str | None:
    """The word that stands first in `text`; of those that begin at one place the first listed."""
    found = [
        (place, number) for number, word in enumerate(words) if (place := text.find(word)) >= 0
    ]
    return words[min(found)[1]] if found else None


def first_of_each(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """As `first_of`, for a column of texts."""
    return text.str.extract_many(list(words), leftmost=True).list.first()


def first_field(text: str) -> str | None:
    """The field of the study word that stands first in `text`, None when there is none."""
    word = first_of(text, [word for word, _ in _STUDY])
    return dict(reversed(_STUDY))[word] if word else None


def first_fields(text: pl.Expr) -> pl.Expr:
    """As `first_field`, for a column of texts."""
    word = first_of_each(text, [word for word, _ in _STUDY])
    return word.replace_strict(dict(reversed(_STUDY)), default=None, return_dtype=pl.String)


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of `words` stands in `text`."""
    return any(word in text for word in words)


def hold_any(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """As `holds_any`, for a column of texts."""
    return text.str.contains_any(list(words))
