"""历年得票: what counted polls said of a person and of a unit, and who may read it."""

from datetime import datetime
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from tests.ballots import questionnaires
from tests.ballots.past_polls import NOMINATION, RATING, held, naming, on_ballot, person
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant, SensitiveReading
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.history import queries
from xuanxian.ballots.history.standing import years_of
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.services import Meant
from xuanxian.kernel import clock
from xuanxian.record.models import Entry
from xuanxian.registry.models import Person

pytestmark = pytest.mark.django_db


def signed_in(role: Role, unit_code: str = "", own: Person | None = None) -> tuple[Client, Account]:
    account = Account.objects.create_user(
        f"{role}{unit_code}", password="一个够长的口令", full_name="赵某某"
    )
    RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
    if own is not None:
        Person.objects.filter(pk=own.pk).update(account=account)
    client = Client()
    client.force_login(account)
    return client, account


def opened_page(client: Client, whom: Person, query: str = "") -> str:
    address = reverse("ballot_history:person", args=[whom.pk])
    assert client.post(address, {"purpose": "研究班子调整"}).status_code == 302
    return client.get(address + query).content.decode()


def test_a_person_s_history_holds_every_counted_poll_with_shares_by_class_and_rank() -> None:
    wang, li = person("王某甲"), person("李某乙")
    both = on_ballot(wang, li)
    # 2024: 6 of 10 and 8 of 20 name 王, 9 of 10 name 李 as well; together 14/30 and 9/30.
    leaders = [
        Answers(names=tuple(str(each.pk) for each, votes in ((wang, 6), (li, 9)) if at < votes))
        for at in range(10)
    ]
    held({"领导": leaders, "职工": naming(wang, 8, 20)}, both, year=2024, **NOMINATION)
    # 2025: rated, 7 of 8 优秀.
    rated = [Answers(marks={str(wang.pk): "优秀" if at < 7 else "称职"}) for at in range(8)]
    held({"职工": rated}, on_ballot(wang), year=2025, title="年度测评", **RATING)

    latest, first = queries.standings_of([wang.pk])
    assert (first.on.year, first.purpose, first.share.votes, first.share.valid) == (
        2024, "nomination", 14, 30,
    )  # fmt: skip
    assert [(name, share.value) for name, share in first.classes] == [
        ("领导", Fraction(6, 10)), ("职工", Fraction(8, 20)),
    ]  # fmt: skip
    assert (first.rank, first.ranked, first.tied) == (1, 2, False)
    assert (latest.purpose, latest.share.option, latest.share.percent) == (
        "rating", "优秀", "87.50%",
    )  # fmt: skip
    assert latest.rank is None
    assert [each.rank for each in queries.standings_of([li.pk])] == [2]


def test_a_class_too_small_to_be_shown_stays_out_of_the_history() -> None:
    wang = person("王某甲")
    held(
        {"领导": naming(wang, 3, 4), "中层": naming(wang, 2, 6), "职工": naming(wang, 9, 20)},
        on_ballot(wang),
        year=2025,
        **NOMINATION,
    )
    (only,) = queries.standings_of([wang.pk])
    # Four ballots are fewer than five; 中层 joins them, or subtraction would tell.
    assert [name for name, _ in only.classes] == ["职工"]
    assert set(only.withheld) == {"领导", "中层"}
    client, _ = signed_in(Role.ORGANISATION_STAFF)
    page = opened_page(client, wang)
    assert "职工 9/20（45.00%）" in page
    assert "3/4" not in page
    assert "2/6" not in page


def test_a_name_written_in_counts_for_the_person_whom_two_tellers_know_in_it() -> None:
    wang, sun = person("王某甲"), person("孙某丙")
    ballots = [Answers(written=("孙某丙",)) if at < 5 else Answers() for at in range(8)]
    poll = held({"职工": ballots}, on_ballot(wang), year=2025, **NOMINATION)
    assert queries.standings_of([sun.pk]) == []
    for name in ("甲", "乙"):
        services.state_meanings(
            poll,
            {"孙某丙": Meant("person", str(sun.pk))},
            actor=Actor(account=name, name=f"计票人{name}", role="organisation_staff"),
        )
    assert queries.standings_of([sun.pk]) == []  # agreed, and not counted by it yet
    services.count_matched(
        poll, actor=Actor(account="甲", name="计票人甲", role="organisation_staff")
    )
    (only,) = queries.standings_of([sun.pk])
    assert (only.share.votes, only.share.valid) == (5, 8)


def test_the_page_opens_for_a_purpose_which_the_trail_keeps() -> None:
    wang = person("王某甲")
    held({"职工": naming(wang, 9, 20)}, on_ballot(wang), year=2025, **NOMINATION)
    client, account = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("ballot_history:person", args=[wang.pk])
    asked = client.get(address).content.decode()
    assert "查看目的" in asked
    assert "45.00%" not in asked
    assert client.post(address, {"purpose": " "}).status_code == 422
    assert SensitiveReading.objects.count() == 0
    assert "45.00%" in opened_page(client, wang)
    reading = SensitiveReading.objects.get()
    assert (reading.account, reading.subject, reading.field, reading.purpose) == (
        account, str(wang.pk), "历年得票", "研究班子调整",
    )  # fmt: skip
    assert Entry.objects.filter(kind="sensitive.revealed").count() == 1
    # A purpose holds for the day it was stated.
    tomorrow = datetime(2099, 1, 1, 9, tzinfo=clock.CIVIL_TIME)
    with clock.set_to(tomorrow):
        assert "45.00%" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER}),
)
def test_histories_open_for_the_office_alone(role: Role) -> None:
    wang = person("王某甲")
    client, _ = signed_in(role)
    for name, key in (("person", wang.pk), ("unit", wang.unit_id)):
        address = reverse(f"ballot_history:{name}", args=[key])
        assert client.get(address).status_code == 403
        assert client.post(address, {"purpose": "看看"}).status_code == 403
    assert SensitiveReading.objects.count() == 0


def test_nobody_reads_the_own_history_nor_one_out_of_scope() -> None:
    wang, far = person("王某甲"), person("远某某", "别县某局", "3702.A01")
    client, account = signed_in(Role.ORGANISATION_STAFF, "3701", own=wang)
    for whom in (wang, far):
        address = reverse("ballot_history:person", args=[whom.pk])
        assert client.post(address, {"purpose": "研究"}).status_code == 404
    far_unit = reverse("ballot_history:unit", args=[far.unit_id])
    assert client.post(far_unit, {"purpose": "研究"}).status_code == 404
    held({"职工": naming(wang, 9, 20)}, on_ballot(wang), year=2025, **NOMINATION)
    address = reverse("ballot_history:unit", args=[wang.unit_id])
    client.post(address, {"purpose": "研究"})
    assert "王某甲" not in client.get(address).content.decode()
    assert SensitiveReading.objects.filter(subject=str(wang.pk)).count() == 0
    assert account.person == Person.objects.get(pk=wang.pk)


def test_polls_of_other_units_are_left_out_of_what_an_account_reads() -> None:
    wang = person("王某甲")
    held({"职工": naming(wang, 9, 20)}, on_ballot(wang), year=2025, **NOMINATION)
    held({"职工": naming(wang, 1, 20)}, on_ballot(wang), year=2024, unit_code="3702", **NOMINATION)
    _, account = signed_in(Role.ORGANISATION_STAFF, "3701")
    assert [each.on.year for each in queries.standings_of([wang.pk], account)] == [2025]
    assert len(queries.standings_of([wang.pk])) == 2


def test_a_unit_s_history_gives_each_year_its_lowest_middle_and_highest_share() -> None:
    wang, li, sun = person("王某甲"), person("李某乙"), person("孙某丙")
    for year, votes in ((2024, (2, 5, 9)), (2025, (4, 4, 10))):
        ballots = [
            Answers(
                names=tuple(
                    str(each.pk)
                    for each, number in zip((wang, li, sun), votes, strict=True)
                    if at < number
                )
            )
            for at in range(10)
        ]
        held({"职工": ballots}, on_ballot(wang, li, sun), year=year, **NOMINATION)
    latest, first = years_of(queries.standings_of([wang.pk, li.pk, sun.pk]))
    tenth = Fraction(1, 10)
    assert (first.year, first.lowest, first.middle, first.highest, first.people) == (
        2024, 2 * tenth, 5 * tenth, 9 * tenth, 3,
    )  # fmt: skip
    assert (latest.lowest, latest.middle, latest.highest) == (4 * tenth, 4 * tenth, 1)
    client, _ = signed_in(Role.ORGANISATION_LEADER)
    assert wang.unit_id is not None
    address = reverse("ballot_history:unit", args=[wang.unit_id])
    client.post(address, {"purpose": "研究班子"})
    page = client.get(address).content.decode()
    assert "<svg" in page
    assert page.count("40.00%") >= 3
    assert "孙某丙" in page
    assert "孙某丙" not in client.get(address, {"q": "王"}).content.decode()


def test_many_polls_are_paged_and_narrowed_by_purpose() -> None:
    wang = person("王某甲")
    first = held({"职工": naming(wang, 9, 20)}, on_ballot(wang), year=2025, **NOMINATION)
    rated = [Answers(marks={str(wang.pk): "优秀"}) for _ in range(8)]
    held({"职工": rated}, on_ballot(wang), year=2025, title="年度测评", **RATING)
    for number in range(34):  # copies of the row serve; how it came about is tested above
        first.pk = None
        first.title = f"第{number}次推荐"
        first._state.adding = True
        first.save()
    client, _ = signed_in(Role.ORGANISATION_STAFF)
    page = opened_page(client, wang)
    assert "全部（36次）" in page
    address = reverse("ballot_history:person", args=[wang.pk])
    pages = [client.get(address, {"page": number}).content.decode() for number in (1, 2)]
    assert [each.count('<td class="date-cell"') for each in pages] == [30, 6]
    narrowed = client.get(address, {"purpose": "rating"}).content.decode()
    assert "年度测评" in narrowed
    assert "次推荐" not in narrowed


def test_a_questionnaire_about_a_person_stands_with_its_summaries_and_no_share() -> None:
    wang = person("王某甲")
    meeting = questionnaires.opened()
    for at, slip in enumerate(meeting.slips):
        best = "优秀" if at < 9 else "一般"
        answers = {"positive": Answers(marks={"ideals": best, "style": best})}
        services.cast(slip.code, FilledForm(answers=answers))
    poll = questionnaires.counted(meeting)
    poll.subjects = [{"id": str(wang.pk), "name": wang.name, "title": "", "proposal": ""}]
    poll.save()
    (only,) = queries.standings_of([wang.pk])
    assert (only.purpose, only.share.option, only.share.percent) == ("rating", "", "—")
    assert not only.counts_for_comparison
    # Nine times 100 and three times 60 points for both items; nobody answered the other scale.
    assert dict(only.measures) == {"正向得分": "90", "反映最多": "无法计算"}
    client, _ = signed_in(Role.ORGANISATION_STAFF)
    page = opened_page(client, wang)
    assert "问卷12份" in page
    assert "正向得分" in page


def test_without_a_poll_the_pages_say_so() -> None:
    wang = person("王某甲")
    client, _ = signed_in(Role.ORGANISATION_STAFF)
    assert "还没有得票" in opened_page(client, wang)
    address = reverse("ballot_history:unit", args=[wang.unit_id])
    client.post(address, {"purpose": "研究"})
    assert "还没有得票" in client.get(address).content.decode()
