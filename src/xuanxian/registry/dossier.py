"""A person's whole file as plain data: what importers bring, forms print and facts compute from.

`Dossier` is the one shape in which a file leaves or enters the registry. It knows no database.
Codes are those of the code tables in `registry/codes/`; a field named `*_text` keeps the words of
the source where they may say more than the code.
"""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.kernel.partial_date import PartialDate


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ResumeLine(_Row):
    """One line of the 简历. `until` None means to the present; `concurrent` are its 其间 lines."""

    held_from: PartialDate | None = None
    held_until: PartialDate | None = None
    text: str
    kind: Literal["study", "work"] = "work"
    concurrent: tuple["ResumeLine", ...] = ()


class EducationEntry(_Row):
    """A course of study; codes of GB/T 4658 (level) and GB/T 6864 (degree), "" when none."""

    mode: Literal["full_time", "in_service"]
    level: str = ""
    level_text: str = ""
    degree: str = ""
    degree_text: str = ""
    school: str = ""
    degree_school: str = ""
    entered: PartialDate | None = None
    graduated: PartialDate | None = None
    is_highest: bool = False


class PartyEntry(_Row):
    """A political status by GB/T 4762 with the date of joining."""

    status: str
    joined: PartialDate | None = None
    ended: PartialDate | None = None


class RelativeEntry(_Row):
    """A family member or important social relation."""

    relation: str
    name: str
    birth: PartialDate | None = None
    politics: str = ""
    unit_and_post: str = ""
    is_deceased: bool = False
    is_abroad: bool = False
    linked_person: UUID | None = None


class RewardSanctionEntry(_Row):
    """A reward or sanction; `influence_until` is ISO yyyy-mm-dd, known to the day."""

    nature: Literal["reward", "sanction"]
    name: str
    code: str = ""
    approved_on: PartialDate | None = None
    authority: str = ""
    influence_until: PartialDate | None = None
    revoked_on: PartialDate | None = None
    text: str = ""


class AssessmentEntry(_Row):
    """A yearly assessment; grade by ZB18 (1 优秀, 2 称职, 3 基本称职, 4 不称职, …)."""

    year: int
    grade: str


class TrainingEntry(_Row):
    """A training attended."""

    name: str
    institution: str = ""
    held_from: PartialDate | None = None
    held_until: PartialDate | None = None
    days: str | None = None


class TitleEntry(_Row):
    """A professional title, with its level by GB/T 8561 where known."""

    name: str
    code: str = ""
    obtained: PartialDate | None = None
    is_current: bool = True


class PostEntry(_Row):
    """A post held. `post` is the registry's post, or None for one outside it."""

    post: UUID | None = None
    title: str
    is_main: bool = True
    rank: str = ""
    held_from: PartialDate | None = None
    held_until: PartialDate | None = None
    appointment_document: str = ""
    removal_document: str = ""
    manner: str = ""
    reason: str = ""
    probation_until: PartialDate | None = None
    case: str = ""


class RankEntry(_Row):
    """A 职务层次 (line 0, ZB09) or 职级 (line 1, ZB148) held."""

    line: Literal["0", "1"] = "0"
    code: str
    held_from: PartialDate | None = None
    held_until: PartialDate | None = None
    document_number: str = ""


class AppointmentForm(_Row):
    """The part of the 任免审批表 that belongs to one proposal, not to the person's file."""

    proposed_post: str = ""  # 拟任职务
    post_to_leave: str = ""  # 拟免职务
    reason: str = ""  # 任免理由
    reporting_unit: str = ""  # 呈报单位
    age_reckoned_on: PartialDate | None = None  # 计算年龄时间
    filled_on: PartialDate | None = None  # 填表时间
    filled_by: str = ""  # 填表人


class Dossier(_Row):
    """Everything the file of one person says."""

    name: str
    id_number: str = ""
    sex: str = ""  # GB/T 2261.1: 1 男, 2 女
    birth: PartialDate | None = None
    nation: str = ""  # GB/T 3304: 01 汉族 …
    native_place: str = ""
    birthplace: str = ""
    growth_place: str = ""
    health: str = ""
    joined_work: PartialDate | None = None
    speciality: str = ""
    unit_code: str = ""  # B0111 of the unit that counts the person
    current_post: str = ""  # 现任职务, unit and post in full
    rank: str = ""  # ZB09
    grade: str = ""  # ZB148
    category: str = ""
    status: str = "1"
    place: int = 0
    party: tuple[PartyEntry, ...] = ()
    education: tuple[EducationEntry, ...] = ()
    titles: tuple[TitleEntry, ...] = ()
    resume: tuple[ResumeLine, ...] = ()
    posts: tuple[PostEntry, ...] = ()
    ranks: tuple[RankEntry, ...] = ()
    rewards_sanctions: tuple[RewardSanctionEntry, ...] = ()
    assessments: tuple[AssessmentEntry, ...] = ()
    relatives: tuple[RelativeEntry, ...] = ()
    trainings: tuple[TrainingEntry, ...] = ()
    photo: bytes | None = Field(default=None, repr=False)  # JPEG
    rewards_sanctions_text: str = ""  # 奖惩情况 as written, when it says more than the rows
    assessments_text: str = ""  # 年度考核结果 as written, when it says more than the rows
    other_elements: dict[str, str] = Field(default_factory=dict)  # unknown .lrmx elements
