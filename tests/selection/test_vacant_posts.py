"""空缺岗位预告: vacant posts, their notice, signed recommendations, barred nominators."""

from datetime import date

import pytest

from tests.selection import county as made_up
from tests.selection.county import LEADER, MEMBER, STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policy
from xuanxian.record.models import Entry
from xuanxian.selection import models, services
from xuanxian.selection.queries.vacant_posts import text_of

pytestmark = pytest.mark.django_db

DONGYING = "山东省/东营市/东营区/空缺岗位预告"
NOTICED = date(2026, 9, 29)
"""A Tuesday; five working days after it end on 12 October (holidays 1–7, work on Saturday 10)."""
TEXTS = {
    "basics": "正股级，大学",
    "politics": "立场坚定",
    "integrity": "没有反映",
    "results": "牵头两项改革",
    "grounds": "熟悉财政业务",
}
SECRET = "两次考核优秀"


@pytest.fixture
def county() -> made_up.County:
    found = made_up.county()
    type(found.post).objects.filter(pk=found.post.pk).update(is_team_member=True)
    policy.adopt(DONGYING, scope=found.unit.code, valid_from=date(2026, 1, 1), actor=LEADER)
    return found


def announced(county: made_up.County) -> models.VacantPost:
    """The deputy post of the bureau, listed, described and announced."""
    with clock.set_to(NOTICED):
        services.renew_vacant_posts(county.unit, actor=STAFF)
        row = models.VacantPost.objects.get()
        written = dict.fromkeys(("conditions", "age", "education", "specialty"), "已写明")
        services.state_requirements(row, written, actor=STAFF)
        return services.announce_vacant_post(
            row, whom="分管区领导和单位主要负责人", manner="书面", actor=STAFF
        )


def recommend(
    row: models.VacantPost, county: made_up.County, on: date, **changes: object
) -> models.SignedNomination:
    given = {
        "nominator": "刘某",
        "nominator_post": "某县财政局局长",
        "text": TEXTS,
        "was_told": True,
        "signed": True,
        "received_on": on,
        **changes,
    }
    with clock.set_to(date(2026, 12, 31)):
        return services.receive_nomination(row, county.people[0], actor=STAFF, **given)  # type: ignore[arg-type]


def test_the_ledger_lists_posts_of_the_six_classes_once_and_closes_what_is_filled(
    county: made_up.County,
) -> None:
    with clock.set_to(NOTICED):
        assert services.renew_vacant_posts(county.unit, actor=STAFF) == (1, 0)
        row = models.VacantPost.objects.get()
        # A deputy of the team of a government body: 区直部门单位领导班子副职.
        assert row.post_class == "department_deputy"
        assert services.renew_vacant_posts(county.unit, actor=STAFF) == (0, 0)
        holder = county.people[0]
        holder.post_holdings.create(
            post=county.post, title="某县财政局副局长", rank="1A42", held_from="2026.09"
        )
        assert services.renew_vacant_posts(county.unit, actor=STAFF) == (0, 1)
        row.refresh_from_db()
        assert row.closed_on == NOTICED
        with pytest.raises(Refusal, match="此事由"):
            services.renew_vacant_posts(county.unit, actor=MEMBER)


def test_a_post_is_announced_only_to_those_of_its_layer_and_once_described(
    county: made_up.County,
) -> None:
    with clock.set_to(NOTICED):
        services.renew_vacant_posts(county.unit, actor=STAFF)
        row = models.VacantPost.objects.get()
        with pytest.raises(Refusal, match="没有写明任职资格条件"):
            services.announce_vacant_post(
                row, whom="分管区领导和单位主要负责人", manner="书面", actor=STAFF
            )
        with pytest.raises(Refusal, match="制度没有这些要素"):
            services.state_requirements(row, {"height": "一米八"}, actor=STAFF)
        written = dict.fromkeys(("conditions", "age", "education", "specialty"), "已写明")
        services.state_requirements(row, written, actor=STAFF)
        with pytest.raises(Refusal, match="应当向分管区领导和单位主要负责人预告"):
            services.announce_vacant_post(row, whom="区领导和区委委员", manner="面谈", actor=STAFF)
    row = announced_after(row)
    assert row.noticed_on == NOTICED
    with clock.set_to(NOTICED), pytest.raises(Refusal, match="不能再改"):
        services.state_requirements(row, {"age": "四十五周岁以下"}, actor=STAFF)


def announced_after(row: models.VacantPost) -> models.VacantPost:
    with clock.set_to(NOTICED):
        return services.announce_vacant_post(
            row, whom="分管区领导和单位主要负责人", manner="书面", actor=STAFF
        )


def test_the_fifth_working_day_is_in_time_and_the_sixth_is_kept_with_its_doubt(
    county: made_up.County,
) -> None:
    row = announced(county)
    assert recommend(row, county, date(2026, 10, 12)).outcome["verdict"] == "pass"
    late = recommend(row, county, date(2026, 10, 13), nominator="王某")
    assert late.outcome["verdict"] == "hold"
    with pytest.raises(Refusal, match="已经登记"):
        recommend(row, county, date(2026, 10, 12))


def test_a_barred_nominator_may_recommend_again_after_a_year(county: made_up.County) -> None:
    row = announced(county)
    with clock.set_to(date(2026, 12, 31)):
        ban = services.ban_nominator(
            county.unit,
            nominator="刘某",
            nominator_post="某县财政局局长",
            reason="隐瞒被推荐人受处分的情况",
            on=date(2025, 10, 12),
            actor=STAFF,
        )
    # Twelve months from 12 October 2025 end on 11 October 2026.
    assert ban.until == date(2026, 10, 11)
    assert recommend(row, county, date(2026, 10, 11)).outcome["verdict"] == "bar"
    other = recommend(row, county, date(2026, 10, 10), nominator_post="某镇党委书记")
    assert other.outcome["verdict"] == "hold"  # a namesake until somebody has looked
    with pytest.raises(Refusal, match="已经登记"):
        recommend(row, county, date(2026, 10, 12))
    another = county.people[1]
    with clock.set_to(date(2026, 12, 31)):
        again = services.receive_nomination(
            row,
            another,
            nominator="刘某",
            nominator_post="某县财政局局长",
            text=TEXTS,
            was_told=True,
            signed=True,
            actor=STAFF,
            received_on=date(2026, 10, 12),
        )
    assert again.outcome["verdict"] == "pass"


def test_the_record_holds_no_word_of_a_recommendation(county: made_up.County) -> None:
    row = announced(county)
    nomination = recommend(row, county, date(2026, 10, 12), text={**TEXTS, "results": SECRET})
    assert text_of(nomination)["results"] == SECRET
    assert all(SECRET not in str(entry.body) for entry in Entry.objects.all())


def test_the_office_keeps_the_ledger_on_its_pages(county: made_up.County) -> None:
    client = office_account()
    with clock.set_to(NOTICED):
        assert "还没有列入岗位" in client.get("/selection/vacant-posts/").content.decode()
        client.post("/selection/vacant-posts/", {"renew": "1"})
        page = client.get("/selection/vacant-posts/").content.decode()
        assert "某县财政局副局长" in page
        assert "区直部门单位领导班子副职" in page
        row = models.VacantPost.objects.get()
        address = f"/selection/vacant-posts/{row.pk}/"
        assert client.post(address, {"do": "announce", "manner": "书面"}).status_code == 422
        stated = {f"requirement_{name}": "已写明" for name in
                  ("conditions", "age", "education", "specialty")}  # fmt: skip
        assert client.post(address, {"do": "describe", **stated}).status_code == 302
        assert client.post(address, {"do": "announce", "manner": "书面"}).status_code == 302
        told = {
            "do": "nominate",
            "nominator": "刘某",
            "nominator_post": "某县财政局局长",
            "name": county.people[0].name,
            "was_told": "on",
            "signed": "on",
            "received_on": NOTICED.isoformat(),
            **{f"element_{name}": text for name, text in TEXTS.items()},
        }
        assert client.post(address, told).status_code == 302
        page = client.get(address).content.decode()
        assert county.people[0].name in page
        assert "2026.10.12" in page
        ban = {"nominator": "刘某", "nominator_post": "某县财政局局长", "reason": "不如实"}
        assert client.post("/selection/vacant-posts/", {"ban": "1", **ban}).status_code == 302
        assert "2027.09.28" in client.get("/selection/vacant-posts/").content.decode()
