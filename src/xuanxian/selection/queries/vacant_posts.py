"""空缺岗位台账: the policy that asks for it, and how each post of it stands."""

import json
from dataclasses import dataclass
from datetime import date

from xuanxian.kernel import clock
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.queries import all_in_force
from xuanxian.registry import codes
from xuanxian.registry.models import Organisation, Post
from xuanxian.selection import models, storage
from xuanxian.selection.instruments.vacancy_notice import (
    VacancyClass,
    VacancyNotice,
    VacancyNoticeFacts,
)
from xuanxian.selection.queries.round_rows import unit_of


@dataclass(frozen=True, slots=True)
class Noticing:
    """How vacant posts of a unit are announced under the policy in force."""

    unit: Organisation
    policy: str
    instrument: VacancyNotice
    parameters: Parameters
    rules_in_words: tuple[str, ...] = ()


def noticing_of(unit: Organisation, as_of: date | None = None) -> Noticing | None:
    """The first policy in force for `unit` that has vacant posts announced; None without."""
    for adopted in all_in_force(unit.code, as_of or clock.today()):
        for instrument in adopted.instruments:
            if isinstance(instrument, VacancyNotice):
                return Noticing(
                    unit,
                    adopted.policy.title,
                    instrument,
                    adopted.quantities,
                    tuple(adopted.policy.explain(instrument)),
                )
    return None


def class_of(noticing: Noticing, post: Post) -> VacancyClass | None:
    """The class of a post under the policy."""
    values: dict[str, Value] = {
        "机构类别": unit_of(post.organisation).get_kind_display(),
        "正职": post.is_chief,
        "班子成员": post.is_team_member,
        "职位类别": post.get_kind_display(),
        "职务层次": codes.table("rank").label(post.rank),
    }
    return noticing.instrument.class_of(values, noticing.parameters)


def standing_of(noticing: Noticing, vacant: models.VacantPost, as_of: date) -> Outcome:
    """What the policy says of a vacant post on `as_of`."""
    return noticing.instrument.decide(
        VacancyNoticeFacts(
            as_of=as_of,
            class_id=vacant.post_class,
            requirements=vacant.requirements,
            noticed_on=vacant.noticed_on,
            whom=vacant.whom,
            manner=vacant.manner,
            plenary=vacant.plenary,
        ),
        noticing.parameters,
    )


def text_of(nomination: models.SignedNomination) -> dict[str, str]:
    """What a recommendation says, element id → text.

    Raises:
        Refusal: the file is gone or was changed.
    """
    said: dict[str, str] = json.loads(storage.read(nomination.text_digest))
    return said
