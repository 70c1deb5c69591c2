"""Who may do what in this software: one table, denied unless it says otherwise.

This is access to the program, not policy: which body decides on whom is written in policies.
A permission reads `<room>.<verb>_<thing>`; it is held by roles, and each grant of a role reaches
a unit and everything under it. `rules` answers `account.has_perm(permission, subject)` from the
same table, so that templates may ask `{% if perms.registry.view_person %}`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote

import rules
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from xuanxian.access.models import Account, Role

STAFF = Role.ORGANISATION_STAFF
LEADER = Role.ORGANISATION_LEADER
PARTY_GROUP = Role.UNIT_PARTY_GROUP
INSPECTION_TEAM = Role.INSPECTION_TEAM
COMMITTEE = Role.COMMITTEE_MEMBER
DISCIPLINE = Role.DISCIPLINE_OFFICER
CONSULTED_BODY = Role.CONSULTED_BODY
AUDITOR = Role.AUDITOR
ADMINISTRATOR = Role.SYSTEM_ADMINISTRATOR
PERSON = Role.PERSON

_EVERYBODY = tuple(Role)
_OFFICE = (STAFF, LEADER)
_CASE_PARTIES = (STAFF, LEADER, PARTY_GROUP, INSPECTION_TEAM, COMMITTEE, DISCIPLINE)

ROLES_OF_PERMISSION: dict[str, tuple[Role, ...]] = {
    # the shell
    "web.view_desk": _EVERYBODY,
    "web.search": _EVERYBODY,
    "web.view_calendar": _CASE_PARTIES,
    # accounts, the clock, the trail of readings
    "access.change_own_password": _EVERYBODY,
    "access.view_accounts": (ADMINISTRATOR, AUDITOR),
    "access.manage_accounts": (ADMINISTRATOR,),
    "access.view_sensitive_readings": (AUDITOR,),
    "access.advance_clock": (STAFF, LEADER, ADMINISTRATOR),
    "access.view_about": _EVERYBODY,
    # the record
    "record.view_stream": (STAFF, LEADER, DISCIPLINE, AUDITOR),
    "record.view_access_stream": (ADMINISTRATOR, AUDITOR),
    "record.verify_stream": (STAFF, LEADER, DISCIPLINE, AUDITOR),
    "record.export_stream": (STAFF, LEADER, DISCIPLINE, AUDITOR),
    # people and units
    "registry.view_person": (STAFF, LEADER, PARTY_GROUP, INSPECTION_TEAM, COMMITTEE, DISCIPLINE),
    "registry.edit_person": (STAFF,),
    "registry.view_own_file": (PERSON,),
    "registry.request_correction": (PERSON,),
    "registry.reveal_sensitive": (STAFF, LEADER, DISCIPLINE),
    "registry.view_unit": (STAFF, LEADER, PARTY_GROUP, INSPECTION_TEAM, COMMITTEE, DISCIPLINE),
    "registry.edit_unit": (STAFF,),
    # files
    "exchange.import_files": (STAFF,),
    "exchange.export_files": _OFFICE,
    # policies are open to everybody who works under them
    "policy.view_policy": _EVERYBODY,
    "policy.rehearse_policy": (STAFF, LEADER, DISCIPLINE),
    "policy.write_draft": _OFFICE,
    "policy.adopt_policy": (LEADER,),
    "policy.keep_calendar": _OFFICE,
    # polls
    "ballots.view_poll": (STAFF, LEADER, DISCIPLINE, INSPECTION_TEAM),
    "ballots.manage_poll": (STAFF,),
    "ballots.count_poll": (STAFF, DISCIPLINE),
    "ballots.act_as_teller": _EVERYBODY,
    "ballots.view_result": (STAFF, LEADER, DISCIPLINE),
    "ballots.view_history": _OFFICE,
    "ballots.cast_signed": (PARTY_GROUP, COMMITTEE, LEADER),
    # meetings: members see the agenda and what was announced
    "ballots.view_meeting": (STAFF, LEADER, DISCIPLINE, COMMITTEE),
    "ballots.manage_meeting": (STAFF,),
    "ballots.chair_meeting": (STAFF, LEADER),
    "ballots.supervise_meeting": (STAFF, DISCIPLINE),
    # rounds and cases
    "selection.view_case": _CASE_PARTIES,
    "selection.manage_case": (STAFF,),
    "selection.lead_case": (LEADER,),
    "selection.inspect_case": (INSPECTION_TEAM, STAFF),
    "selection.answer_clearance": (CONSULTED_BODY, PARTY_GROUP, DISCIPLINE, STAFF),
    "selection.deliberate_case": (COMMITTEE, LEADER),
    "selection.apply": (PERSON,),
    "selection.view_own_case": (PERSON,),
    "selection.override_verdict": (LEADER, COMMITTEE),
    # what the figures of votes say
    "insight.view_vote_analysis": (STAFF, LEADER, DISCIPLINE),
    "insight.analyse_votes": _OFFICE,
    "insight.close_vote_signal": (LEADER, DISCIPLINE),
    "insight.view_discrepancies": (STAFF, LEADER, DISCIPLINE),
    "insight.close_discrepancy": (STAFF, LEADER, DISCIPLINE),
    # papers
    "documents.make_document": (STAFF, LEADER, INSPECTION_TEAM),
}
"""Permission → the roles that hold it. A room adds its own lines here."""

OPEN_TO_EVERY_ACCOUNT = frozenset({"web.view_desk", "access.change_own_password"})
"""What even an account without any role may do: see that it has none, and mind its password."""


class SignedInRequest(HttpRequest):
    """A request behind `needs`: its user is an account."""

    user: Account


_MARK = "needed_permissions"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def may(account: object, permission: str, unit_code: str | None = None) -> bool:
    """Whether `account` holds `permission`, over the unit with `unit_code` when one is named.

    Args:
        account: an `Account`; anybody else, as somebody not signed in, may nothing.
        permission: a key of `ROLES_OF_PERMISSION`.
        unit_code: hierarchical code of the unit concerned; None asks whether anywhere at all.

    Raises:
        KeyError: no such permission; a defect of the caller.
    """
    roles = ROLES_OF_PERMISSION[permission]
    if not isinstance(account, Account) or not account.is_active:
        return False
    if permission in OPEN_TO_EVERY_ACCOUNT:
        return True
    return any(
        role in roles and (unit_code is None or unit_code.startswith(reach))
        for role, reach in account.reach
    )


def scope_of(account: Account, permission: str) -> tuple[str, ...]:
    """The unit codes under which `account` holds `permission`: `("",)` is everywhere, `()` nowhere.

    For queries: a unit is in scope when its code starts with one of them.
    """
    roles = ROLES_OF_PERMISSION[permission]
    reaches = {reach for role, reach in account.reach if role in roles}
    if "" in reaches:
        return ("",)
    return tuple(sorted(reaches))


def needs(
    *permissions: str, unit: Callable[..., str | None] | None = None
) -> Callable[[View], View]:
    """Decorate a view: the account must hold one of `permissions`, else the view answers 403.

    Every view of the project carries this mark; `access.middleware` refuses views without it.

    Args:
        permissions: keys of `ROLES_OF_PERMISSION`, any one suffices.
        unit: called with the view's arguments, answers the code of the unit concerned, so that
            the scope of the grant is checked too.

    Raises:
        KeyError: when the module is loaded, for a permission that the table lacks.
    """
    for permission in permissions:
        ROLES_OF_PERMISSION[permission]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
            code = unit(request, *arguments, **named) if unit else None
            if not any(may(request.user, permission, code) for permission in permissions):
                raise PermissionDenied("您的角色没有打开此页面的权限。")
            return view(request, *arguments, **named)

        setattr(guarded, _MARK, permissions)
        return cast("View", guarded)

    return decorate


def permissions_needed_by(view: Callable[..., Any]) -> tuple[str, ...] | None:
    """What `needs` asks for `view`; None when the view was never marked."""
    return getattr(view, _MARK, None)


def _predicate(permission: str) -> rules.Predicate:
    @rules.predicate(name=permission)
    def holds(account: object, subject: object = None) -> bool:
        return may(account, permission, getattr(subject, "unit_code", None))

    return holds


def register_with_rules() -> None:
    """Give every permission of the table to `rules`; called once when the app is ready."""
    for permission in ROLES_OF_PERMISSION:
        if not rules.perm_exists(permission):
            rules.add_perm(permission, _predicate(permission))
