"""The reads of policies that pages and other rooms share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.access.search import Hit
from xuanxian.access.todo import Todo
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.conflicts import Clash, clashes
from xuanxian.policy.expressions.values import Quantity, Value
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.models import Adoption, Precedence
from xuanxian.policy.schema import Policy
from xuanxian.registry.models import Organisation


@dataclass(frozen=True)
class AdoptedPolicy:
    """A policy as a scope adopted it, its parameters set.

    Attributes:
        adoption_id: the adoption; a case keeps it to stay on this version.
        scope: code of the unit that adopted it; "" for everywhere.
        valid_from, valid_until: from when, and the first day it no longer holds.
        policy: the policy with its parameters set; its `digest` is that of the adopted text.
    """

    adoption_id: UUID
    scope: str
    valid_from: date
    valid_until: date | None
    policy: Policy

    @property
    def id(self) -> str:
        """Id of the policy."""
        return self.policy.id

    @property
    def title(self) -> str:
        """Title of the policy."""
        return self.policy.title

    @property
    def digest(self) -> str:
        """Digest of the adopted text."""
        return self.policy.digest

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument, in order."""
        return self.policy.instruments

    @property
    def values(self) -> dict[str, Value]:
        """Parameter name → exact value."""
        return self.policy.values

    @property
    def quantities(self) -> dict[str, Quantity]:
        """Parameter name → value with unit, as sentences print it."""
        return self.policy.quantities

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument with this id; raises Refusal when there is none."""
        return self.policy.instrument(instrument_id)


@dataclass(frozen=True)
class Conflict:
    """Two adopted policies that say different things to the same units.

    Attributes:
        followed: the one that is followed: as people decided, otherwise that of the nearer scope,
            otherwise the one adopted later.
        other: the one that stands back.
        clashes: the matters on which they differ.
        precedence: the decision of people, None where none was taken.
        deciding_scope: code of the wider of the two scopes; who may adopt policies there decides.
    """

    followed: AdoptedPolicy
    other: AdoptedPolicy
    clashes: tuple[Clash, ...]
    precedence: Precedence | None
    deciding_scope: str


def in_force(unit_code: str, as_of: date, *, having: str = "") -> AdoptedPolicy:
    """The policy in force for a unit on a day: that of the nearest scope up the tree.

    Where people decided which of two adoptions is followed, that one comes before the other.

    Args:
        unit_code: hierarchical code of the unit.
        having: a kind of instrument the policy must have, as `procedure`; "" for any.

    Raises:
        Refusal: no scope above the unit has adopted one.
    """
    for adoption in _running(unit_code, as_of):
        adopted = _adopted(adoption)
        if not having or adopted.policy.of_kind(having):
            return adopted
    raise Refusal(
        Problem(
            "制度",
            "",
            unit_code,
            f"{as_of.isoformat()}没有采用任何制度。",
            "请先在“制度”中采用一个制度。",
        )
    )


def all_in_force(unit_code: str, as_of: date) -> tuple[AdoptedPolicy, ...]:
    """Every policy in force for a unit, nearest scope first; of one policy the newest adoption."""
    found: dict[str, AdoptedPolicy] = {}
    for adoption in _running(unit_code, as_of):
        if adoption.policy not in found:
            found[adoption.policy] = _adopted(adoption)
    return tuple(found.values())


def adopted_for(policy_id: str, unit_code: str, as_of: date) -> AdoptedPolicy | None:
    """A policy as in force for a unit; with no unit named, as its widest scope adopted it."""
    if unit_code:
        found = (each for each in all_in_force(unit_code, as_of) if each.id == policy_id)
        return next(found, None)
    rows = list(_in_time(as_of).filter(policy=policy_id))
    rows.sort(key=lambda row: (-len(row.scope), row.valid_from, row.adopted_at))
    return _adopted(rows[-1]) if rows else None


def adopted_version(adoption_id: UUID | str) -> AdoptedPolicy:
    """The version a case pinned, whatever has been adopted since.

    Raises:
        Refusal: there is no such adoption.
    """
    adoption = Adoption.objects.filter(pk=adoption_id).first()
    if adoption is None:
        raise Refusal(Problem("制度", "采用", str(adoption_id), "没有这次采用。", "请核对编号。"))
    return _adopted(adoption)


def adoptions_of(policy_id: str) -> list[Adoption]:
    """Every adoption of a policy, newest first."""
    return list(Adoption.objects.filter(policy=policy_id))


def scope_names() -> dict[str, str]:
    """Code of every scope that ever adopted a policy → its name."""
    scopes = set(Adoption.objects.values_list("scope", flat=True))
    names = dict(Organisation.objects.filter(code__in=scopes).values_list("code", "name"))
    return {scope: names.get(scope, scope) if scope else "全部机构" for scope in scopes}


def scopes_by_policy(as_of: date) -> dict[str, tuple[str, ...]]:
    """Policy id → names of the scopes where it is adopted on a day."""
    names = scope_names()
    found: dict[str, dict[str, None]] = {}
    for policy, scope in _in_time(as_of).values_list("policy", "scope"):
        found.setdefault(policy, {})[names[scope]] = None
    return {policy: tuple(scopes) for policy, scopes in found.items()}


def found_policies(account: Account, text: str, limit: int) -> list[Hit]:
    """Policies whose id or title holds `text`, for the one search."""
    if not may(account, "policy.view_policy"):
        return []
    hits = []
    for policy_id in catalogue.policy_ids():
        if text in policy_id:
            url = reverse("policies:policy", args=(policy_id,))
            hits.append(Hit(policy_id.rpartition("/")[2], url, policy_id.rpartition("/")[0]))
    return hits[:limit]


def conflicts(as_of: date) -> tuple[Conflict, ...]:
    """Every conflict between policies adopted for overlapping scopes on a day, widest first."""
    newest: dict[tuple[str, str], Adoption] = {}
    for row in sorted(_in_time(as_of), key=_nearness, reverse=True):
        newest.setdefault((row.scope, row.policy), row)
    rows = list(newest.values())
    decided = _decisions(rows)
    found = []
    for place, nearer in enumerate(rows):
        for wider in rows[place + 1 :]:
            if not nearer.scope.startswith(wider.scope):
                continue
            first, second = _adopted(nearer), _adopted(wider)
            if differing := clashes(first.policy, second.policy):
                precedence = decided.get(frozenset((nearer.pk, wider.pk)))
                if precedence is not None and precedence.prevails_id == wider.pk:
                    first, second = second, first
                    differing = tuple(Clash(one.matter, one.second, one.first) for one in differing)
                found.append(Conflict(first, second, differing, precedence, wider.scope))
    return tuple(sorted(found, key=lambda one: (one.deciding_scope, one.followed.title)))


def would_clash(
    policy: Policy, scope: str, as_of: date
) -> tuple[tuple[AdoptedPolicy, tuple[Clash, ...]], ...]:
    """The policies in force on a day for units of `scope` with which `policy` would clash."""
    found = []
    seen = set()
    for row in sorted(_in_time(as_of), key=_nearness, reverse=True):
        overlaps = row.scope.startswith(scope) or scope.startswith(row.scope)
        if not overlaps or (row.scope, row.policy) in seen:
            continue
        seen.add((row.scope, row.policy))
        other = _adopted(row)
        if differing := clashes(policy, other.policy):
            found.append((other, differing))
    return tuple(found)


def todos_of(account: Account) -> list[Todo]:
    """Conflicts nobody has decided yet, for those who may decide them."""
    waiting = [
        each
        for each in conflicts(clock.today())
        if each.precedence is None and may(account, "policy.adopt_policy", each.deciding_scope)
    ]
    if not waiting:
        return []
    return [
        Todo(
            f"决定执行哪个制度（{len(waiting)}处冲突）",
            reverse("policies:conflicts"),
            why="两个采用的制度对同一事项规定不同。",
            role="organisation_leader",
        )
    ]


def _running(unit_code: str, as_of: date) -> Sequence[Adoption]:
    prefixes = [unit_code[:length] for length in range(len(unit_code) + 1)]
    rows = sorted(_in_time(as_of).filter(scope__in=prefixes), key=_nearness, reverse=True)
    for precedence in _decisions(rows).values():
        before = [row.pk for row in rows].index(precedence.yields_id)
        after = [row.pk for row in rows].index(precedence.prevails_id)
        if before < after:
            rows.insert(before, rows.pop(after))
    return rows


def _nearness(row: Adoption) -> tuple[int, date, datetime]:
    """The nearer the scope and the later the adoption, the greater."""
    return len(row.scope), row.valid_from, row.adopted_at


def _decisions(rows: Sequence[Adoption]) -> dict[frozenset[UUID], Precedence]:
    """The decision about each two of `rows` about which there is one."""
    if len(rows) < 2:
        return {}
    keys = [row.pk for row in rows]
    decided = Precedence.objects.filter(prevails__in=keys, yields__in=keys)
    return {frozenset((each.prevails_id, each.yields_id)): each for each in decided}


def _in_time(as_of: date) -> QuerySet[Adoption]:
    return Adoption.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=as_of), valid_from__lte=as_of
    )


_VERSIONS: dict[tuple[UUID, str], Policy] = {}
"""Adopted texts already read; an adoption's text and parameters never change."""


def _adopted(adoption: Adoption) -> AdoptedPolicy:
    key = (adoption.pk, adoption.digest)
    if key not in _VERSIONS:
        policy = catalogue.from_content(adoption.content)
        _VERSIONS[key] = parameters.with_parameters(policy, adoption.parameters)
    return AdoptedPolicy(
        adoption_id=adoption.pk,
        scope=adoption.scope,
        valid_from=adoption.valid_from,
        valid_until=adoption.valid_until,
        policy=_VERSIONS[key],
    )
