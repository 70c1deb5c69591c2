"""The kinds of instrument a policy may use; every room registers its own.

A room declares its kinds in its `instruments.py`, which its Django app configuration imports, so
that this room needs to know no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict

from xuanxian.policy.expressions import Kind, Value, ValueType
from xuanxian.policy.outcome import Outcome

_KINDS: dict[str, type["Instrument"]] = {}


@dataclass(frozen=True, slots=True)
class StatedExpression:
    """An expression standing in an instrument, for the checker of policy files.

    Attributes:
        path: where it stands in the instrument, as `("rules", "age", "rule")`; an entry of a list
            is named by its id, or by its number from 0.
        text: the expression.
        names: the values it may name; None for those of the facts of a person.
        expect: the kind its value must have, None for any.
    """

    path: tuple[str | int, ...]
    text: str
    names: Mapping[str, ValueType] | None = None
    expect: Kind | None = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Moment:
    """One day on which something happens or changes by itself, for a rehearsal over time.

    Attributes:
        on: the day.
        said: what happens, as one Chinese sentence.
        values: how things stand at the end of that day, keyed as `rehearse` answers.
    """

    on: date
    said: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing an instrument provides, as a written policy would print it.

    Attributes:
        text: one Chinese sentence or paragraph; `$name` and 〔name〕 stand for a parameter.
        cite: article, where it differs from the instrument's.
        part: path of the entry of the instrument it says, as `("rules", "age")`; () where it is
            said of the instrument as a whole. Provisions with a part are printed as items.
        note: how it is to be read.
    """

    text: str
    cite: str = ""
    part: tuple[str, ...] = ()
    note: str = ""


class Instrument(BaseModel):
    """What every instrument has. Subclasses set `KIND` and `TITLE` and are registered by it.

    A number a policy may set is written as it is or as `$name`, a parameter of the policy;
    decisions take the parameters in force beside the instrument.

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
        """The instrument as plain Chinese sentences, one a paragraph.

        `$name` and 〔name〕 stand for a parameter; `Policy.explain` puts its value in their place.
        """
        raise NotImplementedError

    def provisions(self) -> Sequence[Provision]:
        """The instrument for a written policy: its paragraphs, and its entries as items."""
        return [Provision(paragraph) for paragraph in self.explain()]

    def course(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """The stages this instrument puts in order: Chinese name and ids of what each asks.

        A written policy is arranged by it. () for instruments that order nothing.
        """
        return ()

    def expressions(self) -> Sequence[StatedExpression]:
        """Every expression of the instrument, so that a policy file is checked as a whole."""
        return ()

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the instrument answers to a policy's own case, keyed as the case's `expect`.

        As it stands it serves every kind with a `decide(facts, parameters) -> Outcome` whose facts
        are a pydantic model: `given` is read into that model, and the answer holds `verdict` and
        `rules`, the verdict of each rule by its id.

        Raises:
            pydantic.ValidationError: `given` does not fit.
        """
        decide = getattr(self, "decide", None)
        if decide is None:
            raise NotImplementedError(f"{self.kind} cannot be rehearsed")
        hints = get_type_hints(decide)
        facts_model = next(iter(hints.values()))
        return answer_of(decide(facts_model.model_validate(dict(given)), parameters))

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """The days on which something happens to what is `given` to `rehearse`, in order.

        As it stands nothing does: kinds in which dates matter (deadlines, influence periods,
        resets) say theirs.

        Raises:
            pydantic.ValidationError: `given` does not fit.
        """
        return ()


def answer_of(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a case's `expect` states it."""
    return {
        "verdict": outcome.verdict.value,
        "rules": {reason.rule: reason.verdict.value for reason in outcome.reasons},
    }


def kinds() -> dict[str, type[Instrument]]:
    """All registered kinds by name."""
    return dict(sorted(_KINDS.items()))
