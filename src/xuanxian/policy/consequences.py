"""What an adoption means for cases under way. Each room registers what it knows of its own.

In a room's `AppConfig.ready`: `consequences.register_provider(queries.consequences_of)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.access.models import Account
from xuanxian.policy.schema import Policy


@dataclass(frozen=True, slots=True)
class Consequence:
    """One case under way in the scope of an adoption.

    Attributes:
        title: the case.
        url: its page; "" where the reader may not open it.
        stays_on: the version it pinned and goes on under, in Chinese.
        differences: how it would stand under the new policy, one Chinese sentence each; () where
            nothing would change.
    """

    title: str
    url: str
    stays_on: str
    differences: tuple[str, ...] = ()


Provider = Callable[[Account, str, Policy], list[Consequence]]
"""From who asks, the scope, and the policy with its parameters set."""

_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Let `provider` be asked; registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def of_adopting(account: Account, scope: str, policy: Policy) -> list[Consequence]:
    """What adopting `policy` for `scope` means for cases under way.

    Cases keep the version they pinned; what is told is how they would stand under the new one, so
    that those who decide can tell whether to wait or to begin anew.
    """
    return [each for provider in _providers for each in provider(account, scope, policy)]
