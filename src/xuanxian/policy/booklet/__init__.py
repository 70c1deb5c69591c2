"""A policy as a written document: chapters, numbered articles, tables and appendices. Pure.

Pages, docx and pdf print the same `Booklet`.
"""

from xuanxian.policy.booklet.composing import compose
from xuanxian.policy.booklet.content import (
    Adopted,
    Article,
    Booklet,
    Chapter,
    Item,
    ListOfCodes,
    ParameterRow,
    Point,
    Section,
)

__all__ = [
    "Adopted",
    "Article",
    "Booklet",
    "Chapter",
    "Item",
    "ListOfCodes",
    "ParameterRow",
    "Point",
    "Section",
    "compose",
]
