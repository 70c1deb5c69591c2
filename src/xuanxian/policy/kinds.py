"""The kinds of instrument a policy may use; every room registers its own.

A room declares its kinds in its `instruments.py`, which its Django app configuration imports, so
that this room needs to know no other.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

_KINDS: dict[str, type["Instrument"]] = {}


class Instrument(BaseModel):
    """What every instrument has. Subclasses set `KIND` and `TITLE` and are registered by it.

    Attributes:
        id: name inside the policy; `extends` merges by it.
        kind: the registered kind.
        title: Chinese name as staff read it.
        cite: article of the source.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    KIND: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""

    id: str
    kind: str
    title: str = ""
    cite: str = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.KIND:
            return
        known = _KINDS.setdefault(cls.KIND, cls)
        if known is not cls and known.__qualname__ != cls.__qualname__:
            raise RuntimeError(f"kind {cls.KIND} is registered twice: {known} and {cls}")

    def explain(self) -> list[str]:
        """The instrument as plain Chinese sentences, one a paragraph."""
        raise NotImplementedError


def kinds() -> dict[str, type[Instrument]]:
    """All registered kinds by name."""
    return dict(sorted(_KINDS.items()))
