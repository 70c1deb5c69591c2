"""What importing the form of one person would do."""

from datetime import date
from typing import Literal

from xuanxian.exchange.checks import check_dossier
from xuanxian.exchange.lrmx.carried import corrected
from xuanxian.exchange.plans.changes import Action, Change, FilePlan, differences_between
from xuanxian.exchange.plans.standing import KnownPerson, Standing
from xuanxian.exchange.read_file import ReadFile
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry.dossier import Dossier


def plan_form(
    file: ReadFile, kind: Literal["lrmx", "lrm"], standing: Standing, *, as_of: date
) -> FilePlan:
    """The plan for one .lrmx or .lrm; `standing` takes note of it when it could be stored."""
    plan = FilePlan(file.name, kind, problems=list(file.problems))
    dossier = file.dossier
    if dossier is None:
        return plan
    doubted = {problem.field for problem in file.problems}
    plan.problems += [
        problem
        for problem in check_dossier(dossier, file.name, as_of=as_of)
        # What could not be understood is not missing as well.
        if problem.value or problem.field not in doubted
    ]
    known, doubts = standing.find_person(dossier.name, dossier.birth, dossier.id_number, file.name)
    plan.problems += doubts
    if known and known.told_by:
        plan.problems.append(
            Problem(
                file.name,
                "姓名",
                dossier.name,
                f"与本次导入的“{known.told_by}”是同一人。",
                "请只保留其中一个文件。",
            )
        )
    before = standing.dossier_of(known) if known and not plan.errors else None
    target = corrected(before, dossier) if before else dossier
    target, problems = _placed(target, file.name, standing)
    plan.problems += problems
    plan.changes.append(person_change(target, known, before))
    if not plan.errors:
        standing.note_person(target, known, told_by=file.name)
    return plan


def person_change(target: Dossier, known: KnownPerson | None, before: Dossier | None) -> Change:
    """The change that brings a person to `target`."""
    differences = differences_between(before, target) if before else ()
    action: Action = "enter" if known is None else "correct" if differences else "same"
    return Change(
        "person",
        target.name,
        action,
        known.key if known else None,
        target,
        before=before,
        differences=differences,
    )


def _placed(target: Dossier, where: str, standing: Standing) -> tuple[Dossier, list[Problem]]:
    """`target` with the unit that its 现任职务 begins with, where none was told."""
    if not target.current_post:
        return target, []
    code, words = standing.unit_named_in(target.current_post)
    if not code:
        if target.unit_code:
            return target, []
        return target, [
            Problem(
                where,
                "现任职务",
                target.current_post,
                "机构库中没有找到这个单位。",
                "请核对单位全称，或先导入机构；也可导入后在系统中指定单位。",
                Severity.WARNING,
            )
        ]
    if not target.unit_code:
        target = target.model_copy(update={"unit_code": code})
    if standing.has_post(code, words):
        return target, []
    return target, [
        Problem(
            where,
            "现任职务",
            target.current_post,
            f"“{standing.units[code].name}”没有这个职位。",
            "请核对职务名称，或先在该单位设立职位。",
            Severity.WARNING,
        )
    ]
