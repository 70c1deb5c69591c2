"""Which articles of the sources have a policy, which have nothing to compute, which are missing.

The articles stand in `articles.tsv` of the catalogue, a line each: title, place, and the reason
where somebody judged that it has nothing to compute. Policies are linked by their own `source`.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.catalogue import catalogue_folder
from xuanxian.policy.schema import Policy

FILE = "articles.tsv"
_SHORTEST_PART = 8
"""Characters of a title that name an article though they are only a part of it."""
_NO_WORD = re.compile(r"[^\w]|_")


class State(StrEnum):
    """How far an article has been taken into the catalogue."""

    COVERED = "covered"
    NOTHING = "nothing"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The word users read."""
        return {"covered": "已有制度", "nothing": "没有可计算的内容", "missing": "还没有制度"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a source.

    Attributes:
        title, place: as the source has them.
        reason: why it has nothing to compute; "" where that has not been judged.
    """

    title: str
    place: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands, with the ids of the policies made from it."""

    article: Article
    state: State
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """All articles, and what policies name that is not among them.

    Attributes:
        standings: one an article, in the order of the list.
        strangers: policy → titles of its sources that are no article of the list.
    """

    standings: tuple[Standing, ...]
    strangers: Mapping[str, tuple[str, ...]]

    def of(self, state: State) -> tuple[Standing, ...]:
        """The articles in one state."""
        return tuple(each for each in self.standings if each.state is state)


def articles(root: Path | None = None) -> tuple[Article, ...]:
    """The articles of the sources.

    Raises:
        Refusal: the catalogue has no list of them, or a line is not written as it should.
    """
    path = (root or catalogue_folder()) / FILE
    if not path.is_file():
        raise Refusal(Problem(str(path), "", "", "目录里没有来源清单。", f"请放入 {FILE}。"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found: dict[str, Article] = {}
    for line, row in enumerate(rows[1:], start=2):
        title, place, reason = [*row, "", "", ""][:3]
        where = f"{FILE} 第{line}行"
        if not title.strip() or len(row) > 3:
            message = "应当是标题、地方、理由三列，用制表符隔开。"
            raise Refusal(Problem(where, "", "", message, "请改正这一行。"))
        if title in found:
            raise Refusal(Problem(where, "标题", title, "这篇写了两次。", "请删去一行。"))
        found[title] = Article(title.strip(), place.strip(), reason.strip())
    return tuple(found.values())


def coverage(policies: Iterable[Policy], listed: Iterable[Article]) -> Coverage:
    """How the articles stand to the policies. Pure."""
    all_articles = tuple(listed)
    by_title = {_plain(each.title): each for each in all_articles}
    made_from: dict[str, list[str]] = {}
    strangers: dict[str, tuple[str, ...]] = {}
    for policy in policies:
        unknown = []
        for source in policy.source:
            names = [name for name in (source.article, source.document) if name]
            found = {each.title for name in names for each in _named(_plain(name), by_title)}
            for title in found:
                made_from.setdefault(title, []).append(policy.id)
            if not found and names:
                unknown.append(names[0])
        if unknown:
            strangers[policy.id] = tuple(unknown)
    standings = tuple(
        Standing(each, _state(each, made_from), tuple(dict.fromkeys(made_from.get(each.title, ()))))
        for each in all_articles
    )
    return Coverage(standings, strangers)


def _state(article: Article, made_from: Mapping[str, object]) -> State:
    if article.title in made_from:
        return State.COVERED
    return State.NOTHING if article.reason else State.MISSING


def _named(name: str, by_title: Mapping[str, Article]) -> list[Article]:
    """The articles a source names: by the whole title, or by a part that is long enough."""
    if name in by_title:
        return [by_title[name]]
    if len(name) < _SHORTEST_PART:
        return []
    return [
        article
        for title, article in by_title.items()
        if name in title or (len(title) >= _SHORTEST_PART and title in name)
    ]


def _plain(title: str) -> str:
    """A title without its signs, which sources write one way or another."""
    return _NO_WORD.sub("", title)
