"""The lines of the 简历: each in order, one after another without gap or overlap."""

from datetime import date
from itertools import pairwise

from xuanxian.exchange.checks.plausibility import standard
from xuanxian.exchange.phrases.cleaning import shortened
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, ResumeLine

_FIELD = "简历"


def check_resume(dossier: Dossier, where: str, as_of: date) -> list[Problem]:
    """Lines that end before they begin, lie in the future, leave a gap or overlap."""
    problems = []
    for line in (beside for row in dossier.resume for beside in (row, *row.concurrent)):
        problems += _check_line(line, dossier, where, as_of)
    dated = [line for line in dossier.resume if line.held_from is not None]
    for earlier, later in pairwise(dated):
        problems += _check_joint(earlier, later, where)
    return problems


def _check_line(line: ResumeLine, dossier: Dossier, where: str, as_of: date) -> list[Problem]:
    start, end = line.held_from, line.held_until
    value = f"{_span(line)} {shortened(line.text, 20)}"
    if start and end and end < start:
        return [Problem(where, _FIELD, value, "止时间早于起时间。", "请核对这一段的起止年月。")]
    problems = []
    if start and start.earliest() > as_of:
        problems.append(Problem(where, _FIELD, value, "起时间在今天之后。", "请核对起时间。"))
    if start and dossier.birth and start < dossier.birth:
        problems.append(
            Problem(where, _FIELD, value, "起时间早于出生年月。", "请核对起时间和出生年月。")
        )
    if not line.text:
        problems.append(
            Problem(
                where, _FIELD, value, "这一段没有写单位职务。", "请补写内容。", Severity.WARNING
            )
        )
    return problems


def _check_joint(earlier: ResumeLine, later: ResumeLine, where: str) -> list[Problem]:
    start = later.held_from
    if start is None or earlier.held_from is None:
        return []
    if start < earlier.held_from:
        return [
            Problem(
                where,
                _FIELD,
                f"{_span(later)} {shortened(later.text, 20)}",
                f"早于上一段的起时间（{earlier.held_from}），简历没有按时间排列。",
                "请按起时间先后排列，同时进行的写入“其间”。",
                Severity.WARNING,
            )
        ]
    end = earlier.held_until
    if end is None:
        rule = standard("resume_overlap")
        return [
            Problem(
                where,
                _FIELD,
                f"{_span(earlier)} {shortened(earlier.text, 20)}",
                "不是最后一段却没有止时间。",
                f"请补填止时间，通常是下一段的起时间 {start.dotted()}。",
                rule.severity,
            )
        ]
    if not (start.month and end.month):
        return []
    months = (start.year - end.year) * 12 + start.month - end.month
    value = f"{end.dotted()}—{start.dotted()}"
    gap, overlap = standard("resume_gap"), standard("resume_overlap")
    if months > gap.figure:
        return [
            Problem(
                where,
                _FIELD,
                value,
                f"两段之间空缺{months}个月（{gap.citation}）。",
                "请补写这段时间的经历，待业也应写明。",
                gap.severity,
            )
        ]
    if -months > overlap.figure:
        return [
            Problem(
                where,
                _FIELD,
                value,
                f"两段重叠{-months}个月（{overlap.citation}）。",
                "请核对起止年月；同时进行的学习、挂职写入“其间”。",
                overlap.severity,
            )
        ]
    return []


def _span(line: ResumeLine) -> str:
    return "--".join(_dotted(day) for day in (line.held_from, line.held_until))


def _dotted(day: PartialDate | None) -> str:
    return day.dotted() if day else ""
