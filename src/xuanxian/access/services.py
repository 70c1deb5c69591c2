"""The verbs on accounts: create, grant, revoke, password, and the disclosure of masked fields."""

from xuanxian.access.models import Role

_ADMINISTRATION = frozenset({Role.SYSTEM_ADMINISTRATOR})
_AUDIT = frozenset({Role.AUDITOR})
_OWN_FILE = frozenset({Role.PERSON})
_BUSINESS = frozenset(Role) - _ADMINISTRATION - _AUDIT - _OWN_FILE
