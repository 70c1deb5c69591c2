"""问卷统计表, made from a count whose small classes are already left out. Pure."""

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.questionnaire import ADVERSE, STATED, FreeText, Questionnaire
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import Figure, TallyResult
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

_NUMERALS = "一二三四五六七八九十"


class QuestionnaireTable(BaseModel):
    """What the questionnaires of one poll say.

    Attributes:
        poll: its title.
        about: who or what was asked about.
        texts: how many answers in the own words there are.
        tellers: names under the lines that the tellers sign on paper.
        signed: who has signed already, each by the own account.
        digest: what the signatures are bound to; "" where nothing is.
        notes: those answers, set as an appendix behind the signatures.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    poll: str
    about: str
    form: Questionnaire
    result: QuestionnaireResult
    texts: int = 0
    tellers: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    digest: str = ""
    notes: tuple[Note, ...] = ()


def compose_questionnaire_table(table: QuestionnaireTable) -> Sheet:
    """Forms by class, every question, the figures over all of them, room for the tellers."""
    result = table.result
    blocks: list[Block] = [
        heading("问卷统计表"),
        line(f"（{table.poll}）", face="kai", align="center"),
        line(f"评价对象：{table.about}", face="kai", align="center", size=14),
        table_heading("一、份数"),
        turnout(result),
    ]
    blocks += [note(f"{remark.label}：{remark.explanation}") for remark in result.remarks]
    widest = 0.0
    number = 1
    for question in table.form.questions:
        tallied = result.questions.get(question.id)
        if isinstance(question, FreeText) or tallied is None:
            continue
        number += 1
        counts = _counts(tallied)
        widest = max(widest, sum(counts.widths))
        blocks += [table_heading(f"{_numeral(number)}、{question.title}"), counts]
        if tallied.invalid:
            listed = "，".join(f"{why}{many}份" for why, many in tallied.invalid.items())
            blocks.append(note(f"本题无效：{listed}。"))
        if shown := [name for name in result.by_class if _apart(tallied, name)]:
            blocks.append(_by_class(tallied, shown))
    figures = {**result.summary, **result.measures}
    if figures and not result.measures_withheld:
        number += 1
        blocks += [table_heading(f"{_numeral(number)}、汇总"), _figures(figures)]
    if result.withheld:
        listed = "、".join(result.withheld)
        blocks.append(note(f"{listed}因人数少，为保密不单独列出，已计入合计。"))
    if result.measures_withheld:
        blocks.append(note("加权的数值会显露人数少的类别，因此不列出；结论由其得出，保留。"))
    if table.texts:
        blocks.append(note(f"另收到文字意见{table.texts}条，与答案分开保存，打乱次序。"))
    blocks += signatures(table.tellers, table.signed, table.digest)
    if table.notes:
        blocks += [PageBreak(), table_heading("附：问卷上写的文字"), written(table.notes)]
    return Sheet(
        title=f"{table.poll}问卷统计表",
        blocks=tuple(blocks),
        narrow=True,
        landscape=widest > UPRIGHT,
    )


def _numeral(number: int) -> str:
    """1 to 19 as a paper numbers its parts."""
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"


def _counts(tallied: TallyResult) -> Table:
    first = tallied.subjects[0]
    counted = list(first.counts)
    measures = [name for name in first.measures if name not in {STATED, ADVERSE}]
    plain = [name for name in first.unweighted if name not in {STATED, ADVERSE}]
    told = any(one.passed is not None for one in tallied.subjects)
    rows = []
    for at, one in enumerate(tallied.subjects, 1):
        texts = [str(at), one.name, *(str(one.counts[name]) for name in counted)]
        texts += [_shown(name, one.measures.get(name)) for name in measures]
        texts += [_shown(name, one.unweighted.get(name)) for name in plain]
        if told:
            texts.append({True: "符合", False: "不符合", None: "—"}[one.passed])
        rows.append(cells(texts, long=(1,)))
    titles = ["序号", "项目", *counted]
    titles += [f"{name}\n（加权）" if plain else name for name in measures]
    titles += [f"{name}\n（未加权）" for name in plain]
    titles += ["要求"] if told else []
    widths = (7.0, 40.0, *(breadth(name) for name in counted))
    widths += tuple(max(14.0, breadth(name)) for name in (*measures, *plain))
    widths += (10.0,) * told
    size = TABLE_SIZE if sum(widths) < COMFORTABLE else SMALL_SIZE
    return Table(widths=widths, head=(heads(*titles),), rows=tuple(rows), size=size)


def _apart(tallied: TallyResult, voters: str) -> bool:
    """Whether a class is told apart, beside others."""
    return len(tallied.by_class) > 1 and any(voters in one.by_class for one in tallied.subjects)


def _by_class(tallied: TallyResult, shown: list[str]) -> Table:
    counted = list(tallied.subjects[0].counts)
    rows: list[tuple[Cell, ...]] = []
    for one in tallied.subjects:
        for place, voters in enumerate(shown):
            row = cells([voters, *(str(one.by_class[voters][name]) for name in counted)], long=(0,))
            rows.append((Cell(text=one.name, rows=len(shown)), *row) if place == 0 else row)
    return Table(
        widths=(40, 24, *(breadth(name) for name in counted)),
        head=(heads("项目", "人员类别", *counted),),
        rows=tuple(rows),
    )


def _figures(figures: dict[str, Figure | None]) -> Table:
    return Table(
        widths=(60, 30),
        head=(heads("名称", "数值"),),
        rows=tuple(cells((name, _shown(name, each)), long=(0,)) for name, each in figures.items()),
    )


def _shown(name: str, figure: Figure | None) -> str:
    return "—" if figure is None else figure.shown(name)
