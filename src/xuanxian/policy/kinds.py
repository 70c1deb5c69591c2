"""The kinds of instrument a policy may use; every room registers its own.

A room declares its kinds in its `instruments.py`, which its Django app configuration imports, so
that this room needs to know no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict

from xuanxian.kernel.errors import Severity
from xuanxian.policy.expressions import Kind, Quantity, Value, ValueType
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
class Fault:
    """One fault inside an instrument or a policy, before it is placed in its file.

    Attributes:
        path: where in the checked data; an entry of a list by its name, or its number from 0.
        message: what is wrong, as a Chinese sentence.
        mend: how to mend it.
        value: what was found there; None where that says nothing.
        severity: whether the policy is refused, or somebody should have a look.
    """

    path: tuple[str | int, ...]
    message: str
    mend: str = ""
    value: object = None
    severity: Severity = Severity.ERROR


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

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterable[Fault]:
        """What is wrong once the values of the parameters are known, as a share over 100 %.

        Args:
            parameters: every parameter of the policy; those still open have no value.
        """
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
        return answer_of(self.judged(given, parameters))

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """The outcome of what is `given` to `rehearse`, with every reason.

        Raises:
            NotImplementedError: the kind decides something else than an outcome.
            pydantic.ValidationError: `given` does not fit.
        """
        decide = getattr(self, "decide", None)
        if decide is None:
            raise NotImplementedError(f"{self.kind} cannot be rehearsed")
        hints = get_type_hints(decide)
        facts_model = next(iter(hints.values()))
        outcome = decide(facts_model.model_validate(dict(given)), parameters)
        if not isinstance(outcome, Outcome):
            raise NotImplementedError(f"{self.kind} decides no outcome")
        return outcome

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """Values that a key of an example may take, for forms to offer: 事件 of a points system.

        As it stands these are the closed lists in the facts that `decide` takes.
        """
        decide = getattr(self, "decide", None)
        if decide is None:
            return {}
        return _closed_lists(next(iter(get_type_hints(decide).values())))

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


def _closed_lists(annotation: Any) -> dict[str, tuple[str, ...]]:
    """Field name → its values, of every field of a model and the models in it with such a list."""
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field_info in annotation.model_fields.items():
            if values := _values_of(field_info.annotation):
                found[field_info.alias or name] = values
            found |= _closed_lists(field_info.annotation)
    else:
        for argument in get_args(annotation):
            found |= _closed_lists(argument)
    return found


def _values_of(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(each for each in get_args(annotation) if isinstance(each, str) and each)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(each.value for each in annotation)
    for argument in get_args(annotation):
        if found := _values_of(argument):
            return found
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
