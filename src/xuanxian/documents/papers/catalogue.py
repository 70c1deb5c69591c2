"""The papers a case can have: which, from when on, for whom, and what has to be added."""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.documents.papers import gathering
from xuanxian.documents.papers.appointment_notice import compose_appointment_notice
from xuanxian.documents.papers.blank_ballot import compose_blank_ballot
from xuanxian.documents.papers.deliberation_list import compose_deliberation_list
from xuanxian.documents.papers.element_review import compose_element_review, has_element_review
from xuanxian.documents.papers.gathering import Answers, Case
from xuanxian.documents.papers.gathering_process import process_record
from xuanxian.documents.papers.inspection_report import compose_inspection_report
from xuanxian.documents.papers.notices import compose_inspection_notice, compose_public_notice
from xuanxian.documents.papers.opinion_letter import compose_opinion_letter
from xuanxian.documents.papers.process_record import compose_process_record
from xuanxian.documents.papers.result_table import compose_result_table
from xuanxian.documents.papers.sheet import Sheet
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage

_OFFICE = ("selection.manage_case", "selection.lead_case")
_ISSUED = ("issuer", "dated_on")
_NOTICE = ("basis", "telephone", "address", *_ISSUED)


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    Attributes:
        key: its name in addresses.
        title: its name on pages.
        exists: whether the case has come so far that the paper can be made.
        compose: the paper, from the case and what was added.
        asks: fields of `Answers` to be asked for.
        permissions: any one of them is needed besides `documents.make_document`.
        beside: whether another person of the round may stand on the same paper; None when the
            paper is about one person or one poll.
    """

    key: str
    title: str
    exists: Callable[[Case], bool]
    compose: Callable[[Case, Answers], Sheet]
    asks: tuple[str, ...] = ("dated_on",)
    permissions: tuple[str, ...] = ()
    beside: Callable[[Case, Case], bool] | None = None


def reached(stage: Stage) -> Callable[[Case], bool]:
    """Whether a case has come to `stage`, by the procedure it runs under."""

    def exists(case: Case) -> bool:
        order = [step.stage for step in case.rules.procedure.stages]
        here = Stage(case.candidacy.stage)
        return stage in order and order.index(here) >= order.index(stage)

    return exists


def _has_ballot(purpose: str, stage: Stage) -> Callable[[Case], bool]:
    def exists(case: Case) -> bool:
        return reached(stage)(case) and case.ballot(purpose) is not None

    return exists


def _counted(purpose: str) -> Callable[[Case], bool]:
    def exists(case: Case) -> bool:
        poll = case.poll(purpose)
        return poll is not None and poll.result is not None

    return exists


def _ballot(purpose: str) -> Callable[[Case, Answers], Sheet]:
    def compose(case: Case, answers: Answers) -> Sheet:
        return compose_blank_ballot(gathering.blank_ballot(case, answers, purpose))

    return compose


def _result(purpose: str) -> Callable[[Case, Answers], Sheet]:
    def compose(case: Case, _: Answers) -> Sheet:
        return compose_result_table(gathering.result_table(case, purpose))

    return compose


def _noticed(case: Case) -> bool:
    exempt = case.notice is not None and bool(case.notice.exempt_because)
    return reached(Stage.NOTICE)(case) and not exempt


def _same_notice(one: Case, other: Case) -> bool:
    days = [case.notice.started_on if case.notice else None for case in (one, other)]
    return days[0] == days[1]


def _same_inspection_notice(one: Case, other: Case) -> bool:
    days = [case.inspection.notice_on if case.inspection else None for case in (one, other)]
    return days[0] == days[1]


def _same_sitting(one: Case, other: Case) -> bool:
    sittings = [case.item.sitting_id if case.item else None for case in (one, other)]
    return sittings[0] == sittings[1]


def _same_document(one: Case, other: Case) -> bool:
    numbers = [
        case.appointment.document_number if case.appointment else "" for case in (one, other)
    ]
    return numbers[0] == numbers[1] and _same_sitting(one, other)


def _any_letters(_: Case, other: Case) -> bool:
    return other.candidacy.letters.exists()


PAPERS = (
    Paper(
        "element-review",
        "动议前置要素预审表",
        has_element_review,
        compose_element_review,
        asks=(),
        permissions=_OFFICE,
    ),
    Paper(
        "nomination-ballot",
        "民主推荐票",
        _has_ballot("nomination", Stage.NOMINATION),
        _ballot("nomination"),
    ),
    Paper(
        "nomination-result",
        "民主推荐计票结果表",
        _counted("nomination"),
        _result("nomination"),
        asks=(),
        permissions=("ballots.view_result",),
    ),
    Paper(
        "inspection-notice",
        "考察预告",
        reached(Stage.INSPECTION),
        lambda case, answers: compose_inspection_notice(gathering.inspection_notice(case, answers)),
        asks=_NOTICE,
        beside=_same_inspection_notice,
    ),
    Paper(
        "rating-ballot",
        "民主测评票",
        _has_ballot("rating", Stage.INSPECTION),
        _ballot("rating"),
        beside=_same_inspection_notice,
    ),
    Paper(
        "rating-result",
        "民主测评计票结果表",
        _counted("rating"),
        _result("rating"),
        asks=(),
        permissions=("ballots.view_result",),
    ),
    Paper(
        "inspection-report",
        "考察材料",
        reached(Stage.INSPECTION),
        lambda case, answers: compose_inspection_report(gathering.inspection_report(case, answers)),
        asks=("issuer",),
    ),
    Paper(
        "opinion-letter",
        "征求意见函",
        lambda case: case.candidacy.letters.exists(),
        lambda case, answers: compose_opinion_letter(gathering.opinion_letter(case, answers)),
        asks=("letter", "document_number", "addressee", "telephone", *_ISSUED),
        permissions=_OFFICE,
        beside=_any_letters,
    ),
    Paper(
        "deliberation-list",
        "讨论任免干部名单",
        reached(Stage.DELIBERATION),
        lambda case, answers: compose_deliberation_list(gathering.deliberation_list(case, answers)),
        asks=(),
        permissions=_OFFICE,
        beside=_same_sitting,
    ),
    Paper(
        "decision-ballot",
        "表决票",
        _has_ballot("decision", Stage.DELIBERATION),
        _ballot("decision"),
        permissions=_OFFICE,
        beside=_same_sitting,
    ),
    Paper(
        "decision-result",
        "表决计票结果表",
        _counted("decision"),
        _result("decision"),
        asks=(),
        permissions=("ballots.view_result",),
    ),
    Paper(
        "public-notice",
        "任前公示",
        _noticed,
        lambda case, answers: compose_public_notice(gathering.public_notice(case, answers)),
        asks=_NOTICE,
        permissions=_OFFICE,
        beside=_same_notice,
    ),
    Paper(
        "appointment-notice",
        "任免通知",
        reached(Stage.APPOINTMENT),
        lambda case, answers: compose_appointment_notice(
            gathering.appointment_notice(case, answers)
        ),
        asks=("document_number", "addressee", *_ISSUED),
        permissions=_OFFICE,
        beside=_same_document,
    ),
    Paper(
        "process-record",
        "全程纪实表",
        lambda _: True,
        lambda case, answers: compose_process_record(process_record(case, answers)),
        asks=("dated_on",),
        permissions=("record.view_stream",),
    ),
)
"""In the order of the procedure."""


def paper_of(key: str) -> Paper | None:
    """The paper with this key, None when there is none."""
    return next((paper for paper in PAPERS if paper.key == key), None)


def others_on(paper: Paper, case: Case) -> list[models.Candidacy]:
    """Everybody of the round who may stand on the paper, the person of the case among them."""
    if paper.beside is None:
        return [case.candidacy]
    around = (
        models.Candidacy.objects.filter(vacancy__round=case.round)
        .exclude(state__in=("dropped", "withdrawn"))
        .select_related("person", "leaves", "vacancy__post__organisation", "vacancy__round__unit")
        .order_by("vacancy__place", "place")
    )
    found = []
    for one in around:
        other = Case(one)
        if one.pk == case.candidacy.pk or (paper.exists(other) and paper.beside(case, other)):
            found.append(one)
    return found or [case.candidacy]
