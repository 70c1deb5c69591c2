"""Which masked fields can be revealed and who reads them; each room registers its kinds.

In a room's `AppConfig.ready`:
`disclosure.register_kind("person", "registry.reveal_sensitive", queries.sensitive_field)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.kernel.errors import Refusal

Reader = Callable[[Account, str, str], str]
"""Asked with account, subject and field; answers the plain value. Raises `Refusal` when the
subject is unknown or out of the account's scope, so that nothing is told about it."""


@dataclass(frozen=True, slots=True)
class DisclosureKind:
    """A kind of subject with masked fields, the permission it needs and how it is read."""

    permission: str
    read: Reader


_kinds: dict[str, DisclosureKind] = {}


def register_kind(subject_kind: str, permission: str, read: Reader) -> None:
    """Let masked fields of `subject_kind` be revealed to holders of `permission`."""
    _kinds[subject_kind] = DisclosureKind(permission, read)


def may_reveal(account: object, subject_kind: str) -> bool:
    """Whether the account may reveal fields of this kind of subject at all."""
    kind = _kinds.get(subject_kind)
    return kind is not None and may(account, kind.permission)


def read_plain(account: Account, subject_kind: str, subject: str, field: str) -> str:
    """The unmasked value. Only `access.services.reveal` calls this, so that no reading is silent.

    Raises:
        Refusal: the account may not reveal this kind, or the reader refuses the subject.
    """
    if not may_reveal(account, subject_kind):
        raise Refusal("您的角色不能查看这项敏感信息。", mend="确需查看的，请由有权限的同志查看。")
    return _kinds[subject_kind].read(account, subject, field)
