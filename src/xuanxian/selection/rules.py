"""The rules a round runs under: the instruments and parameters of one adopted policy, pinned.

A round keeps them whole in its record, so that a later change of the catalogue changes nothing in
a running case and an old verdict can be repeated from the record alone. Pure data.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Quantity, show
from xuanxian.policy.formulas import Parameters, read_parameters, write_parameters
from xuanxian.policy.kinds import Instrument, kinds
from xuanxian.policy.schema import Policy
from xuanxian.selection.instruments import Procedure, Stage, Talk
from xuanxian.selection.instruments.procedure import Step

Kind = TypeVar("Kind", bound=Instrument)

_PARAMETER = re.compile(r"〔(\w+)〕")


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
    parameters: Parameters = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        instruments: Iterable[Instrument],
        parameters: Parameters,
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

    @classmethod
    def of_policy(cls, policy: Policy) -> "Rules":
        """The rules of a policy whose parameters are all set."""
        return cls.of(
            policy.instruments,
            policy.quantities,
            policy=policy.id,
            title=policy.title,
            digest=policy.digest,
        )

    @property
    def appointment_talk(self) -> Talk | None:
        """The talk held on appointment (任职谈话): the one that gates the stage, None without."""
        step = self.procedure.step(Stage.APPOINTMENT)
        for gate in step.gates if step else ():
            talk = self.instruments.get(gate.check)
            if isinstance(talk, Talk):
                return talk
        return None

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

    def explain(self, instrument: Instrument) -> list[str]:
        """`instrument` as Chinese sentences, with the values of the pinned parameters in place."""

        def value(found: re.Match[str]) -> str:
            known = self.parameters.get(found[1])
            plain = known.value if isinstance(known, Quantity) else known
            return found[0] if plain is None else show(plain)

        return [_PARAMETER.sub(value, sentence) for sentence in instrument.explain()]

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
            "parameters": write_parameters(self.parameters),
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
            read_parameters(data["parameters"]),
            policy=data["policy"],
            title=data["title"],
            digest=data["digest"],
        )
