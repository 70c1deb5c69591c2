"""经历: 基层、单位、培训."""

from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading, counted_from, months_covered
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import PostEntry, ResumeLine

fact = FactDefiner(Subject.PERSON, "经历")

_RESUME = "A17 简历"
_POSTS = "A02 职务、机构"
_TRAINING = "A11 培训"
UNIT_KINDS = (
    "党委机关",
    "人大机关",
    "政府机关",
    "政协机关",
    "纪委监委机关",
    "法院",
    "检察院",
    "群团组织",
    "乡镇（街道）",
    "事业单位",
    "国有企业",
    "地区",
    "内设机构",
)


@cache
def _words(kind: str) -> tuple[str, ...]:
    text = files(__package__).joinpath("grassroots.yaml").read_text(encoding="utf-8")
    return tuple(word for line in YAML(typ="safe").load(text)[kind] for word in line)


def is_grassroots(line: ResumeLine) -> bool | None:
    """Whether a resume line shows work at the grass roots; None when its words don't tell."""
    found = [
        (place, kind == "grassroots")
        for kind in ("not_grassroots", "grassroots")
        for word in _words(kind)
        if (place := line.text.find(word)) >= 0
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


@fact(
    "可认定基层工作年限",
    FactKind.INTEGER,
    unit="年",
    source=_RESUME,
    meaning="简历中写明在基层工作的整年数；学习时间和看不出是否基层的不计，因此是下限。",
)
def sure_grassroots_years(file: Reading) -> FactValue:
    lines = _work(file)
    if not lines:
        return FactValue(None, "档案中没有工作简历。")
    months = _months([line for line in lines if is_grassroots(line)], file)
    return FactValue(months // 12, f"简历写明的基层工作共{months}个月。")


@fact(
    "基层工作年限",
    FactKind.INTEGER,
    unit="年",
    source=_RESUME,
    meaning="在基层工作的整年数；简历有看不出是否基层的工作经历时为不详。",
)
def grassroots_years(file: Reading) -> FactValue:
    lines = _work(file)
    if not lines:
        return FactValue(None, "档案中没有工作简历。")
    undecided = [line for line in lines if is_grassroots(line) is None]
    if undecided:
        return FactValue(None, f"“{undecided[0].text}”看不出是否基层，需人工认定。")
    return sure_grassroots_years(file)


@fact(
    "单位类别",
    FactKind.TEXT,
    source="机构（B0131）",
    meaning="所在单位的机构类别。",
    choices=UNIT_KINDS,
)
def unit_kind(file: Reading) -> FactValue:
    unit = file.surroundings.units.get(file.dossier.unit_code)
    if unit is None or not unit.kind:
        return FactValue(None, "不知道所在单位或其类别。")
    return FactValue(unit.kind, f"{unit.name}为{unit.kind}。")


@fact(
    "现任单位任职年限",
    FactKind.INTEGER,
    unit="年",
    source=_POSTS,
    meaning="在现任职务所在单位连续任职的整年数。",
)
def years_in_unit(file: Reading) -> FactValue:
    start, why = _unit_since(file)
    if start is None:
        return FactValue(None, why)
    years = file.years_since(start)
    return FactValue(years, f"{start}到本单位任职，至{file.day}满{years}年{counted_from(start)}")


@fact(
    "任职单位数",
    FactKind.INTEGER,
    unit="个",
    source=_POSTS,
    meaning="任过职务的不同单位数；有职务不能对应到机构时为不详。",
)
def unit_count(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    codes = [_unit_of(file, post) for post in file.posts_so_far]
    if "" in codes:
        title = file.posts_so_far[codes.index("")].title
        return FactValue(None, f"{title}没有对应到机构。")
    return FactValue(len(set(codes)), f"先后在{len(set(codes))}个单位任职。")


@fact(
    "担任过乡镇街道领导职务",
    FactKind.BOOLEAN,
    source=_POSTS,
    meaning="现任或曾任乡镇（街道）的领导职务。",
)
def led_a_town(file: Reading) -> FactValue:
    return _has_held(file, "乡镇（街道）领导职务", leading_in="乡镇（街道）")


@fact(
    "担任过正职领导职务",
    FactKind.BOOLEAN,
    source=_POSTS,
    meaning="现任或曾任某一单位的正职领导职务。",
)
def has_been_chief(file: Reading) -> FactValue:
    return _has_held(file, "正职领导职务", leading_in=None)


@fact(
    "近五年培训天数",
    FactKind.INTEGER,
    unit="天",
    source=_TRAINING,
    meaning="最近五年内结束的培训的天数合计，不足一天的舍去。",
)
def training_days(file: Reading) -> FactValue:
    if not file.dossier.trainings:
        return FactValue(None, "档案中没有培训信息。")
    total = 0.0
    counted = 0
    for entry in file.dossier.trainings:
        end = entry.held_until or entry.held_from
        if end is None:
            return FactValue(None, f"“{entry.name}”没有培训时间。")
        if end.latest() > file.as_of or file.years_since(end) >= 5:
            continue
        if entry.days is None:
            return FactValue(None, f"“{entry.name}”没有培训天数。")
        total += float(entry.days)
        counted += 1
    return FactValue(int(total), f"最近五年培训{counted}次，共{total:g}天。")


def _work(file: Reading) -> list[ResumeLine]:
    return [
        line
        for line in file.dossier.resume
        if line.kind == "work" and line.held_from and file.has_begun(line.held_from)
    ]


def _months(lines: list[ResumeLine], file: Reading) -> int:
    return months_covered(
        [(line.held_from, line.held_until) for line in lines if line.held_from], file.as_of
    )


def _unit_of(file: Reading, post: PostEntry) -> str:
    place = file.surroundings.posts.get(post.post) if post.post else None
    return place.unit_code if place else ""


def _unit_since(file: Reading) -> tuple[PartialDate | None, str]:
    if file.main_post is None:
        return None, "档案中没有在任的职务。"
    unit = _unit_of(file, file.main_post)
    if not unit:
        return None, f"{file.main_post.title}没有对应到机构。"
    name = file.surroundings.units[unit].name if unit in file.surroundings.units else ""
    start = file.main_post.held_from
    if start is None:
        return None, f"{file.main_post.title}没有任职时间。"
    for post in reversed(file.posts_so_far):
        same = _unit_of(file, post) == unit or bool(name and post.title.startswith(name))
        if not same or post.held_from is None or post is file.main_post:
            continue
        if post.held_until is None or post.held_until.latest() >= start.earliest():
            start = min(start, post.held_from)
    return start, ""


def _has_held(file: Reading, what: str, *, leading_in: str | None) -> FactValue:
    """Whether a leading post was held: in a kind of unit, or as its chief when None."""
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    unknown: list[PostEntry] = []
    for post in file.posts_so_far:
        place = file.surroundings.posts.get(post.post) if post.post else None
        unit = file.surroundings.units.get(place.unit_code) if place else None
        if place is None or (leading_in is not None and unit is None):
            unknown.append(post)
            continue
        fits = (
            place.is_chief if leading_in is None else unit is not None and unit.kind == leading_in
        )
        if place.is_leading and fits:
            return FactValue(True, f"{post.held_from or '时间不详'}任{post.title}。")
    if unknown:
        return FactValue(None, f"{unknown[0].title}没有对应到职位库，无法认定。")
    return FactValue(False, f"没有任过{what}。")
