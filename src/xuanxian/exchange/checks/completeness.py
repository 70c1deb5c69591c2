"""What a file must tell, and what would not fit the registry."""

from functools import cache
from typing import Any

from django.db.models import CharField

from xuanxian.exchange.phrases.cleaning import shortened
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry import models
from xuanxian.registry.dossier import Dossier

_REQUIRED = {
    "name": ("姓名", Severity.ERROR),
    "sex": ("性别", Severity.ERROR),
    "birth": ("出生年月", Severity.ERROR),
    "nation": ("民族", Severity.ERROR),
    "id_number": ("身份证", Severity.WARNING),
    "joined_work": ("参加工作时间", Severity.WARNING),
    "current_post": ("现任职务", Severity.WARNING),
    "resume": ("简历", Severity.WARNING),
    "education": ("学历学位", Severity.WARNING),
    "photo": ("照片", Severity.WARNING),
}
_SET_MODELS: dict[str, Any] = {
    "education": models.Education,
    "titles": models.ProfessionalTitle,
    "posts": models.PostHolding,
    "ranks": models.RankHolding,
    "rewards_sanctions": models.RewardSanction,
    "relatives": models.Relative,
    "trainings": models.Training,
}


def check_completeness(dossier: Dossier, where: str) -> list[Problem]:
    """Fields without which a person cannot be told from others, and fields usually told."""
    return [
        Problem(where, title, "", "没有填写。", "请补填后重新导入。", severity)
        for field, (title, severity) in _REQUIRED.items()
        if not getattr(dossier, field)
    ]


def check_lengths(dossier: Dossier, where: str) -> list[Problem]:
    """Texts longer than the registry has room for; cut nothing silently."""
    problems = []
    for owner, row in [
        (models.Person, dossier),
        *((model, row) for name, model in _SET_MODELS.items() for row in getattr(dossier, name)),
    ]:
        for field, title, longest in _rooms(owner):
            text = getattr(row, field, None)
            if isinstance(text, str) and len(text) > longest:
                problems.append(
                    Problem(
                        where,
                        title,
                        shortened(text),
                        f"共{len(text)}字，超过{longest}字。",
                        "请缩短后重新导入。",
                    )
                )
    return problems


@cache
def _rooms(model: Any) -> tuple[tuple[str, str, int], ...]:
    """(field, its Chinese name, longest text) of every short text of `model`."""
    return tuple(
        (field.name, str(field.verbose_name), field.max_length)
        for field in model._meta.fields
        if isinstance(field, CharField) and field.max_length and not field.choices
    )
