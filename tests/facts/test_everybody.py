"""Everybody in the registry, read column by column, has the facts of each file read alone."""

import os
import subprocess
import sys
from datetime import date

import pytest

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS
from xuanxian.facts.installation import build_snapshot, surroundings_of
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import models
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
    TitleEntry,
    TrainingEntry,
)
from xuanxian.registry.queries import read_dossiers

AS_OF = date(2026, 11, 21)


def _day(text):
    return PartialDate.parse(text) if text else None


def enter_a_town():
    """A town with four people: a full file, an empty one, one half known, one retired."""
    from xuanxian.access.actor import Actor
    from xuanxian.registry import services

    told = {"actor": Actor.command_line(), "source": "测试"}
    town = services.enter_organisation(code="01", name="某镇", kind="town", **told)
    post = services.enter_post(
        town, title="镇长", kind="leading", rank="1A41", management="county", is_chief=True,
        is_team_member=True, **told,
    )  # fmt: skip
    wife = services.enter_dossier(Dossier(name="李二", unit_code="01"), **told)
    services.enter_dossier(
        Dossier(
            name="陈一，“甲”",
            sex="1",
            birth=_day("1980.05"),
            nation="02",
            native_place="某省某县",
            joined_work=_day("2002.07.15"),
            unit_code="01",
            rank="1A41",
            party=(PartyEntry(status="01", joined=_day("2003.06")),),
            education=(
                EducationEntry(
                    mode="full_time", level="21", school="某大学法学专业", graduated=_day("2002.07")
                ),
            ),
            titles=(TitleEntry(name="工程师", obtained=_day("2010")),),
            resume=(
                ResumeLine(
                    text="某县某镇科员\n第二行",
                    held_from=_day("2002.07"),
                    concurrent=(ResumeLine(text="挂职某村第一书记", held_from=_day("2010.01")),),
                ),
            ),
            posts=(
                PostEntry(
                    post=post.pk, title="某镇镇长", rank="1A41", held_from=_day("2020.05.10"),
                    probation_until=_day("2027.05.10"),
                ),
                PostEntry(
                    title="某县某局副局长", rank="1A42", held_from=_day("2015.03"),
                    held_until=_day("2020.05"), is_main=False,
                ),
            ),
            ranks=(
                RankEntry(code="1A42", held_from=_day("2015.03"), held_until=_day("2020.05")),
                RankEntry(code="1A41", held_from=_day("2020.05.10")),
            ),
            rewards_sanctions=(
                RewardSanctionEntry(nature="reward", name="三等功", approved_on=_day("2024.01")),
                RewardSanctionEntry(
                    nature="sanction", name="诫勉", approved_on=_day("2026.08.01"),
                    influence_until=_day("2027.02.01"),
                ),
            ),
            assessments=tuple(AssessmentEntry(year=year, grade="1") for year in range(2018, 2026)),
            relatives=(
                RelativeEntry(relation="妻子", name="李二", linked_person=wife.pk),
                RelativeEntry(relation="儿子", name="陈三", is_abroad=True),
            ),
            trainings=(
                TrainingEntry(name="某班", held_from=_day("2025.03"), days="3.5"),
                TrainingEntry(name="某班", held_from=_day("2025.04"), days="10"),
            ),
        ),
        **told,
    )  # fmt: skip
    services.enter_dossier(Dossier(name="王四", birth=_day("1975"), status="1"), **told)
    services.enter_dossier(Dossier(name="赵五", status="3", unit_code="01"), **told)


def together_and_alone():
    """The snapshot of everybody serving, both ways."""
    serving = list(models.Person.objects.filter(status=models.PersonStatus.SERVING))
    dossiers = read_dossiers(serving, with_photo=False)
    alone = snapshot.build(dossiers, AS_OF, surroundings_of(dossiers.values()))
    return build_snapshot(AS_OF).sort("person"), alone.sort("person")


@pytest.mark.django_db
def test_what_is_read_in_columns_says_what_each_file_says():
    enter_a_town()
    together, alone = together_and_alone()
    assert together.height == 3
    for name in FACTS:
        assert together[name].to_list() == alone[name].to_list(), name
    assert together["挂职工作月数"].drop_nulls().to_list() == [201]
    assert together["近五年培训天数"].drop_nulls().to_list() == [13]


@pytest.mark.django_db
def test_a_registry_without_people_gives_a_frame_without_rows():
    assert build_snapshot(AS_OF).height == 0
    assert build_snapshot(AS_OF).columns == ["person", *FACTS]


@pytest.mark.django_db
def test_progress_is_told_to_the_end():
    told = []
    enter_a_town()
    build_snapshot(AS_OF, progress=lambda *told_now: told.append(told_now))
    assert told[0][0] == "读取人员"
    assert ("计算年龄", 0, len(FACTS)) in told
    assert told[-1] == ("计算完毕", len(FACTS), len(FACTS))


@pytest.mark.django_db
def test_the_people_asked_for_are_those_in_the_frame(monkeypatch):
    from xuanxian.facts import installation

    enter_a_town()
    asked = list(models.Person.objects.filter(name__in=["王四", "赵五"]))
    few = build_snapshot(AS_OF, asked)
    # The same with the limit below which people are computed one by one out of the way.
    monkeypatch.setattr(installation, "_ALONE", 0)
    many = build_snapshot(AS_OF, asked)
    assert few.sort("person").equals(many.sort("person"))
    assert few.height == 2


_ON_A_FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.facts.test_everybody import enter_a_town, together_and_alone
enter_a_town()
together, alone = together_and_alone()
assert together.height == 3
assert together.equals(alone), [n for n in together.columns if not together[n].equals(alone[n])]
print("equal")
"""


@pytest.mark.slow
def test_a_store_in_a_file_is_read_the_same(tmp_path):
    home = tmp_path / "甲 乙"
    home.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "XUANXIAN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "xuanxian.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", _ON_A_FILE], env=environment, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "equal", ran.stderr
