"""The page 试算 and `policy simulate`: whom they count, what they say, what they refuse."""

import json
import shutil
import xml.etree.ElementTree as ET
from datetime import date
from fractions import Fraction
from urllib.parse import quote

import polars as pl
import pytest
from click.testing import CliRunner
from django.urls import reverse

from tests.policy.test_simulation import frame_of, policy_of
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.cli.policy import policy_command
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy import catalogue
from xuanxian.policy.simulation import Field, Grouping, charts, effect_by, simulate, sweep
from xuanxian.policy.simulation.shown import percent, times
from xuanxian.policy.simulation.tailoring import HINTS_POLICY
from xuanxian.registry.dossier import Dossier, PostEntry, RankEntry
from xuanxian.registry.models import Organisation, OrganisationKind, Person
from xuanxian.registry.services import enter_dossier

TODAY = date(2026, 11, 21)
BASE = "国家/党政领导干部选拔任用"


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.set_to(TODAY):
        yield


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch, tmp_path):
    """The base policy and the hints alone, so that no other policy has to be read."""
    folder = tmp_path / "catalogue"
    for policy_id in (BASE, HINTS_POLICY):
        path = folder / f"{policy_id}.yaml"
        path.parent.mkdir(parents=True)
        shutil.copy(catalogue.catalogue_folder() / f"{policy_id}.yaml", path)
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(folder))


@pytest.fixture
def county(db):
    """Two bureaus of a county with six and seven people."""
    area = Organisation.objects.create(code="001", name="示范县", kind=OrganisationKind.AREA)
    for code, name, people in (("001.001", "财政局", 6), ("001.002", "教育局", 7)):
        Organisation.objects.create(
            code=code, name=name, kind=OrganisationKind.GOVERNMENT, parent=area
        )
        for number in range(people):
            enter_dossier(
                somebody(f"{name[0]}某{number}", code, number), source="测试", actor=actor()
            )
    return area


def actor():
    from xuanxian.access.actor import Actor

    return Actor.command_line()


def somebody(name, unit_code, number):
    return Dossier(
        name=name,
        sex="1" if number % 2 else "2",
        birth=PartialDate(1975 + number, 1),
        joined_work=PartialDate(1998 + number, 7),
        unit_code=unit_code,
        rank="1A41",
        ranks=(RankEntry(line="0", code="1A41", held_from=PartialDate(2020, 1)),),
        posts=(PostEntry(title="局长", rank="1A41", held_from=PartialDate(2020, 1), is_main=True),),
    )


@pytest.fixture
def signed_in(client):
    def sign_in(role, unit_code=""):
        account = Account.objects.create_user(f"{role}{unit_code}", full_name="李某")
        RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def page(client, status=200, **asked):
    response = client.get(reverse("policies:simulate", args=(BASE,)), asked)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_the_page_counts_everybody_and_names_nobody(signed_in, county):
    text = page(signed_in(Role.ORGANISATION_STAFF), rank="1A32")
    assert "档案计算，13人" in text
    assert "因人设岗提示" in text
    assert not any(person.name in text for person in Person.objects.all())
    assert text.count("<svg") >= 1


def test_one_sees_figures_only_over_people_one_may_see(signed_in, county):
    assert "档案计算，6人" in page(signed_in(Role.ORGANISATION_STAFF, "001.001"))


def test_a_unit_beyond_ones_scope_is_not_found(signed_in, county):
    page(signed_in(Role.ORGANISATION_STAFF, "001.001"), status=404, unit="001.002")


def test_figures_reach_no_further_than_the_right_to_rehearse(signed_in, county):
    # A committee member sees people everywhere, but may rehearse only where also staff.
    client = signed_in(Role.ORGANISATION_STAFF, "001.002")
    account = Account.objects.get()
    RoleGrant.objects.create(account=account, role=Role.COMMITTEE_MEMBER, unit_code="")
    assert "档案计算，7人" in page(client)


@pytest.mark.parametrize("role", [Role.PERSON, Role.COMMITTEE_MEMBER, Role.UNIT_PARTY_GROUP])
def test_who_may_not_rehearse_policies_may_not_simulate(signed_in, county, role):
    page(signed_in(role), status=403)


def test_too_few_people_give_no_figures(signed_in, county):
    Person.objects.filter(unit__code="001.001").exclude(name__endswith="0").delete()
    text = page(signed_in(Role.ORGANISATION_STAFF), unit="001.001")
    assert "人数太少，不作统计" in text
    assert "<svg" not in text


def test_a_value_that_cannot_be_tried_is_told_on_the_page(signed_in, county):
    client = signed_in(Role.ORGANISATION_STAFF)
    text = page(client, status=422, sweep="county_working_years", values="四十")
    assert "应当是数" in text
    assert "四十" in text


def test_a_changed_value_is_tried_and_marked(signed_in, county):
    client = signed_in(Role.ORGANISATION_STAFF)
    text = page(client, rank="1A32", sweep="chief_to_deputy_years", values="3..8")
    assert "现行3年" in text
    assert "改动了参数" in page(client, rank="1A32", set_chief_to_deputy_years="9")


def test_a_stored_snapshot_is_narrowed_to_the_scope(signed_in, county, settings, tmp_path):
    settings.XUANXIAN_HOME = tmp_path
    from xuanxian.facts.installation import build_snapshot

    info = snapshot.write(
        build_snapshot(date(2026, 9, 1)), tmp_path / "snapshots", date(2026, 9, 1)
    )
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert "2026.09.01的快照计算，13人" in page(staff, snapshot=info.path.stem)
    assert "快照计算，7人" in page(staff, snapshot=info.path.stem, unit="001.002")
    assert "快照计算，6人" in page(
        signed_in(Role.ORGANISATION_STAFF, "001.001"), snapshot=info.path.stem
    )
    assert "没有快照" in page(staff, status=422, snapshot="../../etc/passwd")


def test_a_policy_without_criteria_of_persons_says_so(signed_in, county):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("policies:simulate", args=("示范/模拟分析提示",))
    assert "没有对人的条件" in client.get(address).content.decode()


# -- charts


def drawn(svg):
    return ET.fromstring(svg)


def test_charts_are_plain_pictures_whatever_a_policy_calls_its_rules():
    policy = policy_of([0])
    evil = '<script>alert(1)</script>"&'
    criteria = policy.instruments[0]
    renamed = criteria.model_copy(
        update={"rules": tuple(r.model_copy(update={"label": evil}) for r in criteria.rules)}
    )
    policy = policy.model_copy(update={"instruments": (renamed,)})
    field = Field(frame_of([dict.fromkeys(("年龄", "工龄", "学历", "性别"))]), policy)
    svg = charts.funnel(simulate(field))
    elements = {each.tag.rpartition("}")[2] for each in drawn(svg).iter()}
    assert elements <= {"svg", "g", "path", "text", "line", "rect", "clipPath", "defs"}
    assert not any("style" in each.attrib or "onclick" in each.attrib for each in drawn(svg).iter())
    assert "Noto Sans CJK SC" in svg


def test_charts_say_their_figures_in_text():
    table = [{"年龄": age, "性别": sex} for age in (30, 46, 50) for sex in ("男", "女")]
    frame = pl.DataFrame(table, schema={n: FACTS[n].polars_type() for n in ("年龄", "性别")})
    policy = policy_of([3])  # women up to 50
    field = Field(frame.with_columns(年龄=pl.col("年龄") + 1), policy)
    said = "".join(drawn(charts.group_bars(effect_by(field, Grouping("性别"), 1))).itertext())
    assert "100.0%（3/3）" in said
    assert "66.7%（2/3）" in said
    swept = sweep(Field(frame, policy_of([0])), "oldest", [Fraction(45), Fraction(46)])
    line = "".join(drawn(charts.sweep_line(swept)).itertext())
    assert "现行" in line
    assert "45周岁" in line


@pytest.mark.parametrize(
    ("share", "shown"), [(Fraction(1, 3), "33.3%"), (Fraction(1, 2000), "0.1%"), (None, "—")]
)
def test_shares_are_rounded_half_up(share, shown):
    assert percent(share) == shown


def test_ratios_have_two_decimals():
    assert times(Fraction(17, 20)) == "0.85"
    assert times(None) == "—"


# -- the command


def run(*arguments):
    return CliRunner().invoke(
        policy_command, ["simulate", *map(str, arguments)], catch_exceptions=False
    )


@pytest.fixture
def people(tmp_path):
    frame = pl.DataFrame(
        {
            "person": [str(number) for number in range(40)],
            "工龄": list(range(40)),
            "性别": ["男", "女"] * 20,
            "年龄": [22 + number for number in range(40)],
        }
    )
    path = tmp_path / "facts-2026-11-21-0123.parquet"
    frame.write_parquet(path)
    return path


def test_the_command_prints_tables(people, db):
    said = run(BASE, "--people", people, "--rank", "县处级副职", "--by", "性别,年龄段").output
    assert "截至2026.11.21：40人中通过0人" in said
    assert "没有数据的事实" in said
    assert "1. 工龄：" in said
    assert "按性别" in said


def test_the_command_writes_exact_json(people, db):
    done = run(
        BASE, "--people", people, "--rank", "县处级副职", "--instrument", "qualification",
        "--sweep", "county_working_years=0..40:20", "--by", "年龄:30/40", "--json",
    )  # fmt: skip
    data = json.loads(done.output)
    rules = {rule["rule"]: rule for rule in data["rules"]}
    # Five years of work are asked: 0 to 4 of the 40 people have fewer.
    assert rules["qualification.county_working_years"]["stopped"] == 5
    assert [point["value"] for point in data["sweep"]["points"]] == [0, 20, 40]
    assert [group["people"] for group in data["groups"][0]["groups"]] == [9, 10, 21]


def test_the_command_tries_settings_and_draws(people, db, tmp_path):
    arguments = (BASE, "--people", people, "--rank", "县处级副职", "--json")
    data = json.loads(
        run(*arguments, "--set", "county_working_years=10", "--charts", tmp_path / "图").output
    )
    rules = {rule["rule"]: rule for rule in data["rules"]}
    assert rules["qualification.county_working_years"]["stopped"] == 10
    assert drawn((tmp_path / "图" / "逐条.svg").read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rank", "正处级"], "没有这个职务层次"),
        (["--set", "county_working_yeers=3"], "county_working_years"),
        (["--set", "county_working_years"], "写法不对"),
        (["--sweep", "county_working_years=9..3"], "从小到大"),
        (["--by", "星座"], "没有这个事实"),
        (["--instrument", "nothing"], "没有这一项"),
        (["--as-of", "2026-01-01"], "快照截至2026.11.21"),
    ],
)
def test_the_command_refuses_with_a_mend(people, db, arguments, said):
    with pytest.raises(Refusal, match=said):
        run(BASE, "--people", people, *arguments)


def test_the_command_says_when_nobody_is_registered(db):
    with pytest.raises(Refusal, match="没有现职人员"):
        run(BASE)


def test_the_page_is_linked_from_its_policy(signed_in, county):
    client = signed_in(Role.ORGANISATION_STAFF)
    text = client.get(reverse("policies:policy", args=(BASE,))).content.decode()
    assert quote(reverse("policies:simulate", args=(BASE,)), safe="/%") in text
