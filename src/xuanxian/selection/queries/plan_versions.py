"""The versions a plan goes through, each as it was released, and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuanxian.selection import models
from xuanxian.selection.instruments import Motion
from xuanxian.selection.states import IN_THE_RUNNING


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the plan.

    Attributes:
        row: the version as it was released; None while it is not.
        is_current: whether it is being worked on.
        plan: (title of the element, text).
        people: post → names, as `models.PlanVersion.people`.
        differences: what changed since the version before, a Chinese sentence each; None for the
            first and for those not reached.
    """

    title: str
    row: models.PlanVersion | None
    is_current: bool
    plan: Sequence[tuple[str, str]] = ()
    people: Sequence[Mapping[str, Any]] = ()
    differences: Sequence[str] | None = None

    @property
    def is_reached(self) -> bool:
        """Whether it has begun."""
        return self.row is not None or self.is_current


def versions_of(round_: models.Round, motion: Motion) -> list[VersionView]:
    """Every version the policy names, those released with what stood in them."""
    rows = {row.version: row for row in round_.plan_versions.all()}
    approved = list(round_.approvals.values_list("approver", flat=True))
    current = motion.version_at(approved)
    found: list[VersionView] = []
    before: tuple[Mapping[str, str], Sequence[Mapping[str, Any]]] | None = None
    for version in motion.versions:
        row = rows.get(version.id)
        is_current = current is not None and version.id == current.id
        if row is None and not is_current:
            found.append(VersionView(version.title, None, False))
            continue
        texts: Mapping[str, str] = row.plan if row else round_.plan
        people = row.people if row else people_now(round_)
        found.append(
            VersionView(
                title=version.title,
                row=row,
                is_current=is_current,
                plan=[(one.title, texts.get(one.id, "")) for one in motion.plan],
                people=people,
                differences=None
                if before is None
                else _differences(motion, before, (texts, people)),
            )
        )
        before = (texts, people)
    return found


def people_now(round_: models.Round) -> list[dict[str, Any]]:
    """The posts of a round with the names of those in the running."""
    names: dict[object, list[str]] = {}
    for one in models.Candidacy.objects.filter(
        vacancy__round=round_, state__in=IN_THE_RUNNING
    ).select_related("person"):
        names.setdefault(one.vacancy_id, []).append(one.person.name)
    return [
        {"post": str(vacancy.post), "people": names.get(vacancy.pk, [])}
        for vacancy in round_.vacancies.select_related("post__organisation")
    ]


def _differences(
    motion: Motion,
    before: tuple[Mapping[str, str], Sequence[Mapping[str, Any]]],
    after: tuple[Mapping[str, str], Sequence[Mapping[str, Any]]],
) -> list[str]:
    said = [
        f"{one.title}：由“{before[0].get(one.id) or '（空）'}”"
        f"改为“{after[0].get(one.id) or '（空）'}”"
        for one in motion.plan
        if before[0].get(one.id, "") != after[0].get(one.id, "")
    ]
    former = {one["post"]: one["people"] for one in before[1]}
    latter = {one["post"]: one["people"] for one in after[1]}
    for post in {**former, **latter}:
        if post not in former:
            said.append(f"增加职位{post}")
        added = [name for name in latter.get(post, []) if name not in former.get(post, [])]
        gone = [name for name in former.get(post, []) if name not in latter.get(post, [])]
        if added:
            said.append(f"{post}增加人选{'、'.join(added)}")
        if gone:
            said.append(f"{post}减少人选{'、'.join(gone)}")
    return said
