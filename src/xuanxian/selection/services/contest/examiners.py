"""考官 and 试卷: the register, recusal by the register of relatives, seals."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.registry.models import Person, Relative
from xuanxian.selection import models
from xuanxian.selection.instruments.contest.scores import JudgedScore
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.entering import day_or_today, distinct_names, wanted


@dataclass(frozen=True)
class NewExaminer:
    """An examiner as entered.

    Attributes:
        sex: 1 or 2 (GB/T 2261.1), "" where it is not known.
        panel: class of judges, where the policy weighs several.
        person: who it is in the registry; None for somebody from outside.
    """

    name: str
    unit: str
    sex: str = ""
    from_elsewhere: bool = False
    panel: str = ""
    person: Person | None = None


@transaction.atomic
def enter_examiners(
    contest: models.Contest, step: str, examiners: Sequence[NewExaminer], *, actor: Actor
) -> list[models.Examiner]:
    """Enter examiners, or the pool of those to be drawn from where the policy wants a draw.

    Whom the register of relatives connects with an applicant is recused from him at once.

    Raises:
        Refusal: somebody twice, no such class of judges, drawn already, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("keep_examiners")
    exam = inside.step(step).exam
    drawn = bool(exam and exam.examiners and exam.examiners.drawn)
    if models.Draw.objects.filter(contest=inside.row, step=step, kind="examiners").exists():
        raise Refusal("这一轮的考官已经抽签，不能再登记。")
    panels = {
        each.name
        for score in inside.step(step).scores
        if isinstance(score, JudgedScore)
        for each in score.classes
    }
    there = set(inside.row.examiners.filter(step=step).values_list("name", "unit"))
    problems, bodies = [], []
    if not examiners:
        raise Refusal("没有填写考官。")
    for one in examiners:
        name, unit = one.name.strip(), one.unit.strip()
        if not name or not unit:
            problems.append(Problem(name, "考官", unit, "姓名和单位都要填写。", "请补齐。"))
        if (name, unit) in there:
            problems.append(Problem(name, "考官", unit, "已经登记。", "请勿重复登记。"))
        if (one.panel or panels) and one.panel not in panels:
            named = "、".join(sorted(panels)) or "不分类"
            problems.append(
                Problem(name, "评委类别", one.panel, "制度没有这一类。", f"可写：{named}。")
            )
        there.add((name, unit))
        bodies.append(
            {
                "examiner": str(uuid.uuid4()),
                "name": name,
                "unit": unit,
                "sex": one.sex,
                "from_elsewhere": one.from_elsewhere,
                "panel": one.panel,
                "person": str(one.person.pk) if one.person else None,
                "serves": not drawn,
                "recused": _kin(inside, name, one.person),
            }
        )
    if problems:
        raise Refusal(problems)
    inside.take("examiner.entered", {"step": step, "examiners": bodies})
    return list(
        inside.row.examiners.filter(pk__in=[one["examiner"] for one in bodies]).order_by("place")
    )


def _kin(inside: EnteredContest, name: str, person: Person | None) -> dict[str, str]:
    """Application number → how the applicant is related to somebody named `name`."""
    applicants = models.Application.objects.filter(contest=inside.row)
    numbers: dict[object, list[int]] = {}
    for number, applicant in applicants.values_list("number", "person"):
        numbers.setdefault(applicant, []).append(number)
    named = Q(name=name, linked_person__isnull=True)
    if person is not None:
        named |= Q(linked_person=person)
    found: dict[str, str] = {}
    for row in Relative.objects.filter(
        named, person__in=applicants.values("person"), is_deceased=False
    ):
        for number in numbers[row.person_id]:
            found[str(number)] = f"档案载明的{row.relation}"
    if person is not None:
        for row in Relative.objects.filter(
            person=person, is_deceased=False, linked_person__in=applicants.values("person")
        ):
            for number in numbers[row.linked_person_id]:
                found.setdefault(str(number), f"考官的{row.relation}")
        for number in numbers.get(person.pk, ()):
            found[str(number)] = "考生本人"
    return found


@transaction.atomic
def recuse_examiner(
    examiner: models.Examiner,
    applications: Sequence[models.Application],
    reason: str,
    *,
    actor: Actor,
) -> models.Examiner:
    """Recuse an examiner from applicants, for a reason the register does not tell.

    Raises:
        Refusal: nobody, no reason, he has marked one of them already, or the role may not.
    """
    inside = EnteredContest(examiner.contest, actor)
    inside.allow("keep_examiners")
    rows = inside.named([one.pk for one in applications])
    if not rows:
        raise Refusal("没有选择考生。")
    marked = examiner.marks.filter(application__in=list(rows.values())).select_related(
        "application__person"
    )
    if marked:
        raise Refusal(
            f"{examiner}已经给{marked[0].application.label}评分，不能再登记回避。",
            mend="请先由纪检监督人员核实，另行更正成绩。",
        )
    why = wanted(reason, "回避理由")
    inside.take(
        "examiner.recused",
        {
            "examiner": str(examiner.pk),
            "step": examiner.step,
            "recused": {str(one.number): why for one in rows.values()},
        },
    )
    return models.Examiner.objects.get(pk=examiner.pk)


def composition_problems(inside: EnteredContest, step: str) -> list[Problem]:
    """How those who serve fall short of what the policy says of examiners."""
    exam = inside.step(step).exam
    if exam is None or exam.examiners is None:
        return []
    rule, where = exam.examiners, inside.step(step).title
    serving = list(inside.row.examiners.filter(step=step, serves=True))
    found = []

    def add(field: str, value: int, message: str) -> None:
        found.append(Problem(where, field, str(value), message, "请先登记或抽取考官。"))

    if rule.number is not None:
        wanted_ones = whole(rule.number, inside.parameters, of="考官人数")
        if len(serving) != wanted_ones:
            add("考官人数", len(serving), f"制度规定{wanted_ones}名。")
    least = whole(rule.from_elsewhere, inside.parameters, of="异地考官人数")
    elsewhere = sum(one.from_elsewhere for one in serving)
    if elsewhere < least:
        add("异地考官", elsewhere, f"制度规定至少{least}名。")
    least = whole(rule.each_sex, inside.parameters, of="男女考官人数")
    for sex, label in (("1", "男考官"), ("2", "女考官")):
        number = sum(one.sex == sex for one in serving)
        if number < least:
            add(label, number, f"制度规定至少{least}名。")
    if rule.same_unit is not None:
        most = whole(rule.same_unit, inside.parameters, of="同一单位考官人数")
        units = [one.unit for one in serving]
        for unit in dict.fromkeys(units):
            if units.count(unit) > most:
                add("同一单位的考官", units.count(unit), f"{unit}超过制度规定的{most}名。")
    return found


@transaction.atomic
def seal_paper(
    contest: models.Contest,
    step: str,
    title: str,
    *,
    copies: int,
    seal: str,
    by: Sequence[str],
    actor: Actor,
    on: date | None = None,
) -> models.ExamPaper:
    """Register papers sealed: how many, under which seal, by whom (two people at least).

    Raises:
        Refusal: no title or seal, no copies, fewer than two people, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("keep_exam_papers")
    inside.step(step)
    names = distinct_names(by)
    if len(names) < 2:
        raise Refusal(Problem(title, "密封人", "、".join(names), "少于两人。", "请两人以上密封。"))
    if copies < 1:
        raise Refusal(Problem(title, "份数", str(copies), "不是有效份数。", "请核对。"))
    paper = uuid.uuid4()
    inside.take(
        "exam_paper.sealed",
        {
            "paper": str(paper),
            "step": step,
            "title": wanted(title, "试卷"),
            "copies": copies,
            "seal": wanted(seal, "封条号"),
            "by": "、".join(names),
            "on": day_or_today(on, "密封日期").isoformat(),
        },
    )
    return models.ExamPaper.objects.get(pk=paper)


@transaction.atomic
def open_paper(
    paper: models.ExamPaper,
    *,
    by: str,
    witnesses: Sequence[str],
    actor: Actor,
    on: date | None = None,
) -> models.ExamPaper:
    """Register papers opened on the spot, before witnesses.

    Raises:
        Refusal: opened already, nobody witnessed, before they were sealed, or the role may not.
    """
    inside = EnteredContest(paper.contest, actor)
    inside.allow("keep_exam_papers")
    fresh = models.ExamPaper.objects.get(pk=paper.pk)
    if fresh.opened_on:
        raise Refusal(f"{fresh.title}已于{fresh.opened_on.isoformat()}启封。")
    seen = distinct_names(witnesses)
    if not seen:
        raise Refusal(Problem(fresh.title, "见证人", "", "没有填写。", "请填写现场见证的人。"))
    day = day_or_today(on, "启封日期", not_before=fresh.sealed_on)
    inside.take(
        "exam_paper.opened",
        {
            "paper": str(fresh.pk),
            "by": wanted(by, "启封人"),
            "witnesses": seen,
            "on": day.isoformat(),
        },
    )
    return models.ExamPaper.objects.get(pk=paper.pk)
