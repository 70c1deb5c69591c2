"""动议前置要素预审: an office records what it found of the elements it looks into."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import ElementReview, Stage
from xuanxian.selection.instruments.element_review import ANSWERS, ElementAnswer
from xuanxian.selection.services.entering import day_or_today, enter_case


@transaction.atomic
def review_elements(
    candidacy: models.Candidacy,
    office: str,
    findings: Mapping[str, tuple[ElementAnswer, str]],
    *,
    actor: Actor,
    on: date | None = None,
) -> models.Candidacy:
    """Record what an office found of its elements; elements left out stay as they are.

    A doubt does not become 没有疑问 again: it is cleared by saying what was found out.

    Args:
        office: id of the office in the policy.
        findings: element id → the answer and, for a doubt and what cleared it, the words.

    Raises:
        Refusal: nothing found, an unknown office or one that looks into something else, a doubt
            without words, one taken back silently, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.MOTION)
    review = entered.rules.first(ElementReview)
    found_office = review.office(office) if review else None
    if review is None or found_office is None:
        raise Refusal(Problem(candidacy.person.name, "预审科室", office, "制度没有。", "请核对。"))
    entered.allow_roles(found_office.roles, f"{found_office.title}预审")
    if not findings:
        raise Refusal("没有填写任何要素的预审结论。", mend="请至少预审一项。")
    titles = {one.id: one.title for one in review.elements_of(office)}
    rows = {row.element: row for row in candidacy.element_findings.filter(check_id=review.id)}
    problems = []
    for name, (answer, note) in findings.items():
        title = titles.get(name, name)
        if name not in titles:
            said, mend = f"不由{found_office.title}预审。", "请由分工的科室预审。"
        elif answer not in ANSWERS:
            said, mend = "不是有效结论。", f"请选{'、'.join(ANSWERS.values())}。"
        elif answer != "clear" and not note.strip():
            said, mend = "没有写明情况。", "存疑的写明疑点，查实的写明查实的情况。"
        elif answer == "clear" and name in rows and rows[name].finding != "clear":
            said, mend = "已经存疑，不能改为没有疑问。", "查清以后请登记“已查实，不影响使用”。"
        elif answer == "cleared" and (name not in rows or rows[name].finding == "clear"):
            said, mend = "没有存疑，不用查实。", "请选没有疑问。"
        else:
            continue
        problems.append(
            Problem(candidacy.person.name, title, ANSWERS.get(answer, answer), said, mend)
        )
    if problems:
        raise Refusal(problems)
    entered.take(
        "elements.reviewed",
        {
            "candidacy": str(candidacy.pk),
            "check": review.id,
            "office": office,
            "findings": {
                name: {"row": str(uuid.uuid4()), "answer": answer, "note": note.strip()}
                for name, (answer, note) in findings.items()
            },
            "on": day_or_today(on, "预审日期", not_before=candidacy.entered_on).isoformat(),
        },
    )
    return models.Candidacy.objects.get(pk=candidacy.pk)
