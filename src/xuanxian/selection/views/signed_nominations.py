"""署名推荐表: one form as it stands, for reading and for print."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.policy.parts import Named
from xuanxian.registry import codes
from xuanxian.selection import models, queries, storage
from xuanxian.selection.deeds import deed_of
from xuanxian.selection.instruments import SignedNomination, Stage
from xuanxian.selection.instruments.signed_nomination import NominatorClass
from xuanxian.selection.queries.stage_facts.nomination_forms import facts_of_form
from xuanxian.selection.views.access import subject_for


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def nomination_form(request: SignedInRequest, form_id: UUID) -> HttpResponse:
    """What a nominator wrote and signed, and what the policy says of it; for those who work at
    the motion or the nomination."""
    form, round_, candidacy = subject_for(request, "nomination_form", form_id)
    rules = queries.rules_of(round_)
    if not {Stage.MOTION, Stage.NOMINATION} & queries.works_at(request.user, rules, round_):
        raise Http404
    instrument = rules.get(form.instrument, SignedNomination)
    said = json.loads(storage.read(form.text_digest)) if form.text_digest else {}
    deeds = [
        deed
        for verb in ("withdraw_signed_nomination", "find_nomination_untrue")
        if (deed := deed_of(models.NominationForm, verb))
        and not form.withdrawn_on
        and deed.open_to(request.user, rules, form)
        and (verb != "find_nomination_untrue" or instrument.ban_months is not None)
    ]
    return render(
        request,
        "selection/nomination_form.html",
        {
            "form": form,
            "round": round_,
            "candidacy": candidacy,
            "of_class": _title(instrument.nominators, form.of_class),
            "manner": _title(instrument.manners, form.manner),
            "rank": codes.table("rank").label(form.rank) if form.rank else "",
            "attestations": [
                (one.title, one.id in form.attested)
                for one in instrument.attestations_for(form.manner, form.promotion)
            ],
            "elements": [(one.title, said.get(one.id, "")) for one in instrument.elements],
            "outcome": instrument.decide_form(facts_of_form(form), rules.parameters),
            "expires": instrument.expires_on(form.received_on, rules.parameters),
            "deeds": deeds,
        },
    )


def _title(parts: Sequence[Named | NominatorClass], part_id: str) -> str:
    """The title of the part with this id, "" for none."""
    return next((one.title for one in parts if one.id == part_id), "")
