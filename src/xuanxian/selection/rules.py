"""The rules a round runs under: the instruments and parameters of one adopted policy, pinned.

A round keeps them whole in its record, so that a later change of the catalogue changes nothing in
a running case and an old verdict can be repeated from the record alone. Pure data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.kinds import Instrument, kinds
from xuanxian.selection.instruments import Procedure, Stage
from xuanxian.selection.instruments.procedure import Step

Kind = TypeVar("Kind", bound=Instrument)


@dataclass(frozen=True)
class Rules:
    """The instruments and parameters in force for a round.

    Attributes:
        policy: id of the policy, as 国家/党政领导干部选拔任用.
        title: its title.
        digest: digest of the adopted text, "" when it was never adopted (a rehearsal).
        instruments: instrument id → instrument, in the order of the policy.
        parameters: parameter name → value in force.
    """

    policy: str
    title: str
    digest: str = ""
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        instruments: Iterable[Instrument],
        parameters: Mapping[str, Any],
        *,
        policy: str,
        title: str,
        digest: str = "",
    ) -> "Rules":
        """Rules over `instruments`."""
        return cls(
            policy=policy,
            title=title,
            digest=digest,
            instruments={instrument.id: instrument for instrument in instruments},
            parameters=dict(parameters),
        )

    @property
    def procedure(self) -> Procedure:
        """The procedure.

        Raises:
            Refusal: the policy has none, so no case can run under it.
        """
        return self._only(Procedure)

    def step(self, stage: Stage | str) -> Step:
        """The step of `stage`.

        Raises:
            Refusal: the procedure has no such stage.
        """
        step = self.procedure.step(stage)
        if step is None:
            raise Refusal(
                Problem(
                    where=self.title,
                    field="程序",
                    value=Stage(stage).label,
                    message="制度的程序中没有这个环节。",
                    mend="请核对制度。",
                )
            )
        return step

    def get(self, instrument_id: str, kind: type[Kind]) -> Kind:
        """The instrument with this id, of this kind.

        Raises:
            Refusal: the policy has none.
        """
        found = self.instruments.get(instrument_id)
        if not isinstance(found, kind):
            raise Refusal(
                Problem(
                    where=self.title,
                    field=kind.TITLE,
                    value=instrument_id,
                    message="制度中没有这一条。",
                    mend="请在制度中补上，或改正引用它的地方。",
                )
            )
        return found

    def first(self, kind: type[Kind]) -> Kind | None:
        """The first instrument of a kind, None when the policy has none."""
        return next((one for one in self.instruments.values() if isinstance(one, kind)), None)

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """All instruments of a kind, in the order of the policy."""
        return tuple(one for one in self.instruments.values() if isinstance(one, kind))

    def _only(self, kind: type[Kind]) -> Kind:
        found = self.first(kind)
        if found is None:
            raise Refusal(
                Problem(
                    where=self.title,
                    field=kind.TITLE,
                    value="",
                    message=f"制度中没有{kind.TITLE}。",
                    mend="请采用写有完整程序的制度。",
                )
            )
        return found

    def dump(self) -> dict[str, Any]:
        """As plain JSON data; `load` gives equal rules back."""
        return {
            "policy": self.policy,
            "title": self.title,
            "digest": self.digest,
            "instruments": [
                # What stands at its default is left out: it need not be on the record twice.
                one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                | {"id": one.id, "kind": one.kind}
                for one in self.instruments.values()
            ],
            "parameters": {name: _written(value) for name, value in self.parameters.items()},
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Rules":
        """The rules that `dump` wrote down.

        Raises:
            Refusal: an instrument of a kind this program does not know.
        """
        known = kinds()
        instruments = []
        for entry in data["instruments"]:
            if entry["kind"] not in known:
                raise Refusal(f"程序不认识制度中的“{entry['kind']}”。", mend="请升级程序。")
            instruments.append(known[entry["kind"]].model_validate(entry))
        return cls.of(
            instruments,
            {name: _read(value) for name, value in data["parameters"].items()},
            policy=data["policy"],
            title=data["title"],
            digest=data["digest"],
        )


def _written(value: Any) -> Any:
    if isinstance(value, Quantity):
        return {"value": _written(value.value), "unit": value.unit, "written": value.written}
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple | list):
        return [_written(one) for one in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    if isinstance(value, dict):
        return Quantity(
            value=Quantity.of(_read(value["value"])).value,
            unit=value["unit"],
            written=value["written"],
        )
    if isinstance(value, list):
        return tuple(_read(one) for one in value)
    return value
