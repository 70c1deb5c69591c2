"""The verbs on accounts, and the disclosure of masked fields. Each leaves an entry."""

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string

from xuanxian.access import disclosure, trail
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant, SensitiveReading
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal

_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs of a first password; none is mistaken for another when read from paper."""


_BUSINESS = "业务办理"


def duty_of(role: str) -> str:
    """The duty a role belongs to: 系统管理, 安全审计 or 业务办理.

    No account holds roles of two duties (GB/T 22239-2019, 8.1.5: system management, audit
    management and security management are kept apart).
    """
    if role == Role.SYSTEM_ADMINISTRATOR:
        return "系统管理"
    if role == Role.AUDITOR:
        return "安全审计"
    return _BUSINESS


@transaction.atomic
def create_account(
    username: str, full_name: str, *, actor: Actor, password: str | None = None
) -> tuple[Account, str]:
    """Create an account without any role; answers it and its password.

    Args:
        username: what the person types to sign in; unique.
        full_name: 姓名.
        password: None makes a random one that has to be changed at the first sign-in.

    Raises:
        Refusal: the name is missing or taken, or the password is too weak.
    """
    username, full_name = username.strip(), full_name.strip()
    problems = []
    if not full_name:
        problems.append(_problem("姓名", "", "没有填写。", "请填写真实姓名。"))
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        mend = "请用文字、数字和 @ . + - _，不含空格。"
        problems.append(_problem("登录名", username, "写法无效。", mend))
    if Account.objects.filter(username=username).exists():
        problems.append(_problem("登录名", username, "已有人使用。", "请换一个登录名。"))
    if problems:
        raise Refusal(problems)
    account = Account(username=username, full_name=full_name)
    if password is None:
        account.must_change_password = True
        password = get_random_string(12, _LEGIBLE)
    else:
        _check_strength(password, account)
    account.set_password(password)
    account.save()
    trail.leave_entry("account.created", _named(account), actor=actor)
    return account, password


@transaction.atomic
def set_password(account: Account, password: str, *, actor: Actor) -> None:
    """Give the account a password of its holder's choosing.

    Raises:
        Refusal: it is too weak.
    """
    _check_strength(password, account)
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    trail.leave_entry("account.password_set", _named(account), actor=actor)


@transaction.atomic
def reset_password(account: Account, *, actor: Actor) -> str:
    """Give the account a random password that has to be changed at the next sign-in; answers it."""
    password = get_random_string(12, _LEGIBLE)
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    trail.leave_entry("account.password_reset", _named(account), actor=actor)
    return password


@transaction.atomic
def grant_role(account: Account, role: Role | str, *, actor: Actor, unit_code: str = "") -> None:
    """Let `account` hold `role` over the unit with `unit_code` and everything under it ("" all).

    Raises:
        Refusal: the account holds a role of another duty, holds this one already, the role knows
            no units, or the actor grants it to himself.
    """
    role = Role(role)
    if unit_code and duty_of(role) != _BUSINESS:
        raise Refusal(
            f"“{role.label}”管整个系统，不能只授予一个单位的范围。", mend="管理范围请选全部单位。"
        )
    Account.objects.select_for_update().get(pk=account.pk)
    _refuse_own(account, actor)
    for held in account.grants.values_list("role", flat=True):
        if duty_of(held) != duty_of(role):
            raise Refusal(
                f"{account}已任“{Role(held).label}”，不能再任“{role.label}”："
                f"{duty_of(held)}与{duty_of(role)}须由不同的人承担。",
                mend="请先收回原角色，或另建账号授予他人。",
            )
    _, is_new = RoleGrant.objects.get_or_create(account=account, role=role, unit_code=unit_code)
    if not is_new:
        raise Refusal(f"{account}在此范围内已任“{role.label}”。", mend="不必重复授予。")
    trail.leave_entry(
        "role.granted",
        {**_named(account), "role": role.value, "unit_code": unit_code},
        actor=actor,
    )
    account.forget_reach()


@transaction.atomic
def revoke_role(grant: RoleGrant, *, actor: Actor) -> None:
    """Take a role back.

    Raises:
        Refusal: it is the actor's own, or the last system administrator's.
    """
    account = grant.account
    _refuse_own(account, actor)
    if grant.role == Role.SYSTEM_ADMINISTRATOR and not (
        RoleGrant.objects.filter(role=Role.SYSTEM_ADMINISTRATOR, account__is_active=True)
        .exclude(pk=grant.pk)
        .exists()
    ):
        raise Refusal("这是最后一位系统管理员，收回后无人能管理账号。", mend="请先授予另一位。")
    body = {**_named(account), "role": grant.role, "unit_code": grant.unit_code}
    grant.delete()
    trail.leave_entry("role.revoked", body, actor=actor)
    account.forget_reach()


@transaction.atomic
def set_active(account: Account, active: bool, *, actor: Actor) -> None:
    """Stop an account, or let it sign in again. Accounts are never deleted.

    Raises:
        Refusal: it is the actor's own.
    """
    _refuse_own(account, actor)
    if account.is_active == active:
        return
    account.is_active = active
    account.save(update_fields=["is_active"])
    kind = "account.resumed" if active else "account.stopped"
    trail.leave_entry(kind, _named(account), actor=actor)


@transaction.atomic
def reveal(account: Account, subject_kind: str, subject: str, field: str, purpose: str) -> str:
    """The plain value of a masked field, after the reading was put on the trail.

    Raises:
        Refusal: no purpose is given, or the account may not read it.
    """
    purpose = purpose.strip()
    if not purpose:
        raise Refusal(_problem("查看目的", "", "没有填写。", "请写明为何需要查看。"))
    if len(purpose) > 200:
        raise Refusal(_problem("查看目的", f"{len(purpose)}字", "过长。", "请写在200字以内。"))
    value = disclosure.read_plain(account, subject_kind, subject, field)
    SensitiveReading.objects.create(
        account=account,
        subject_kind=subject_kind,
        subject=subject,
        field=field,
        purpose=purpose,
        read_at=clock.now(),
    )
    trail.leave_entry(
        "sensitive.revealed",
        {"subject_kind": subject_kind, "subject": subject, "field": field, "purpose": purpose},
        actor=account.acting_as(),
    )
    return value


@transaction.atomic
def advance_clock(days: int, *, actor: Actor) -> None:
    """Move the rehearsal clock forward, on the trail.

    Raises:
        Refusal: the days are not between 1 and 3660.
        RuntimeError: this is a working installation, whose clock is never moved.
    """
    if not 1 <= days <= 3660:
        raise Refusal(_problem("天数", str(days), "不在范围内。", "请填写1至3660之间的整数。"))
    trail.leave_entry("clock.advanced", {"days": days}, actor=actor)
    clock.advance_rehearsal(days)


def _check_strength(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as fault:
        raise Refusal(
            [_problem("密码", "", message, "请换一个密码。") for message in fault.messages]
        ) from fault


def _refuse_own(account: Account, actor: Actor) -> None:
    if actor.account == str(account.pk):
        raise Refusal("不能改动自己的角色和状态。", mend="请由另一位系统管理员办理。")


def _named(account: Account) -> dict[str, str]:
    return {
        "account": str(account.pk),
        "username": account.username,
        "full_name": account.full_name,
    }


def _problem(field: str, value: str, message: str, mend: str) -> Problem:
    return Problem(where="账号", field=field, value=value, message=message, mend=mend)
