"""Words by which resumes, posts and courses tell of a field or a kind of work: data, not code."""

import re
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
_STUDY_WORDS = tuple(word for word, _ in _STUDY)


@cache
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    # An alternation takes the first place, and there the first alternative.
    return re.compile("|".join(re.escape(word) for word in words))


def first_of(text: str, words: tuple[str, ...]) -> str | None:
    """The word that stands first in `text`; of those that begin at one place the first listed."""
    found = _pattern(words).search(text)
    return found[0] if found else None


def first_of_each(text: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    """As `first_of`, for a column of texts."""
    return text.str.extract(f"({_pattern(words).pattern})", 1)


def first_field(text: str) -> str | None:
    """The field of the study word that stands first in `text`, None when there is none."""
    word = first_of(text, _STUDY_WORDS)
    return dict(reversed(_STUDY))[word] if word else None


def first_fields(text: pl.Expr) -> pl.Expr:
    """As `first_field`, for a column of texts."""
    word = first_of_each(text, _STUDY_WORDS)
    return word.replace_strict(dict(reversed(_STUDY)), default=None, return_dtype=pl.String)


def holds_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of `words` stands in `text`."""
    return any(word in text for word in words)


def hold_any(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """As `holds_any`, for a column of texts."""
    return text.str.contains_any(list(words))
