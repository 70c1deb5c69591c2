"""计票结果表, made from a count whose small classes are already left out. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.results import Figure, SubjectResult, TallyResult
from xuanxian.documents.papers.result_parts import (
    COMFORTABLE,
    UPRIGHT,
    Note,
    Signed,
    breadth,
    note,
    signatures,
    turnout,
    written,
)
from xuanxian.documents.papers.sheet import (
    SMALL_SIZE,
    TABLE_SIZE,
    Block,
    Cell,
    PageBreak,
    Sheet,
    Table,
    cells,
    heading,
    heads,
    line,
    table_heading,
)
from xuanxian.kernel.names import spaced


class ResultTable(BaseModel):
    """The count of one poll.

    Attributes:
        poll: its title.
        subtitles: subject id → 现任职务 or 拟任免事项.
        counted_on: day of the count, in words.
        unit: whose poll it is.
        tellers: names under the lines that the tellers sign on paper.
        signed: who has signed already, each by the own account.
        digest: what the signatures are bound to; "" where nothing is.
        notes: what was written beside names, set as an appendix behind the signatures.
        waiting: names written in that wait for the tellers, so that the count is not final.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    poll: str
    result: TallyResult
    subtitles: dict[str, str] = {}
    counted_on: str = ""
    unit: str = ""
    tellers: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    digest: str = ""
    waiting: int = 0
    notes: tuple[Note, ...] = ()


def compose_result_table(table: ResultTable) -> Sheet:
    """Turnout by class, the count of every subject, the same by class, room for the tellers."""
    result = table.result
    blocks: list[Block] = [
        heading("计票结果表"),
        line(f"（{table.poll}）", face="kai", align="center"),
    ]
    about = "　".join(part for part in (table.unit, table.counted_on) if part)
    if about:
        blocks.append(line(about, face="kai", align="center", size=14))
    blocks += [table_heading("一、票数"), turnout(result)]
    if result.invalid:
        listed = "，".join(f"{reason}{number}张" for reason, number in result.invalid.items())
        blocks.append(note(f"无效票：{listed}。"))
    if result.without_note:
        blocks.append(note(f"没有写明规定内容而不计票的姓名{result.without_note}个。"))
    if result.against_units:
        blocks.append(note(f"不符合本单位以外人选要求的{result.against_units}票，照样计票。"))
    if result.unit_unknown:
        blocks.append(note(f"投票人单位不明，未核对单位要求的{result.unit_unknown}票。"))
    if result.unidentified:
        blocks.append(note(f"另写而无法确认是谁的姓名{result.unidentified}个，不计给任何人。"))
    if table.waiting:
        blocks.append(note(f"另写的姓名{table.waiting}个等待计票人认定，本表不是最后结果。"))
    counts = _counts(table)
    blocks += [table_heading("二、得票情况"), counts]
    told_apart = {name for one in result.subjects for name in one.by_class}
    shown = [name for name in result.by_class if name in told_apart]
    if shown:
        blocks += [table_heading("三、分类得票情况"), _by_class(result, shown)]
    if result.withheld:
        blocks.append(note(f"{'、'.join(result.withheld)}因人数少，为保密不单独列出，已计入合计。"))
    if result.measures_withheld:
        blocks.append(note("加权的数值会显露人数少的类别，因此不列出；名次和结论由其得出，保留。"))
    blocks += [note(f"{remark.label}：{remark.explanation}") for remark in result.remarks]
    blocks += signatures(table.tellers, table.signed, table.digest)
    if table.notes:
        blocks += [PageBreak(), table_heading("附：随名填写的内容"), written(table.notes)]
    return Sheet(
        title=f"{table.poll}计票结果表",
        blocks=tuple(blocks),
        narrow=True,
        landscape=sum(counts.widths) > UPRIGHT,
    )


def _counts(table: ResultTable) -> Table:
    subjects = table.result.subjects
    counted, measures = _counted(subjects), _measures(subjects)
    plain = list(dict.fromkeys(name for one in subjects for name in one.unweighted))
    ranked = any(one.rank is not None for one in subjects)
    told = any(one.passed is not None for one in subjects)
    rows = []
    for number, one in enumerate(table.result.ranking if ranked else subjects, start=1):
        name, about = one.name, table.subtitles.get(one.subject, "")
        if one.written_in:
            # A person matched to a written name bears the unit, which has a column of its own.
            name, _, unit = one.name.partition("（")
            about = f"{unit.rstrip('）')}（名单外另写）" if unit else "名单外另写"
        texts = [str(number), spaced(name), about]
        texts += [str(one.counts.get(name, 0)) for name in counted]
        texts += [_percent(one.measures.get(name)) for name in measures]
        texts += [_percent(one.unweighted.get(name)) for name in plain]
        if ranked:
            texts.append(
                "—" if one.rank is None else f"{one.rank}{'（并列）' if one.tied_with else ''}"
            )
        if told:
            texts.append({True: "通过", False: "未通过", None: "—"}[one.passed])
        rows.append(cells(texts, long=(2,)))
    titles = ["序号", "姓名", "职务（事项）", *counted]
    titles += [f"{name}\n（加权）" if plain else name for name in measures]
    titles += [f"{name}\n（未加权）" for name in plain]
    titles += (["名次"] if ranked else []) + (["结论"] if told else [])
    widths = (7.0, 13.0, 30.0, *(breadth(name) for name in counted))
    widths += tuple(max(14.0, breadth(name)) for name in (*measures, *plain))
    widths += (12.0,) * ranked + (10.0,) * told
    size = TABLE_SIZE if sum(widths) < COMFORTABLE else SMALL_SIZE
    return Table(widths=widths, head=(heads(*titles),), rows=tuple(rows), size=size)


def _by_class(result: TallyResult, shown: Sequence[str]) -> Table:
    counted = _counted(result.subjects)
    rates = list(
        dict.fromkeys(
            name
            for one in result.subjects
            for each in one.measures_by_class.values()
            for name in each
        )
    )
    rows: list[tuple[Cell, ...]] = []
    for one in result.subjects:
        classes = [voters for voters in shown if voters in one.by_class]
        for place, voters in enumerate(classes):
            numbers = one.by_class[voters]
            of_class = one.measures_by_class.get(voters, {})
            texts = [voters, *(str(numbers.get(name, 0)) for name in counted)]
            texts += [_percent(of_class.get(name)) for name in rates]
            cells_of_class = cells(texts, long=(0,))
            if place == 0:
                name = Cell(text=spaced(one.name), rows=len(classes))
                rows.append((name, *cells_of_class))
            else:
                rows.append(cells_of_class)
    return Table(
        widths=(13, 24, *(breadth(name) for name in (*counted, *rates))),
        head=(heads("姓名", "人员类别", *counted, *rates),),
        rows=tuple(rows),
    )


def _percent(figure: Figure | None) -> str:
    return figure.percent if figure else "—"


def _counted(subjects: Sequence[SubjectResult]) -> list[str]:
    return list(dict.fromkeys(name for one in subjects for name in one.counts))


def _measures(subjects: Sequence[SubjectResult]) -> list[str]:
    return list(dict.fromkeys(name for one in subjects for name in one.measures))
