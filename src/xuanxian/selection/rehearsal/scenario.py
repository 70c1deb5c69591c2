"""What a scenario file says: the policy, the post, the people, dated steps, what is expected."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier
from xuanxian.selection.instruments import Stage
from xuanxian.selection.rehearsal.steps import Step

LARGEST_FILE = 1024 * 1024
"""Bytes of one scenario."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EstablishmentGiven(_Part):
    """职数 of the unit and rank."""

    approved: int | None = None
    filled: int = 0
    reserved: int = 0
    leaving: int = 0


class PostGiven(_Part):
    """The vacant post; `rank` is the label of a 职务层次, `facts` are facts of posts by name."""

    unit: str
    title: str
    rank: str
    manner: str = "委任制"
    establishment: EstablishmentGiven | None = None
    facts: dict[str, Any] = {}

    @property
    def rank_code(self) -> str:
        """The code of `rank` in ZB09; `rank` itself when it is none of its labels."""
        return codes.table("rank").code_of(self.rank) or self.rank


class PersonGiven(_Part):
    """Somebody proposed: a file, or facts as they are, which then override those of the file."""

    dossier: Dossier | None = None
    facts: dict[str, Any] = {}
    stated: dict[str, Any] = {}


class Expectation(_Part):
    """How somebody should end: stage, state, and rules that hold or bar there."""

    stage: Stage | None = None
    state: Literal["active", "dropped", "void", "completed", "relieved"] | None = None
    blocked_by: tuple[str, ...] | None = None


class Scenario(_Part):
    """A whole case.

    Attributes:
        policy: id in the catalogue, or the path of a policy file beside the scenario.
        parameters: values for the parameters the policy leaves open, or tighter ones.
        occasion: 动议时机.
        people: name → file, facts and what people state of him.
        steps: in the order of their dates.
        expect: name → how the case should end for him.
    """

    scenario: str
    policy: str
    parameters: dict[str, Any] = {}
    occasion: str = ""
    opened_on: date
    post: PostGiven
    people: dict[str, PersonGiven] = Field(min_length=1)
    steps: tuple[Step, ...]
    expect: dict[str, Expectation] = {}

    @model_validator(mode="after")
    def _fits_together(self) -> "Scenario":
        last = self.opened_on
        for number, step in enumerate(self.steps, start=1):
            if step.on < last:
                raise ValueError(f"第{number}步的日期{step.on}早于前一步的{last}")
            last = step.on
            who = getattr(step, "who", ())
            for name in (who,) if isinstance(who, str) else who:
                if name and name not in self.people:
                    raise ValueError(f"第{number}步的{name}不在 people 中")
        if unknown := [name for name in self.expect if name not in self.people]:
            raise ValueError(f"expect 中的{'、'.join(unknown)}不在 people 中")
        return self


def scenarios_folder() -> Path:
    """The folder of the scenarios that come with the program."""
    return Path(__file__).with_name("scenarios")


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        Refusal: it is missing, too large, no YAML, or does not fit; each problem is named.
    """
    where = path.name
    if not path.is_file():
        raise Refusal(Problem(where, "", "", "没有这个文件。", "请核对路径。"))
    return parse_scenario(path.read_bytes(), where=where)


def parse_scenario(content: bytes, *, where: str) -> Scenario:
    """Read a scenario given as the bytes of its file; see `read_scenario`.

    Args:
        where: the name of the file, for messages.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal(Problem(where, "", "", "文件超过1兆字节。", "请拆成几个情景。"))
    try:
        data = YAML(typ="safe", pure=True).load(content.decode("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise Refusal(
            Problem(where, "", "", f"不是有效的 YAML：{error}", "请核对缩进和引号。")
        ) from error
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise Refusal(
            Problem(
                where=where,
                field=" › ".join(str(part) for part in fault["loc"]),
                value=str(fault.get("input", ""))[:60],
                message=f"{fault['msg']}。",
                mend="请对照示例情景改正。",
            )
            for fault in error.errors()
        ) from error
