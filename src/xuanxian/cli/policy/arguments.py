"""What the commands of policies take: a policy by id or by file, and settings of parameters."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xuanxian.policy.schema import Policy

POLICY_ARGUMENT = click.argument("policy_id", metavar="制度")
"""An id of the catalogue, or the path of a `.yaml` file."""


def load(policy_id: str) -> "Policy":
    """The policy of an id or of a file.

    Raises:
        Refusal: there is none, or it has mistakes.
    """
    from xuanxian.policy import catalogue

    if policy_id.endswith((".yaml", ".yml")):
        return catalogue.load_file(Path(policy_id))
    return catalogue.load(policy_id)


def settings_given(settings: tuple[str, ...]) -> dict[str, str]:
    """`name=value` texts as a mapping.

    Raises:
        Refusal: one of them is not written so.
    """
    from xuanxian.kernel.errors import Refusal

    given = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise Refusal(f"“{setting}”写法不对。", mend="请写成 参数=值，如 reply_days=5。")
        given[name.strip().removeprefix("$")] = value.strip()
    return given
