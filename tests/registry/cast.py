"""A made-up cadre and who writes in tests."""

from datetime import date

from xuanxian.access.actor import Actor
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
)

ACTOR = Actor.command_line()
JPEG = b"\xff\xd8\xff\xe0 a portrait \xff\xd9"
TODAY = date(2026, 11, 21)


def dated(text: str) -> PartialDate:
    return PartialDate.parse(text)


def a_dossier(**changes) -> Dossier:
    """陈一, deputy head of the finance office since 2020.05."""
    plain = {
        "name": "陈一",
        "sex": "2",
        "birth": dated("1980.05"),
        "nation": "01",
        "native_place": "某省某县",
        "id_number": "370102198005030021",
        "joined_work": dated("2002.07"),
        "unit_code": "01.02",
        "current_post": "某县财政局副局长",
        "rank": "1A42",
        "party": (PartyEntry(status="01", joined=dated("2001.06")),),
        "education": (
            EducationEntry(
                mode="full_time", level="21", level_text="大学", graduated=dated("2002.07")
            ),
        ),
        "resume": (
            ResumeLine(
                held_from=dated("2002.07"),
                held_until=dated("2020.05"),
                text="某县财政局科员",
                concurrent=(
                    ResumeLine(
                        held_from=dated("2008.09"),
                        held_until=dated("2011.07"),
                        text="党校学习",
                        kind="study",
                    ),
                ),
            ),
            ResumeLine(held_from=dated("2020.05"), text="某县财政局副局长"),
        ),
        "ranks": (RankEntry(code="1A42", held_from=dated("2020.05")),),
        "posts": (PostEntry(title="某县财政局副局长", rank="1A42", held_from=dated("2020.05")),),
        "photo": JPEG,
        "relatives": (
            RelativeEntry(relation="丈夫", name="王二", birth=dated("1979.03")),
            RelativeEntry(relation="儿子", name="王小", birth=dated("2008.01")),
        ),
    }
    return Dossier(**{**plain, **changes})
