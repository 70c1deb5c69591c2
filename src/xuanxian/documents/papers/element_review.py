"""动议前置要素预审表: one sheet a person, element by element, with who looked into it."""

from xuanxian.documents.papers.gathering import Answers, Case
from xuanxian.documents.papers.sheet import (
    SMALL_SIZE,
    Sheet,
    Table,
    cells,
    heading,
    heads,
    line,
)
from xuanxian.selection.instruments import ElementReview
from xuanxian.selection.instruments.element_review import ANSWERS


def has_element_review(case: Case) -> bool:
    """Whether the policy of the case has elements looked into before the motion."""
    return case.rules.first(ElementReview) is not None


def compose_element_review(case: Case, _: Answers) -> Sheet:
    """The table of one person; what nobody has looked into stays blank."""
    review = case.rules.first(ElementReview)
    rows = {row.element: row for row in case.candidacy.element_findings.all()}
    offices = {one.id: one.title for one in (review.offices if review else ())}
    lines = []
    for number, element in enumerate(review.elements if review else (), start=1):
        row = rows.get(element.id)
        lines.append(
            cells(
                (
                    str(number),
                    "特殊" if element.special else "常规",
                    element.title,
                    offices[element.office],
                    ANSWERS.get(row.finding, row.finding) if row else "",  # type: ignore[call-overload]
                    row.note if row else "",
                    f"{row.by} {row.on:%Y.%m.%d}" if row else "",
                )
            )
        )
    title = f"{(review.title if review else '') or ElementReview.TITLE}表"
    person = case.candidacy.person
    return Sheet(
        title=f"{person.name}{title}",
        blocks=(
            heading(title),
            line(f"姓名：{person.name}　　拟任职务：{case.candidacy.vacancy.post}", size=14),
            line(f"现任职务：{person.current_post or '（无）'}", size=14),
            Table(
                widths=(5, 7, 20, 14, 16, 22, 16),
                head=(heads("序号", "类别", "要素", "预审科室", "结论", "情况", "预审人"),),
                rows=tuple(lines),
                size=SMALL_SIZE,
            ),
        ),
        narrow=True,
    )
