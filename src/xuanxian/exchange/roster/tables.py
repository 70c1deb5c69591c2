"""The sheets of a workbook, one pydantic model a sheet; docs/formats.md describes them.

A column is named by the Chinese title of its field. What the registry keeps as a code stands in
the sheet as the label of its code table and is a code here.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.kernel.partial_date import PartialDate

Place = Annotated[int, Field(ge=0)]


class Row(BaseModel):
    """One row of a sheet. `json_schema_extra["codes"]` names the code table of a coded column."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    SHEET: ClassVar[str]


class OfPerson(Row):
    """A row that belongs to a person, found by ID number or by name and birth."""

    name: str = Field(title="姓名")
    id_number: str = Field("", title="身份证号")
    birth: PartialDate | None = Field(None, title="出生年月")


class UnitRow(Row):
    """A unit of the tree (B01)."""

    SHEET = "机构"

    code: str = Field(title="机构编码")
    name: str = Field(title="机构名称")
    short_name: str = Field("", title="简称")
    kind: str = Field(title="机构类别", json_schema_extra={"codes": "organisation_kind"})
    level: str = Field("", title="机构级别")
    parent_code: str = Field("", title="上级机构编码")
    administered_by_code: str = Field("", title="主管机构编码")
    place: Place = Field(0, title="排序")
    established_on: date | None = Field(None, title="成立日期")


class PostRow(Row):
    """A post of a unit."""

    SHEET = "职位"

    unit_code: str = Field(title="机构编码")
    title: str = Field(title="职务名称")
    kind: str = Field(title="职位类别", json_schema_extra={"codes": "post_kind"})
    rank: str = Field(title="职务层次", json_schema_extra={"codes": "rank"})
    is_chief: bool = Field(False, title="正职")
    is_team_member: bool = Field(False, title="班子成员")
    management: str = Field("county", title="管理权限", json_schema_extra={"codes": "management"})
    counts_against_establishment: bool = Field(True, title="占职数")
    seats: Annotated[int, Field(ge=1)] = Field(1, title="职数")
    place: Place = Field(0, title="排序")
    portfolio: str = Field("", title="分工")
    requirements: str = Field("", title="任职要求")
    established_on: date | None = Field(None, title="设立日期")


class EstablishmentRow(Row):
    """How many leader posts of a rank a unit is approved for."""

    SHEET = "职数"

    unit_code: str = Field(title="机构编码")
    rank: str = Field(title="职务层次", json_schema_extra={"codes": "rank"})
    approved: Place = Field(title="核定")
    reserved: Place = Field(0, title="预留")
    document_number: str = Field("", title="批准文号")
    valid_from: date = Field(title="起")


class PersonRow(OfPerson):
    """What lists of people tell of one person; also what .lrmx has no place for."""

    SHEET = "干部"

    sex: str = Field("", title="性别", json_schema_extra={"codes": "sex"})
    nation: str = Field("", title="民族", json_schema_extra={"codes": "nation"})
    native_place: str = Field("", title="籍贯")
    birthplace: str = Field("", title="出生地")
    joined_party: str = Field("", title="入党时间")
    joined_work: PartialDate | None = Field(None, title="参加工作时间")
    health: str = Field("", title="健康状况")
    title: str = Field("", title="专业技术职务")
    speciality: str = Field("", title="熟悉专业有何专长")
    full_time_level: str = Field("", title="全日制学历")
    full_time_degree: str = Field("", title="全日制学位")
    full_time_school: str = Field("", title="全日制毕业院校系及专业")
    in_service_level: str = Field("", title="在职学历")
    in_service_degree: str = Field("", title="在职学位")
    in_service_school: str = Field("", title="在职毕业院校系及专业")
    current_post: str = Field("", title="现任职务")
    unit_code: str = Field("", title="单位编码")
    place: Place = Field(0, title="单位内排序")
    rank: str = Field("", title="现职务层次", json_schema_extra={"codes": "rank"})
    category: str = Field("", title="人员类别")
    assessments: str = Field("", title="年度考核结果")


class HoldingRow(OfPerson):
    """A post held by a person. With unit code and title it is a post of the registry."""

    SHEET = "任职"

    unit_code: str = Field("", title="机构编码")
    post: str = Field("", title="职务名称")
    full_title: str = Field("", title="职务全称")
    rank: str = Field("", title="职务层次", json_schema_extra={"codes": "rank"})
    is_main: bool = Field(True, title="主职务")
    held_from: PartialDate | None = Field(None, title="任职时间")
    held_until: PartialDate | None = Field(None, title="免职时间")
    appointment_document: str = Field("", title="任职文号")
    removal_document: str = Field("", title="免职文号")
    manner: str = Field("", title="选拔任用方式")
    reason: str = Field("", title="变动原因")
    probation_until: date | None = Field(None, title="试用期至")


class RankRow(OfPerson):
    """A 职务层次 or 职级 held by a person."""

    SHEET = "职务层次与职级"

    line: str = Field("0", title="类别", json_schema_extra={"codes": "rank_line"})
    code: str = Field(title="层次（职级）", json_schema_extra={"codes": "rank"})
    held_from: PartialDate | None = Field(None, title="起")
    held_until: PartialDate | None = Field(None, title="止")
    document_number: str = Field("", title="批准文号")


class RewardSanctionRow(OfPerson):
    """A reward or sanction with the dates that .lrmx has no place for."""

    SHEET = "奖惩"

    nature: str = Field(title="性质", json_schema_extra={"codes": "nature"})
    award: str = Field(title="奖惩名称")
    approved_on: PartialDate | None = Field(None, title="批准时间")
    authority: str = Field("", title="批准机关")
    influence_until: date | None = Field(None, title="影响期至")
    revoked_on: date | None = Field(None, title="撤销时间")


class TrainingRow(OfPerson):
    """A training attended by a person."""

    SHEET = "培训"

    course: str = Field(title="培训班名称")
    institution: str = Field("", title="主办单位")
    held_from: PartialDate | None = Field(None, title="起")
    held_until: PartialDate | None = Field(None, title="止")
    days: str = Field("", title="天数")


class Tables(BaseModel):
    """The rows of one workbook, sheet by sheet in the order in which they are imported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    units: tuple[UnitRow, ...] = ()
    posts: tuple[PostRow, ...] = ()
    establishment: tuple[EstablishmentRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    holdings: tuple[HoldingRow, ...] = ()
    ranks: tuple[RankRow, ...] = ()
    rewards_sanctions: tuple[RewardSanctionRow, ...] = ()
    trainings: tuple[TrainingRow, ...] = ()


SHEETS: dict[str, type[Row]] = {
    "units": UnitRow,
    "posts": PostRow,
    "establishment": EstablishmentRow,
    "people": PersonRow,
    "holdings": HoldingRow,
    "ranks": RankRow,
    "rewards_sanctions": RewardSanctionRow,
    "trainings": TrainingRow,
}
"""Field of `Tables` → the model of its rows."""
