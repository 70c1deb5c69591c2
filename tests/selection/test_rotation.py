"""轮岗名单: five years in money and audit posts, ten years in a unit, and who is soon due."""

from datetime import date

import pytest

from tests.selection import county as made_up
from tests.selection.county import ENTRY, LEADER
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.policy import services as policy
from xuanxian.registry import services as registry
from xuanxian.registry.models import Post
from xuanxian.selection.queries.rotation import RotationRow, rotating_of, rotation_list

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
HEDONG = "山东省/临沂市/河东区/中层干部选任和轮岗"
TAISHAN = "山东省/泰安市/泰山区/干部有序流动"


def post_in(county: made_up.County, title: str, **more: object) -> Post:
    return registry.enter_post(
        county.bureau, title=title, kind="mid_level", rank="1A50", management="unit",
        counts_against_establishment=False, actor=ENTRY, source="测试", **more,
    )  # type: ignore[arg-type]  # fmt: skip


def holds(name: str, *stays: tuple[Post, str, str]) -> None:
    """Somebody with stays (post, from, until or "")."""
    day = made_up.PartialDate.parse
    registry.enter_dossier(
        made_up.dossier(
            name,
            posts=tuple(
                made_up.PostEntry(
                    post=post.pk,
                    title=str(post),
                    rank="1A50",
                    held_from=day(begun),
                    held_until=day(ended) if ended else None,
                )
                for post, begun, ended in stays
            ),
        ),
        actor=ENTRY,
        source="测试",
    )


def listed(county: made_up.County, on: date = DAY) -> dict[str, RotationRow]:
    rows = rotation_list(county.unit, rotating_of(county.unit, on), on)
    return {row.holding.person.name: row for row in rows}


@pytest.fixture
def county() -> made_up.County:
    return made_up.county()


def test_five_years_in_an_audit_post_are_due_on_the_day_and_an_office_never(
    county: made_up.County,
) -> None:
    policy.adopt(
        HEDONG, scope=county.unit.code, valid_from=date(2026, 1, 1), actor=LEADER,
        given={"notice_days": 5, "mixed_share": "1/5"},
    )  # fmt: skip
    holds("审计甲", (post_in(county, "审计科科长"), "2021.11.20", ""))
    holds("办公乙", (post_in(county, "办公室主任"), "2010.01", ""))
    holds("审批丙", (post_in(county, "业务科科长", portfolio="负责项目审批"), "2021.11.21", ""))
    assert set(listed(county)) == {"审计甲"}
    assert listed(county)["审计甲"].due == DAY
    assert set(listed(county, date(2026, 11, 21))) == {"审计甲", "审批丙"}
    assert not listed(county, date(2026, 11, 19))


def test_ten_years_in_a_unit_count_over_posts_that_follow_one_another(
    county: made_up.County,
) -> None:
    policy.adopt(
        TAISHAN, scope=county.unit.code, valid_from=date(2026, 1, 1), actor=LEADER,
        given={"ahead": 6},
    )  # fmt: skip
    audit, office = post_in(county, "审计科科长"), post_in(county, "办公室主任")
    other = post_in(county, "审计科副科长")
    holds("连续甲", (office, "2016.05", "2020.03"), (audit, "2020.03", ""))
    # Two years elsewhere in between: the ten years begin anew.
    holds("中断乙", (office, "2014.05", "2018.03"), (other, "2020.03", ""))
    found = listed(county)
    assert set(found) == {"连续甲"}
    assert found["连续甲"].since == date(2016, 5, 1)
    assert found["连续甲"].due == date(2026, 5, 1)


def test_the_page_lists_narrows_and_exports(county: made_up.County) -> None:
    client = office_account()
    with clock.set_to(DAY):
        assert "没有规定轮岗交流" in client.get("/selection/rotation/").content.decode()
        policy.adopt(
            TAISHAN, scope=county.unit.code, valid_from=date(2026, 1, 1), actor=LEADER,
            given={"ahead": 6},
        )  # fmt: skip
        holds("已满甲", (post_in(county, "审计科科长"), "2015.05", ""))
        holds("将满乙", (post_in(county, "资金管理科科长"), "2017.03", ""))
        page = client.get("/selection/rotation/").content.decode()
        assert "已满甲" in page
        assert "将满乙" in page
        assert "任职满120个月" in page
        due = client.get("/selection/rotation/", {"state": "due"}).content.decode()
        assert "已满甲" in due
        assert "将满乙" not in due
        sheet = client.get("/selection/rotation/", {"form": "xlsx"})
        assert sheet.content[:2] == b"PK"
