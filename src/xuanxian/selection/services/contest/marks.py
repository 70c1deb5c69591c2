"""成绩: keyed once or twice, absences, signatures, announced on the spot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import show
from xuanxian.selection import models
from xuanxian.selection.contest.given import read_given
from xuanxian.selection.instruments import contest as instruments
from xuanxian.selection.instruments.contest.exam import DRAWS
from xuanxian.selection.instruments.contest.fields import read_values
from xuanxian.selection.instruments.contest.points import FormulaScore, Score
from xuanxian.selection.instruments.contest.schema import scored_in
from xuanxian.selection.instruments.contest.scores import JudgedScore
from xuanxian.selection.queries.contest import contest_facts, digest_of_marks, missing_marks
from xuanxian.selection.services.contest.entering import EnteredContest, some_names
from xuanxian.selection.services.contest.examiners import composition_problems
from xuanxian.selection.services.entering import day_or_today


@transaction.atomic
def key_marks(
    contest: models.Contest,
    step: str,
    score: str,
    marks: Mapping[str, str],
    *,
    actor: Actor,
    examiner: models.Examiner | None = None,
    keying: int = 1,
    on: date | None = None,
) -> int:
    """Key marks of one score, all of them or none; keyed again, they take the earlier one's place.

    Args:
        step: id of the round.
        score: name of the score.
        marks: application id → the mark as written on the sheet.
        examiner: whose sheet it is, for a judged score.
        keying: 1, or 2 for the second keying apart.

    Returns:
        how many were keyed.

    Raises:
        Refusal: before its turn, before the draws, papers still sealed, an examiner who does not
            serve or is recused, out of range, the second keying by who keyed first, published
            already; every fault is named.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("key_marks")
    _refuse_before_its_time(inside, step)
    rule = inside.score(step, score)
    if isinstance(rule, FormulaScore):
        raise Refusal(f"“{score}”由公式算出，不用登记。")
    sheet = _examiner_of(inside, step, rule, examiner)
    exam = inside.step(step).exam
    most = 2 if exam and exam.keyed_twice else 1
    if not 1 <= keying <= most:
        raise Refusal(Problem(score, "录入", str(keying), f"制度规定录入{most}次。", "请核对。"))
    if not marks:
        raise Refusal("没有填写成绩。")
    rows = inside.named(list(marks))
    taking_part = {one.pk for one in inside.taking_part(step)}
    other = {
        str(one.application_id): one.account
        for one in models.Mark.objects.filter(
            application__contest=inside.row, score=score, examiner=sheet, keying=3 - keying
        )
    }
    problems: list[Problem] = []
    for key, text in marks.items():
        row = rows[key]
        if row.pk not in taking_part:
            problems.append(Problem(row.label, score, text, "不参加这一轮。", "请核对考生。"))
        if sheet and (why := sheet.recused.get(str(row.number))):
            problems.append(
                Problem(row.label, score, text, f"{sheet}应当回避：{why}。", "请由其他考官评分。")
            )
        if other.get(key) == actor.account:
            problems.append(
                Problem(row.label, score, text, "两次录入不能是同一个人。", "请换人录入。")
            )
        try:
            read_given(rule, text, inside.parameters, row.label)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)
    given = _given_after(inside, step, rule, rows, sheet, keying, marks)
    inside.take(
        "marks.keyed",
        {
            "step": step,
            "score": score,
            "examiner": str(sheet.pk) if sheet else None,
            "keying": keying,
            "account": actor.account,
            "marks": {key: text.strip() for key, text in marks.items()},
            "given": given,
            "on": day_or_today(on, "日期", not_before=inside.row.closed_on).isoformat(),
        },
    )
    return len(marks)


def _refuse_before_its_time(inside: EnteredContest, step: str) -> None:
    inside.refuse_unless_turn_of(step)
    inside.refuse_published(step)
    exam = inside.step(step).exam
    if exam is None:
        return
    made = set(
        models.Draw.objects.filter(
            contest=inside.row, step=step, made_on__isnull=False
        ).values_list("kind", flat=True)
    )
    if open_ones := [DRAWS[kind] for kind in exam.draws if kind not in made]:
        raise Refusal(f"还没有抽取{'、'.join(open_ones)}。", mend="制度规定先抽签，再考试。")
    papers = inside.row.papers.filter(step=step)
    if exam.sealed_papers and not papers.exists():
        raise Refusal("还没有登记密封的试卷。", mend="制度规定试卷密封登记。")
    if exam.sealed_papers and papers.filter(opened_on__isnull=True).exists():
        raise Refusal("试卷还没有启封登记。", mend="请先登记启封。")


def _examiner_of(
    inside: EnteredContest, step: str, rule: Score, examiner: models.Examiner | None
) -> models.Examiner | None:
    if not isinstance(rule, JudgedScore):
        if examiner is not None:
            raise Refusal(f"“{rule.id}”不按考官登记。")
        return None
    if problems := composition_problems(inside, step):
        raise Refusal(problems)
    found = None
    if examiner is not None:
        found = inside.row.examiners.filter(pk=examiner.pk, step=step).first()
    if found is None:
        raise Refusal(Problem(rule.id, "考官", "", "没有选择考官。", "请选择评分的考官。"))
    if not found.serves:
        raise Refusal(f"{found}没有担任这一轮的考官。", mend="请核对考官，或先抽签。")
    return found


def _given_after(
    inside: EnteredContest,
    step: str,
    rule: Score,
    rows: Mapping[str, models.Application],
    examiner: models.Examiner | None,
    keying: int,
    marks: Mapping[str, str],
) -> dict[str, Any]:
    """What counts for the score once these marks are keyed: application id → given, or None."""
    exam = inside.step(step).exam
    twice = bool(exam and exam.keyed_twice)
    keyed: dict[str, dict[object, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    kept = models.Mark.objects.filter(application__contest=inside.row, score=rule.id)
    if len(rows) < _FEW:
        kept = kept.filter(application__in=list(rows))
    for one in kept:
        keyed[str(one.application_id)][one.examiner_id][one.keying] = one.text
    for key, text in marks.items():
        keyed[key][examiner.pk if examiner else None][keying] = text.strip()

    def counts(key: str, judge: object) -> str | None:
        texts = keyed[key][judge]
        if not twice:
            return texts.get(1)
        return texts[1] if texts.get(1) is not None and texts.get(1) == texts.get(2) else None

    serving = list(inside.row.examiners.filter(step=step, serves=True).order_by("place"))
    given: dict[str, Any] = {}
    for key in marks:
        if not isinstance(rule, JudgedScore):
            agreed = counts(key, None)
            given[key] = (
                None
                if agreed is None
                else read_given(rule, agreed, inside.parameters, rows[key].label)
            )
            continue
        judging = [one for one in serving if str(rows[key].number) not in one.recused]
        if rule.classes:
            given[key] = {
                each.name: [counts(key, one.pk) for one in judging if one.panel == each.name]
                for each in rule.classes
            }
        else:
            given[key] = [counts(key, one.pk) for one in judging]
    return given


_FEW = 500


@transaction.atomic
def record_absence(
    contest: models.Contest,
    step: str,
    score: str,
    applications: Sequence[models.Application],
    *,
    actor: Actor,
    on: date | None = None,
) -> None:
    """Register who missed an examination (缺考); a mark of theirs is not awaited.

    Raises:
        Refusal: as `key_marks`.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("key_marks")
    _refuse_before_its_time(inside, step)
    inside.score(step, score)
    rows = inside.named([one.pk for one in applications])
    if not rows:
        raise Refusal("没有选择考生。")
    inside.take(
        "absence.recorded",
        {
            "step": step,
            "score": score,
            "applications": list(rows),
            "on": day_or_today(on, "日期", not_before=inside.row.closed_on).isoformat(),
        },
    )


@transaction.atomic
def state_values(
    contest: models.Contest, values: Mapping[str, Mapping[str, Any]], *, actor: Actor
) -> None:
    """State what conditions ask of applicants and no score holds, as 不满意率.

    Args:
        values: application id → value name → value.

    Raises:
        Refusal: a value the policy does not ask for, or of another kind.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("key_marks")
    inside.refuse_unless_closed()
    rows = inside.named(list(values))
    for key, stated in values.items():
        read_values(inside.instrument.brought, stated, rows[key].label)
    inside.take(
        "values.stated",
        {"values": {key: dict(stated) for key, stated in values.items()}},
    )


@transaction.atomic
def sign_marks(contest: models.Contest, step: str, *, actor: Actor) -> str:
    """Sign the marks of a round; answers the digest the signature is bound to.

    Raises:
        Refusal: marks are missing or keyed differently, signed already, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    exam = inside.step(step).exam
    inside.entered.allow_roles(exam.signed_by if exam else (), "成绩签字")
    inside.refuse_unless_turn_of(step)
    inside.refuse_published(step)
    taking_part = inside.taking_part(step)
    if missing := missing_marks(inside.instrument, step, taking_part):
        raise Refusal(
            f"{some_names(missing)}的成绩不全，或两次录入不一致。",
            mend="补齐、核对以后再签字；没有参加的请登记缺考。",
        )
    digest = digest_of_marks(inside.step(step), taking_part)
    row = inside.row_of(step)
    if any(
        one["digest"] == digest and one["name"] == actor.name and one["role"] == actor.role
        for one in (row.signatures if row else ())
    ):
        raise Refusal("您已经签字。")
    inside.take("marks.signed", {"step": step, "digest": digest, "on": clock.today().isoformat()})
    return digest


@transaction.atomic
def announce_marks(
    application: models.Application, step: str, *, actor: Actor
) -> models.Announcement:
    """Announce somebody's marks of a round on the spot; the screen shows them.

    Raises:
        Refusal: a mark is missing, or the role may not.
    """
    inside = EnteredContest(application.contest, actor)
    inside.allow("announce_marks")
    inside.refuse_unless_turn_of(step)
    fresh = inside.named([application.pk])[str(application.pk)]
    if missing_marks(inside.instrument, step, [fresh]):
        raise Refusal(f"{fresh.label}的成绩还不全。", mend="登记齐了再宣布。")
    facts = contest_facts(inside.row, [fresh])
    result = instruments.decide(inside.instrument.up_to(step), facts, inside.parameters)
    own = result.candidates[0].marks if result.candidates else {}
    named = scored_in(inside.step(step))
    inside.take(
        "marks.announced",
        {
            "application": str(fresh.pk),
            "step": step,
            "marks": {
                name: show(mark) for name, mark in own.items() if name in named and mark is not None
            },
            "on": clock.today().isoformat(),
        },
    )
    return models.Announcement.objects.get(application=fresh, step=step)
