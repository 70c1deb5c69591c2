"""实绩公示: writing the statement of achievements, having it signed, filing it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.achievements import AchievementsRule, characters
from xuanxian.selection.services.entering import Entered, day_or_today, enter_case, wanted
from xuanxian.selection.services.notice import notice_of


@transaction.atomic
def write_achievements(
    candidacy: models.Candidacy,
    sections: Mapping[str, str],
    earliest_on: date,
    *,
    actor: Actor,
) -> models.AchievementsStatement:
    """Write the statement, or write it anew, which asks for all signatures again.

    Args:
        sections: section id of the policy → text.
        earliest_on: day of the earliest achievement told of.

    Raises:
        Refusal: the policy has no such statement, an unknown section, too many characters, a day
            to come, shown already, or a role that may not.
    """
    entered, candidacy, rule = _entered(candidacy, actor, "write_achievements")
    name = candidacy.person.name
    known = {one.id for one in rule.sections}
    texts = {section: text.strip() for section, text in sections.items() if text.strip()}
    if unknown := [section for section in texts if section not in known]:
        raise Refusal(
            Problem(name, "实绩材料", "、".join(unknown), "制度没有这一部分。", "请核对制度。")
        )
    if not texts:
        raise Refusal(Problem(name, "实绩材料", "", "没有填写。", "请按栏目填写。"))
    most = whole(rule.characters_maximum, entered.rules.parameters, of="实绩材料字数")
    count = characters(texts)
    if count > most:
        raise Refusal(
            Problem(name, "实绩材料", f"{count}字", f"超过{most}字。", f"请压缩到{most}字以内。")
        )
    earliest = day_or_today(earliest_on, "最早一项实绩的日期")
    entered.take(
        "achievements.written",
        {
            "candidacy": str(candidacy.pk),
            "name": name,
            "sections": texts,
            "earliest_on": earliest.isoformat(),
            "on": clock.today().isoformat(),
        },
    )
    return models.AchievementsStatement.objects.get(pk=candidacy.pk)


@transaction.atomic
def confirm_achievements(
    candidacy: models.Candidacy,
    confirmer: str,
    signed_by: str,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.AchievementsStatement:
    """Register the signature of one of those who confirm the statement as it stands.

    Args:
        confirmer: id of the confirmer in the policy.
        signed_by: name of whoever signed.

    Raises:
        Refusal: nothing written, an unknown confirmer, signed already, one person in two
            capacities, or a role that may not.
    """
    entered, candidacy, rule = _entered(candidacy, actor, "")
    name = candidacy.person.name
    found = next((one for one in rule.confirmed_by if one.id == confirmer), None)
    if found is None:
        raise Refusal(Problem(name, "确认人", confirmer, "制度没有写这一方。", "请核对制度。"))
    usual = entered.rules.step(Stage.NOTICE).roles_for("confirm_achievements")
    entered.allow_roles(found.roles or usual, f"{found.title}确认")
    row = _written(candidacy)
    if confirmer in row.confirmed:
        raise Refusal(f"{found.title}已经签字确认。")
    signer = wanted(signed_by, "签字人")
    if any(one["name"] == signer for one in row.confirmed.values()):
        raise Refusal(
            Problem(name, "签字人", signer, "已经以另一身份签字。", "确认须由不同的人签字。")
        )
    entered.take(
        "achievements.confirmed",
        {
            "candidacy": str(candidacy.pk),
            "confirmer": found.id,
            "title": found.title,
            "signed_by": signer,
            "on": day_or_today(on, "签字日期", not_before=row.written_on).isoformat(),
        },
    )
    return models.AchievementsStatement.objects.get(pk=candidacy.pk)


@transaction.atomic
def file_achievements(
    candidacy: models.Candidacy, document_number: str, *, actor: Actor, on: date | None = None
) -> models.AchievementsStatement:
    """Register that the statement was filed (报备) before it goes up.

    Raises:
        Refusal: nothing written, filed already, or a role that may not.
    """
    entered, candidacy, _ = _entered(candidacy, actor, "file_achievements")
    row = _written(candidacy)
    if row.filed_on:
        raise Refusal(f"{candidacy.person.name}的实绩材料已于{row.filed_on.isoformat()}报备。")
    entered.take(
        "achievements.filed",
        {
            "candidacy": str(candidacy.pk),
            "document_number": document_number.strip(),
            "on": day_or_today(on, "报备日期", not_before=row.written_on).isoformat(),
        },
    )
    return models.AchievementsStatement.objects.get(pk=candidacy.pk)


def _entered(
    candidacy: models.Candidacy, actor: Actor, verb: str
) -> tuple[Entered, models.Candidacy, AchievementsRule]:
    entered, fresh = enter_case(candidacy, actor, Stage.NOTICE)
    if verb:
        entered.allow(verb, Stage.NOTICE)
    rule = notice_of(entered.rules).achievements
    if rule is None:
        raise Refusal("本批次依据的制度没有实绩公示。")
    row = models.PublicNotice.objects.filter(pk=fresh.pk).first()
    if row and row.started_on:
        raise Refusal(f"{fresh.person.name}的公示已经开始，实绩材料不能再改。")
    return entered, fresh, rule


def _written(candidacy: models.Candidacy) -> models.AchievementsStatement:
    row = models.AchievementsStatement.objects.filter(pk=candidacy.pk).first()
    if row is None:
        raise Refusal(f"{candidacy.person.name}还没有写实绩材料。", mend="请先填写。")
    return row
