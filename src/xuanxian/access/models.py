"""Accounts, the roles they hold over which units, and the trail of sensitive readings."""

import uuid

import rules
from django.contrib.auth.models import AbstractUser
from django.db import models

from xuanxian.access.actor import Actor


class Role(models.TextChoices):
    """What somebody may be in the work; one account may hold several, each over a unit."""

    ORGANISATION_STAFF = "organisation_staff", "组织部工作人员"
    ORGANISATION_LEADER = "organisation_leader", "组织部领导"
    UNIT_PARTY_GROUP = "unit_party_group", "单位党组（党委）"
    INSPECTION_TEAM = "inspection_team", "考察组成员"
    COMMITTEE_MEMBER = "committee_member", "常委会委员"
    DISCIPLINE_OFFICER = "discipline_officer", "纪检监察干部"
    CONSULTED_BODY = "consulted_body", "联审单位工作人员"
    AUDITOR = "auditor", "安全审计员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    PERSON = "person", "干部本人"


class Account(AbstractUser):
    """Somebody who can sign in. The displayed name is the real name, 姓名."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    full_name = models.CharField("姓名", max_length=60)
    must_change_password = models.BooleanField("须修改密码", default=False)

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.full_name or self.username

    def holds(self, *roles: Role | str, over: str | None = None) -> bool:
        """Whether the account holds any of `roles`: over the unit with code `over`, when one is
        named, else over whatever unit."""
        return bool(self._roles_over(over) & {str(role) for role in roles})

    @property
    def role_codes(self) -> frozenset[str]:
        """The codes of all roles held, read once a request."""
        return frozenset(role for role, _ in self.reach)

    def _roles_over(self, unit_code: str | None) -> frozenset[str]:
        if unit_code is None:
            return self.role_codes
        return frozenset(role for role, reach in self.reach if unit_code.startswith(reach))

    @property
    def reach(self) -> frozenset[tuple[str, str]]:
        """Every role held with the code of the unit it reaches ("" everywhere), read once."""
        if not hasattr(self, "_reach"):
            self._reach = frozenset(self.grants.values_list("role", "unit_code"))
        return self._reach

    def forget_reach(self) -> None:
        """Read the grants anew on the next question, after they were changed."""
        self.__dict__.pop("_reach", None)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Only roles give permissions: Django's superuser flag opens nothing here."""
        return bool(self.is_active and rules.has_perm(perm, self, obj))

    def acting_as(self, *preferred: Role | str, over: str | None = None) -> Actor:
        """This account as an actor, in the first of `preferred` it holds, else in any it holds.

        `over` is the code of the unit concerned: a role held over another unit is not acted in.
        """
        held = self._roles_over(over)
        role = next((str(role) for role in preferred if str(role) in held), None)
        return Actor(
            account=str(self.pk), name=str(self), role=role or min(held, default="account")
        )


class RoleGrant(models.Model):
    """A role held by an account over a unit and everything under it.

    `unit_code` is the hierarchical code of the unit (B0111); "" reaches every unit.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=32, choices=Role.choices)
    unit_code = models.CharField("管理范围", max_length=60, blank=True)

    class Meta:
        verbose_name = "角色授予"
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "unit_code"], name="one_grant")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()} {self.unit_code}"


class SensitiveReading(models.Model):
    """One disclosure of a masked field: who read whose what, for which purpose. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject = models.CharField("对象", max_length=64)
    field = models.CharField("字段", max_length=60)
    purpose = models.CharField("目的", max_length=200)
    read_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "敏感信息查阅"
        ordering = ["-read_at"]
