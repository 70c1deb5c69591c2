"""Setting back what an import changed, unless something later stands on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import ProtectedError

from xuanxian.access.actor import Actor
from xuanxian.exchange.models import ImportedChange
from xuanxian.exchange.services.applying import length_of
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry import models
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import Dossier

_LATER = "导入之后又有变动，撤销会丢掉这些变动。"


def set_back(changes: Sequence[ImportedChange], *, actor: Actor, reason: str) -> None:
    """Set `changes` back, the latest first. Called inside one transaction.

    Raises:
        Refusal: one problem for each subject on which later changes stand; nothing may be kept.
    """
    problems = list(_later_changes(changes))
    if problems:
        raise Refusal(problems)
    for change in changes:
        try:
            _set_back(change, actor, reason)
        except ProtectedError as error:
            raise Refusal(
                Problem(
                    change.title,
                    "",
                    "",
                    "选任、任职等工作中已用到，不能撤销。",
                    "请先撤出相关工作，或改为逐项更正。",
                )
            ) from error


def _later_changes(changes: Sequence[ImportedChange]) -> list[Problem]:
    """A problem for each record stream in which something stands between or after `changes`."""
    expected: dict[str, int] = {}
    problems = {}
    for change in changes:
        stream = change.stream
        stands = expected.get(stream)
        if stands is None:
            stands = length_of(stream)
        if stands != change.entries_after and stream not in problems:
            problems[stream] = Problem(
                change.title, "", "", _LATER, "请到该档案中核对，改为逐项更正。"
            )
        expected[stream] = change.entries_before
    return list(problems.values())


def _set_back(change: ImportedChange, actor: Actor, reason: str) -> None:
    if change.subject == "person":
        person = models.Person.objects.get(pk=change.identity)
        if change.action == "enter":
            registry.withdraw_person(person, actor=actor, reason=reason)
            return
        photo = bytes(change.photo_before) if change.photo_before else None
        before = Dossier.model_validate({**(change.before or {}), "photo": photo})
        registry.correct_dossier(person, before, actor=actor, reason=reason)
    elif change.subject == "unit":
        unit = models.Organisation.objects.get(pk=change.identity)
        if change.action == "enter":
            registry.withdraw_organisation(unit, actor=actor, reason=reason)
        else:
            fields = _typed(change.before or {})
            for name in ("parent", "administered_by"):
                fields[name] = models.Organisation.objects.filter(pk=fields[name]).first()
            registry.correct_organisation(unit, fields, actor=actor, reason=reason)
    elif change.subject == "post":
        post = models.Post.objects.get(pk=change.identity)
        if change.action == "enter":
            registry.withdraw_post(post, actor=actor, reason=reason)
        else:
            registry.correct_post(post, _typed(change.before or {}), actor=actor, reason=reason)
    else:
        figure = models.Establishment.objects.get(pk=change.identity)
        registry.withdraw_establishment(figure, actor=actor, reason=reason)


def _typed(before: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in before.items()
    }
