"""考察材料: submitted, signed, and the appraisals beside it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.entering import day_or_today, enter_case, wanted
from xuanxian.selection.services.inspection.standing import inspection_of, record_of


@transaction.atomic
def submit_report(
    candidacy: models.Candidacy,
    sections: Mapping[str, str],
    shortcomings: Sequence[str],
    *,
    actor: Actor,
) -> models.InspectionRecord:
    """Submit the 考察材料; earlier signatures lapse, because another text was signed.

    Raises:
        Refusal: a section missing or unknown, fewer shortcomings than the policy asks, no team.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("submit_report", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if not record_of(candidacy).team:
        raise Refusal(f"{candidacy.person.name}还没有考察组。", mend="请先组成考察组。")
    titles = {section.id: section.title for section in inspection.report_sections}
    problems = [
        Problem("考察材料", titles[name], "", "没有填写。", f"请写明{titles[name]}。")
        for name in titles
        if not sections.get(name, "").strip()
    ]
    problems += [
        Problem("考察材料", name, "", "制度没有这一部分。", "请核对。")
        for name in sections
        if name not in titles
    ]
    named = [text.strip() for text in shortcomings if text.strip()]
    least = whole(inspection.shortcomings_minimum, entered.rules.parameters, of="缺点和不足条数")
    if len(named) < least:
        problems.append(
            Problem(
                "考察材料",
                "缺点和不足",
                f"{len(named)}条",
                f"应写明{least}条以上。",
                "请写具体，不能以工作方法之类的套话代替。",
            )
        )
    if problems:
        raise Refusal(problems)
    day = day_or_today(None, "提交日期")
    entered.take(
        "report.submitted",
        {
            "candidacy": str(candidacy.pk),
            "sections": {name: text.strip() for name, text in sections.items()},
            "shortcomings": named,
            "on": day.isoformat(),
        },
    )
    return record_of(candidacy)


@transaction.atomic
def sign_report(candidacy: models.Candidacy, name: str, *, actor: Actor) -> models.InspectionRecord:
    """A member of the team signs the report.

    Raises:
        Refusal: no report, not a member, signed already.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("sign_report", Stage.INSPECTION)
    row = record_of(candidacy)
    name = name.strip()
    if row.submitted_on is None:
        raise Refusal(f"{candidacy.person.name}的考察材料还没有提交。")
    if name not in {member["name"] for member in row.team}:
        raise Refusal(f"{name}不是{candidacy.person.name}的考察组成员。", mend="请由成员签名。")
    if name in row.signed_by:
        raise Refusal(f"{name}已经签名。")
    entered.take("report.signed", {"candidacy": str(candidacy.pk), "name": name})
    return record_of(candidacy)


@transaction.atomic
def record_appraisal(
    candidacy: models.Candidacy,
    appraisal: str,
    text: str,
    signed: Mapping[str, str],
    *,
    actor: Actor,
) -> models.InspectionRecord:
    """Register an appraisal (政治鉴定、廉政鉴定); registered again it replaces the one before.

    Args:
        appraisal: id in the policy.
        text: what it says.
        signed: post → who signed in its name.

    Raises:
        Refusal: an unknown appraisal, no words, a post that the policy does not name, one without
            a signature, one person signing for two posts, the person himself, a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("record_appraisal", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    found = next((one for one in inspection.appraisals if one.id == appraisal), None)
    if found is None:
        raise Refusal(Problem("鉴定", "种类", appraisal, "制度没有这种鉴定。", "请核对。"))
    names = {post: name.strip() for post, name in signed.items() if name.strip()}
    problems = [
        Problem(found.title, post, "", "没有签字。", f"请由{post}签字。")
        for post in found.signed_as
        if post not in names
    ]
    problems += [
        Problem(found.title, post, names[post], "制度没有要求这个职务签字。", "请核对。")
        for post in names
        if post not in found.signed_as
    ]
    people = list(names.values())
    if len(set(people)) < len(people):
        problems.append(
            Problem(
                found.title, "签字", "、".join(people), "同一人签了两处。", "请由两人分别签字。"
            )
        )
    if candidacy.person.name in people:
        problems.append(
            Problem(
                found.title, "签字", candidacy.person.name, "是考察对象本人。", "请由他人签字。"
            )
        )
    if problems:
        raise Refusal(problems)
    day = day_or_today(None, "鉴定日期")
    entered.take(
        "appraisal.recorded",
        {
            "candidacy": str(candidacy.pk),
            "appraisal": appraisal,
            "title": found.title,
            "text": wanted(text, found.title),
            "signed": names,
            "on": day.isoformat(),
        },
    )
    return record_of(candidacy)
