"""署名推荐: take signed forms in, withdraw them, bar whoever did not tell the truth."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry import codes
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import SignedNomination, Stage
from xuanxian.selection.services.entering import Entered, day_or_today, enter, enter_case, wanted
from xuanxian.selection.services.vacant_posts import keep_ban


@transaction.atomic
def record_signed_nomination(
    candidacy: models.Candidacy,
    *,
    nominator: str,
    nominator_post: str,
    actor: Actor,
    of_class: str = "",
    manner: str = "",
    oral: bool = False,
    directed: bool = True,
    rank: str = "",
    promotion: bool | None = None,
    relation: str | None = None,
    attested: Sequence[str] = (),
    text: Mapping[str, str] | None = None,
    nominator_person: Person | None = None,
    nominator_unit: Organisation | None = None,
    received_on: date | None = None,
) -> models.NominationForm:
    """Register a form by which somebody puts the person forward; what it says is a file apart.

    One that does not count is kept too: the gate says why. Nobody goes on or stops by it.

    Args:
        of_class: id of the class of nominators; "" when he belongs to none.
        manner: id of the manner; "" where the policy tells none apart.
        oral: only said; no form was filled in.
        directed: for this post; otherwise for posts of `rank`.
        promotion: whether the person is to be promoted (提拔重用); None when not known.
        relation: as the nominator declares it, 无 for none; None when he declared nothing.
        attested: ids of the signatures, seals and minutes the form bears.
        text: element id → what the form says.

    Raises:
        Refusal: no such rule in the policy, an id it does not name, the nominator is the person,
            the same nominator's form stands already, a day to come, a stage past the nomination,
            or a role that may not.
    """
    entered, fresh = enter_case(candidacy, actor, Stage.MOTION, Stage.NOMINATION, receiving=True)
    entered.allow("record_signed_nomination", Stage(fresh.stage))
    instrument = _instrument(entered)
    name, post = wanted(nominator, "推荐人"), wanted(nominator_post, "推荐人职务")
    said = {key: words.strip() for key, words in (text or {}).items() if words.strip()}
    _refuse_unknown("推荐主体", [of_class], [one.id for one in instrument.nominators])
    _refuse_unknown("推荐方式", [manner], [one.id for one in instrument.manners])
    _refuse_unknown("签字盖章", attested, [one.id for one in instrument.attestations])
    _refuse_unknown("推荐表内容", list(said), [one.id for one in instrument.elements])
    if not directed:
        _refuse_unknown(
            "职务层次", [wanted(rank, "推荐的职务层次")], list(codes.table("rank").codes)
        )
    if nominator_person is not None and nominator_person.pk == fresh.person_id:
        raise Refusal(f"{name}不能推荐本人。", mend="请核对推荐人。")
    if models.NominationForm.objects.filter(
        candidacy=fresh, nominator=name, nominator_post=post, withdrawn_on__isnull=True
    ).exists():
        raise Refusal(f"{name}对{fresh.person.name}的推荐已经登记。", mend="有变化的，请先撤销。")
    digest = ""
    if said and not oral:
        content = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        digest = storage.store(content, name="署名推荐表")
    form = uuid.uuid4()
    entered.take(
        "nomination_form.recorded",
        {
            "form_received": str(form),
            "candidacy": str(fresh.pk),
            "instrument": instrument.id,
            "nominator": name,
            "nominator_post": post,
            "nominator_person": str(nominator_person.pk) if nominator_person else None,
            "nominator_unit": str(nominator_unit.pk) if nominator_unit else None,
            "of_class": of_class,
            "manner": manner,
            "oral": oral,
            "directed": directed,
            "rank": "" if directed else rank,
            "promotion": promotion,
            "relation": (relation or "").strip() or None,
            "attested": [] if oral else sorted(set(attested)),
            "written": [] if oral else sorted(said),
            "text_digest": digest,
            "on": day_or_today(received_on, "收到日期").isoformat(),
        },
    )
    return models.NominationForm.objects.get(pk=form)


@transaction.atomic
def withdraw_signed_nomination(
    form: models.NominationForm, reason: str, *, actor: Actor
) -> models.NominationForm:
    """Take a form back, as when the nominator does or it was registered by mistake.

    Raises:
        Refusal: taken back already, no reason, or a role that may not.
    """
    entered, row = _enter_form(form, actor)
    _withdraw(entered, row, reason, untrue=False)
    return models.NominationForm.objects.get(pk=row.pk)


@transaction.atomic
def find_nomination_untrue(
    form: models.NominationForm, reason: str, *, actor: Actor, on: date | None = None
) -> models.NominationForm:
    """People found that a nominator did not tell the truth: the form counts no more, and he may
    not nominate for as long as the policy says.

    What becomes of the person is decided apart.

    Args:
        on: first day of the ban, today by default.

    Raises:
        Refusal: taken back already, no reason, the policy knows no ban, or a role that may not.
    """
    entered, row = _enter_form(form, actor)
    instrument = entered.rules.get(row.instrument, SignedNomination)
    day = day_or_today(on, "起算日期", not_before=row.received_on)
    until = instrument.barred_until(day, entered.rules.parameters)
    if until is None:
        raise Refusal(
            "本批次依据的制度没有取消推荐资格的规定。", mend="请撤销这份推荐，另按有关规定处理。"
        )
    _withdraw(entered, row, reason, untrue=True)
    keep_ban(entered.round.unit, row.nominator, row.nominator_post, reason, day, until, actor)
    return models.NominationForm.objects.get(pk=row.pk)


def _withdraw(entered: Entered, row: models.NominationForm, reason: str, *, untrue: bool) -> None:
    entered.take(
        "nomination_form.withdrawn",
        {
            "form_received": str(row.pk),
            "candidacy": str(row.candidacy_id),
            "reason": wanted(reason, "理由"),
            "untrue": untrue,
            "on": clock.today().isoformat(),
        },
    )


def _enter_form(form: models.NominationForm, actor: Actor) -> tuple[Entered, models.NominationForm]:
    """Lock the round of a form that stands; also when the person has gone on or ended."""
    entered = enter(form.candidacy.vacancy.round, actor, even_closed=True)
    row = models.NominationForm.objects.select_related("candidacy__person").get(pk=form.pk)
    first = entered.rules.procedure.stages[0].stage
    entered.allow("withdraw_signed_nomination", first)
    if row.withdrawn_on:
        raise Refusal(f"{row.nominator}的推荐已于{row.withdrawn_on.isoformat()}撤销。")
    return entered, row


def _instrument(entered: Entered) -> SignedNomination:
    found = entered.rules.first(SignedNomination)
    if found is None:
        raise Refusal("本批次依据的制度没有署名推荐。")
    return found


def _refuse_unknown(field: str, given: Sequence[str], known: Sequence[str]) -> None:
    if strange := [one for one in given if one and one not in known]:
        raise Refusal(
            Problem("署名推荐表", field, "、".join(strange), "制度没有这一项。", "请核对。")
        )
