"""Composing the written document of a policy from its instruments. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from xuanxian.policy.booklet.arranging import arranged
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
    chinese_day,
)
from xuanxian.policy.difference import Difference, differences
from xuanxian.policy.difference import Section as SectionOfPolicy
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.merging import name_of
from xuanxian.policy.schema import Parameter, Policy

_NATION = "国家"


def compose(
    policy: Policy,
    *,
    ancestors: Sequence[Policy] = (),
    written: Policy | None = None,
    adopted: Adopted | None = None,
) -> Booklet:
    """The document of `policy`.

    Args:
        policy: the policy, its parameters set as far as they are.
        ancestors: what it extends, nearest first; they mark what is inherited.
        written: the policy as its file has it, where parameters were set since.
        adopted: who adopted it; None for a text that nobody adopted.
    """
    written = written or policy
    parent = ancestors[0] if ancestors else None
    return Booklet(
        policy_id=policy.id,
        title=policy.title,
        place=place_of(policy),
        state=_state(policy, adopted),
        chapters=tuple(_Chapters(policy, ancestors, adopted).all()),
        parameters=tuple(
            _row(name, parameter, written.parameters[name], ancestors)
            for name, parameter in policy.parameters.items()
        ),
        lists=tuple(
            ListOfCodes(each.title, each.items, each.incomplete, each.cite)
            for each in policy.lists.values()
        ),
        unclear=tuple(Point(each.point, each.cite) for each in policy.unclear),
        differences=_differences(parent, policy) if parent else (),
        parent=name_in_text(parent) if parent else "",
        open_values=len(policy.open_parameters),
        digest=policy.digest,
    )


def place_of(policy: Policy) -> str:
    """The place of a policy in one word: 山东省潍坊市昌邑市, 全国."""
    return "全国" if policy.place == _NATION else policy.place.replace("/", "")


def name_in_text(policy: Policy) -> str:
    """How a text names a policy: as citations do, else by its title in 《》."""
    return policy.cite_as or f"《{policy.title}》"


def _differences(parent: Policy, policy: Policy) -> tuple[Difference, ...]:
    """What differs from `parent`; the unclear points have an appendix of their own."""
    return tuple(
        each for each in differences(parent, policy) if each.section is not SectionOfPolicy.UNCLEAR
    )


def _state(policy: Policy, adopted: Adopted | None) -> str:
    if adopted is None:
        if policy.open_parameters:
            return f"制度文本，尚未采用，有{len(policy.open_parameters)}处待定"
        return "制度文本，尚未采用"
    until = f"，{chinese_day(adopted.valid_until)}起停止" if adopted.valid_until else ""
    return f"{adopted.scope}自{chinese_day(adopted.valid_from)}起施行{until}"


class _Chapters:
    """The chapters of one document; articles are numbered through all of them."""

    def __init__(
        self, policy: Policy, ancestors: Sequence[Policy], adopted: Adopted | None
    ) -> None:
        self._policy = policy
        self._ancestors = ancestors
        self._adopted = adopted
        self._articles = 0

    def all(self) -> Iterator[Chapter]:
        groups = arranged(self._policy)
        yield Chapter(1, "总则", (Section(tuple(self._general())),))
        number = 1
        for number, (title, instruments) in enumerate(groups, start=2):
            alone = len(instruments) == 1
            sections = (self._section(each, untitled=alone and title == _title(each))
                        for each in instruments)  # fmt: skip
            yield Chapter(number, title, tuple(sections))
        yield Chapter(number + 1, "附则", (Section(tuple(self._closing())),))

    def _article(self, text: str, items: Iterable[Item] = ()) -> Article:
        self._articles += 1
        return Article(self._articles, text, tuple(items))

    def _general(self) -> Iterator[Article]:
        policy = self._policy
        if policy.summary:
            yield self._article(_sentence(policy.summary))
        if policy.about:
            yield self._article(f"本制度适用于{'、'.join(policy.about)}。")
        sources = [Item(_source(each)) for each in policy.source if _source(each)]
        sources += [Item(f"上位制度：{name_in_text(each)}。") for each in self._ancestors]
        if sources:
            yield self._article("本制度的来源和依据：", sources)
        yield self._article(
            "本制度用语的含义：",
            [
                Item("不予通过（不得）：不符合要求的，本环节不能办理。"),
                Item("暂缓：情况核实、补齐或者经有权人员写明理由放行以前，不进入下一环节。"),
                Item("提示：写明“一般”“原则上”的要求，不符合时予以提示，由人研究决定。"),
                Item("情况不明的，不当作符合，也不当作不符合，一律暂缓并列明缺少什么。"),
                *(
                    [Item("〔待定：……〕：原文没有规定的数值，采用本制度时必须设定。")]
                    if policy.open_parameters
                    else []
                ),
            ],
        )

    def _section(self, instrument: Instrument, *, untitled: bool) -> Section:
        entry = _entry(self._policy, instrument.id)
        origin = _origin(entry, [_entry(each, instrument.id) for each in self._ancestors])
        inherited = name_in_text(self._ancestors[origin]) if origin is not None else ""
        completes = ""
        if origin is None and self._ancestors and _entry(self._ancestors[0], instrument.id):
            completes = name_in_text(self._ancestors[0])
        return Section(
            articles=tuple(self._articles_of(instrument, mark_items=bool(completes))),
            id=instrument.id,
            title="" if untitled else _title(instrument),
            cite=instrument.cite,
            origin=inherited,
            completes=completes,
        )

    def _articles_of(self, instrument: Instrument, *, mark_items: bool) -> Iterator[Article]:
        lead, items = "", []
        for provision in self._policy.provisions(instrument):
            if provision.part:
                items.append(
                    Item(
                        provision.text,
                        _beside(provision.cite, instrument.cite),
                        self._origin_of_part(instrument, provision) if mark_items else "",
                        provision.note,
                    )
                )
                continue
            if lead or items:
                yield self._article(lead or "按下列规定办理：", items)
            lead, items = provision.text, []
        if lead or items:
            yield self._article(lead or "按下列规定办理：", items)

    def _origin_of_part(self, instrument: Instrument, provision: Provision) -> str:
        def entry(policy: Policy) -> Any:
            return _inside(_entry(policy, instrument.id), provision.part)

        origin = _origin(entry(self._policy), [entry(each) for each in self._ancestors])
        name = "" if origin is None else name_in_text(self._ancestors[origin])
        # A citation that names the policy says it already.
        return "" if provision.cite.startswith(name) else name

    def _closing(self) -> Iterator[Article]:
        policy, adopted = self._policy, self._adopted
        starts, ends = policy.effective.valid_from, policy.effective.valid_until
        if adopted is not None:
            yield self._article(
                f"本制度由{adopted.scope}采用，适用于其管理范围，"
                f"自{chinese_day(adopted.valid_from)}起施行；此前开始的选任仍按原来的版本办理。"
            )
        elif starts:
            until = f"，至{chinese_day(ends)}止" if ends else ""
            yield self._article(f"本制度自{chinese_day(starts)}起施行{until}。")
        else:
            yield self._article("本制度的施行日期原文没有写明，由采用的单位确定。")
        if policy.parameters:
            yield self._article(
                "本制度中的数值见附件参数表。表中标明“只能提高”“只能降低”的，采用时可以从严，"
                "不得放宽；其他已有规定的，采用时不作改动。"
            )


def _title(instrument: Instrument) -> str:
    return instrument.title or instrument.TITLE


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith("。") else f"{text}。"


def _source(source: Any) -> str:
    name = source.document or source.article
    if not name:
        return ""
    more = [part for part in (source.article if source.document else "", source.place) if part]
    said = f"{name}（{'，'.join(more)}）。" if more else f"{name}。"
    return f"{said}{_sentence(source.note)}" if source.note else said


def _entry(policy: Policy, instrument_id: str) -> dict[str, Any] | None:
    for each in policy.content.get("instruments") or ():
        if each.get("id") == instrument_id:
            return dict(each)
    return None


def _inside(entry: Any, path: Sequence[str]) -> Any:
    for step in path:
        if isinstance(entry, dict):
            entry = entry.get(step)
        elif isinstance(entry, list):
            entry = next((each for each in entry if name_of(each) == step), None)
    return entry


def _origin(entry: Any, before: Sequence[Any]) -> int | None:
    """The place of the farthest ancestor that says exactly the same; None for an own entry."""
    found = None
    for place, earlier in enumerate(before):
        if earlier != entry:
            break
        found = place
    return found


def _beside(cite: str, of_section: str) -> str:
    """A citation under a section that cites the same document: only what is more."""
    if cite == of_section:
        return ""
    for mark in ("》", "："):
        document, found, _ = of_section.partition(mark)
        if found and cite.startswith(document + mark):
            return cite.removeprefix(document + mark).removeprefix("：")
    return cite


def _row(
    name: str, parameter: Parameter, written: Parameter, ancestors: Sequence[Policy]
) -> ParameterRow:
    if parameter.is_open:
        state = "待定"
    elif written.is_open:
        state = "采用时设定"
    elif parameter.value != written.value:
        state = "采用时收紧" if written.stricter else "采用时选定"
    else:
        state = "待核对原文" if written.unconfirmed else ""
    origin = _origin(written, [each.parameters.get(name) for each in ancestors])
    return ParameterRow(
        name=name,
        label=parameter.label or name,
        remark=parameter.note.partition("；")[2],
        value="待定" if parameter.is_open else parameter.quantity.shown(),
        source_value="没有规定" if written.is_open else written.quantity.shown(),
        state=state,
        limits={"higher": "只能提高", "lower": "只能降低"}.get(written.stricter or "", ""),
        cite=parameter.cite,
        origin="" if origin is None else name_in_text(ancestors[origin]),
    )
