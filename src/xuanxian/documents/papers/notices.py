"""考察预告 and 任前公示. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.person import PaperPerson
from xuanxian.documents.papers.sheet import Block, Sheet, body, heading, signature
from xuanxian.kernel.partial_date import PartialDate


class NoticeBase(BaseModel):
    """What both notices say.

    Attributes:
        basis: the rules they are given under, with 《》.
        people: whom they tell of, in order.
        starts_on, last_day: the days they are up, both inclusive; None leaves a blank.
        telephone, address: where opinions are received.
        issuer: whose paper it is.
        dated_on: its date.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: str = ""
    people: tuple[PaperPerson, ...]
    starts_on: date | None = None
    last_day: date | None = None
    telephone: str = ""
    address: str = ""
    issuer: str = ""
    dated_on: date


class InspectionNotice(NoticeBase):
    """考察预告: who is inspected, by whom, and where to turn.

    Attributes:
        scope: where it is shown.
        team: names of the inspection team, its leader first.
    """

    scope: str = ""
    team: tuple[str, ...] = ()


class PublicNotice(NoticeBase):
    """任前公示: who is to be appointed to what, and where to turn.

    Attributes:
        working_days: how many working days it is up; None when the policy has no notice.
        shows: what of a person may be shown, as the policy lists it; all of it when empty.
    """

    working_days: int | None = None
    shows: tuple[str, ...] = ()


def compose_public_notice(notice: PublicNotice) -> Sheet:
    """The 干部任前公示."""
    basis = f"根据{notice.basis}有关规定，" if notice.basis else ""
    days = f"（{notice.working_days}个工作日）" if notice.working_days else ""
    blocks: list[Block] = [
        heading("干部任前公示"),
        body(f"{basis}为接受干部群众监督，现将拟任职{_count(notice.people)}有关情况公示如下："),
        *_people(notice.people, notice.shows),
        body(f"公示期：{_span(notice)}{days}。"),
        body(
            "公示期内，对公示对象的德、能、勤、绩、廉等方面有情况反映的，"
            "可以通过电话、来信、来访等方式向我们提出。反映情况应当实事求是，"
            "提倡署真实姓名并留下联系方式，我们将对反映人信息严格保密。"
        ),
        *_contact(notice),
        *signature(notice.issuer, chinese(notice.dated_on)),
    ]
    return Sheet(title="干部任前公示", blocks=tuple(blocks))


def compose_inspection_notice(notice: InspectionNotice) -> Sheet:
    """The 干部考察预告."""
    basis = f"根据{notice.basis}有关规定和工作安排，" if notice.basis else "根据工作安排，"
    team = ""
    if notice.team:
        team = f"考察组由{'、'.join(notice.team)}组成，{notice.team[0]}任组长。"
    where = f"本预告在{notice.scope}发布。" if notice.scope else ""
    blocks: list[Block] = [
        heading("干部考察预告"),
        body(f"{basis}近期将对下列{_count(notice.people)}进行考察，现予预告："),
        *_people(notice.people, ("姓名", "性别", "民族", "出生年月", "政治面貌", "现任职务")),
        body(f"预告时间：{_span(notice)}。{where}"),
    ]
    if team:
        blocks.append(body(team))
    blocks += [
        body(
            "考察采取民主测评、个别谈话、实地走访等方式进行。预告期间，"
            "干部群众可以通过电话、来信、来访或者预约谈话，向考察组反映考察对象的有关情况。"
            "反映情况应当客观真实，提倡署真实姓名，考察组将严格保密。"
        ),
        *_contact(notice),
        *signature(notice.issuer, chinese(notice.dated_on)),
    ]
    return Sheet(title="干部考察预告", blocks=tuple(blocks))


def chinese(day: date | None) -> str:
    """2026年4月9日; blanks to write in where the day is not fixed."""
    return PartialDate.of(day).chinese() if day else "　　　　年　　月　　日"


def _span(notice: NoticeBase) -> str:
    return f"{chinese(notice.starts_on)}至{chinese(notice.last_day)}"


def _count(people: tuple[PaperPerson, ...]) -> str:
    return "同志" if len(people) == 1 else f"{len(people)}名同志"


def _people(people: tuple[PaperPerson, ...], shows: tuple[str, ...]) -> list[Block]:
    return [body(person.introduced(shows)) for person in people]


def _contact(notice: NoticeBase) -> list[Block]:
    lines: list[Block] = []
    if notice.telephone:
        lines.append(body(f"联系电话：{notice.telephone}"))
    if notice.address:
        lines.append(body(f"通信地址：{notice.address}"))
    return lines
