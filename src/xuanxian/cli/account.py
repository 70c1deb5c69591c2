"""`xuanxian account`: accounts and roles from the machine itself."""

import click

from xuanxian.access import queries, services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Organisation

_ROLES = "、".join(f"{role.value}（{role.label}）" for role in Role)


@click.group("account")
def account_command() -> None:
    """账号：新建、授予和收回角色、列出、重置密码。"""


@account_command.command("create")
@click.argument("username", metavar="登录名")
@click.argument("full_name", metavar="姓名")
@click.option("--password", envvar="XUANXIAN_PASSWORD", help="不给则生成初始密码并显示一次。")
@click.option("--role", "roles", multiple=True, help="同时授予的角色，可重复。")
def create(username: str, full_name: str, password: str | None, roles: tuple[str, ...]) -> None:
    """新建账号。"""
    from django.db import transaction

    chosen = [_role(role) for role in roles]
    with transaction.atomic():
        account, made = services.create_account(
            username, full_name, actor=Actor.command_line(), password=password
        )
        for role in chosen:
            services.grant_role(account, role, actor=Actor.command_line())
    click.echo(f"已新建账号 {account.username}（{account.full_name}）")
    if password is None:
        click.echo(f"初始密码：{made}（只显示这一次，首次登录须修改）")


@account_command.command("grant", help=f"授予角色。角色：{_ROLES}。")
@click.argument("username", metavar="登录名")
@click.argument("role", metavar="角色")
@click.option("--unit", default="", help="管理范围：机构编码；不给则为全部单位。")
def grant(username: str, role: str, unit: str) -> None:
    account = _account(username)
    if unit and not Organisation.objects.filter(code=unit).exists():
        raise Refusal(f"没有编码为“{unit}”的机构。", mend="请核对机构编码。")
    services.grant_role(account, _role(role), unit_code=unit, actor=Actor.command_line())
    click.echo(f"已授予 {account.full_name}：{_role(role).label}（{unit or '全部单位'}）")


@account_command.command("revoke")
@click.argument("username", metavar="登录名")
@click.argument("role", metavar="角色")
@click.option("--unit", default="", help="管理范围：机构编码；不给则为全部单位。")
def revoke(username: str, role: str, unit: str) -> None:
    """收回角色。"""
    account = _account(username)
    held = RoleGrant.objects.filter(account=account, role=_role(role), unit_code=unit).first()
    if held is None:
        raise Refusal(
            f"{account.full_name}在此范围内没有这个角色。",
            mend="用 xuanxian account list 查看已授予的角色。",
        )
    services.revoke_role(held, actor=Actor.command_line())
    click.echo(f"已收回 {account.full_name}：{_role(role).label}（{unit or '全部单位'}）")


@account_command.command("list")
@click.argument("text", required=False, default="", metavar="[姓名或登录名]")
def list_accounts(text: str) -> None:
    """列出账号和角色。"""
    for account in queries.accounts(text):
        grants = "；".join(
            f"{grant.get_role_display()}（{grant.unit_code or '全部单位'}）"
            for grant in account.grants.all()
        )
        state = "" if account.is_active else "\t已停用"
        click.echo(f"{account.username}\t{account.full_name}\t{grants or '尚未授予角色'}{state}")


@account_command.command("password")
@click.argument("username", metavar="登录名")
@click.option("--password", envvar="XUANXIAN_PASSWORD", help="不给则生成初始密码并显示一次。")
def password_of(username: str, password: str | None) -> None:
    """重置密码。"""
    account = _account(username)
    if password is None:
        made = services.reset_password(account, actor=Actor.command_line())
        click.echo(f"新的初始密码：{made}（只显示这一次，下次登录须修改）")
    else:
        services.set_password(account, password, actor=Actor.command_line())
        click.echo(f"已设置 {account.full_name} 的密码")


def _account(username: str) -> Account:
    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Refusal(
            f"没有登录名为“{username}”的账号。", mend="用 xuanxian account list 查看全部账号。"
        )
    return found


def _role(text: str) -> Role:
    for role in Role:
        if text in (role.value, role.label):
            return role
    raise Refusal(f"没有“{text}”这个角色。", mend=f"可用的角色：{_ROLES}。")
