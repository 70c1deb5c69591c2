"""Signs of requirements cut to fit one person, and what a simulation is fed with."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

import polars as pl
import pytest

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, Surroundings
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy import catalogue
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Parameter, Policy
from xuanxian.policy.simulation import Field, comparing, materials, simulate
from xuanxian.policy.simulation.asking import Question, ask
from xuanxian.policy.simulation.exported import as_data
from xuanxian.policy.simulation.tailoring import (
    HINTS_POLICY,
    Hints,
    Requirements,
    requirements_of,
    tailoring_of,
)
from xuanxian.registry.dossier import Dossier, PostEntry, RankEntry

TODAY = date(2026, 11, 21)


def policy_of(*rules, **parameters):
    criteria = Criteria.model_validate(
        {
            "kind": "criteria",
            "id": "wanted",
            "rules": [{"id": f"r{i}", "label": r, "rule": r} for i, r in enumerate(rules)],
        }
    )
    given = {name: Parameter(value=value) for name, value in parameters.items()}
    return Policy(policy="某县/岗位", title="岗位", parameters=given, instruments=[criteria])


def frame_of(**columns):
    return pl.DataFrame(columns, schema={name: FACTS[name].polars_type() for name in columns})


@pytest.fixture
def hints():
    return Hints.of(catalogue.load(HINTS_POLICY))


def test_a_post_cut_to_one_birthplace_is_told(hints):
    # 40 of 60 are young enough; one of those 40 was born in the one village.
    frame = frame_of(年龄=[35] * 40 + [50] * 20, 出生地=["甲村"] + ["乙村"] * 39 + ["甲村"] * 20)
    policy = policy_of("年龄 <= 40", "出生地 = '甲村'")
    found = hints.judged(tailoring_of(simulate(Field(frame, policy)), []))
    assert (found.through, found.strongest, found.field_without) == (1, "出生地 = '甲村'", 40)
    assert found.share == Fraction(39, 40)
    assert found.outcome.verdict is Verdict.HOLD
    assert found.outcome.reasons[0].rule == "tailoring.tailored"


def test_a_wide_field_warns_of_nothing(hints):
    frame = frame_of(年龄=[35] * 40 + [50] * 20)
    found = hints.judged(tailoring_of(simulate(Field(frame, policy_of("年龄 <= 40"))), []))
    assert (found.through, found.share) == (40, Fraction(20, 60))
    assert found.outcome.verdict is Verdict.PASS


def test_requirements_are_compared_by_what_they_ask_about():
    frame = frame_of(年龄=[35], 出生地=["甲村"], 工龄=[9])
    policy = policy_of("年龄 <= 40", "出生地 = '甲村'", "工龄 > 3")
    others = [
        Requirements("甲县", (frozenset({"年龄"}), frozenset({"工龄"}))),
        Requirements("乙县", (frozenset({"年龄"}), frozenset({"学历"}))),
        Requirements("甲县的翻版", (frozenset({"工龄"}), frozenset({"年龄"}))),
        requirements_of(policy),  # the same text again is no other set
    ]
    found = tailoring_of(simulate(Field(frame, policy)), others)
    assert found.compared == 2
    assert (found.rarest, found.uses) == ("出生地 = '甲村'", 0)
    # Two of the three facts are asked about in 甲县 as well; only one in 乙县.
    assert found.likeness == Fraction(2, 3)


def test_nobody_to_compare_with_is_said_as_none():
    found = tailoring_of(simulate(Field(frame_of(年龄=[35]), policy_of("年龄 <= 40"))), [])
    assert (found.compared, found.rarest, found.nearest) == (0, "", "")


def test_what_other_policies_ask_is_kept_and_read_again_when_a_text_changes(
    monkeypatch, settings, tmp_path
):
    settings.XUANXIAN_HOME = tmp_path / "home"
    folder = tmp_path / "catalogue"
    folder.mkdir()
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(folder))
    written_as = (
        "policy: {id}\ntitle: {id}\nextends: {base}\ninstruments:\n"
        "  - {{kind: criteria, id: c_{id}, rules: [{{id: r, label: 某, rule: {rule}}}]}}\n"
    )

    def write(name, rule, base="''"):
        path = folder / f"{name}.yaml"
        path.write_text(written_as.format(id=name, base=base, rule=rule), encoding="utf-8")

    def asked():
        others = comparing.other_requirements(policy_of("工龄 > 3"))
        return {each.title: each.facts for each in others}

    write("甲", "年龄 < 40")
    write("乙", "党龄 > 3", base="甲")
    (folder / "丙.yaml").write_text("policy: [", encoding="utf-8")
    # A page behind which others wait reads nothing that is not kept.
    assert comparing.known_requirements(policy_of("工龄 > 3")) is None
    assert asked() == {"甲": {"年龄"}, "乙": {"年龄", "党龄"}}
    # What 乙 inherits from 甲 is no other set of requirements, but 乙 asks for more than 甲.
    assert [each.title for each in comparing.other_requirements(catalogue.load("乙"))] == []
    assert [each.title for each in comparing.other_requirements(catalogue.load("甲"))] == ["乙"]
    kept = tmp_path / "home" / "cache" / "requirements.json"
    assert kept.is_file()
    known = comparing.known_requirements(policy_of("工龄 > 3"))
    assert known is not None
    assert {each.title for each in known} == {"甲", "乙"}
    write("甲", "学历 > '高中'")
    assert comparing.known_requirements(policy_of("工龄 > 3")) is None
    assert asked() == {"甲": {"学历"}, "乙": {"学历", "党龄"}}
    kept.write_text("damaged", encoding="utf-8")
    assert asked() == {"甲": {"学历"}, "乙": {"学历", "党龄"}}


def test_the_hints_of_the_catalogue_can_be_read(hints):
    values = hints.policy.values
    assert hints.smallest_group == values["smallest_group"]
    assert list(hints.age_bands) == [int(each) for each in values["age_bands"]]
    assert set(hints.group_facts) <= set(FACTS)


def test_hints_without_their_parameters_are_refused(hints):
    broken = hints.policy.model_copy(
        update={
            "parameters": {k: v for k, v in hints.policy.parameters.items() if k != "age_bands"}
        }
    )
    with pytest.raises(Refusal, match="age_bands"):
        Hints.of(broken)


def test_one_question_is_answered_whole(hints):
    frame = frame_of(年龄=[30, 41, 50, 60] * 10, 性别=["男", "女"] * 20)
    policy = policy_of("年龄 <= $oldest", "性别 = '男'", oldest=45)
    answer = ask(
        frame,
        policy,
        Question(
            settings={"oldest": "40"}, by=("性别", "年龄:45"), sweep="oldest", values="40..42"
        ),
        hints,
    )
    data = as_data(answer)
    assert (data["people"], data["through"]) == (40, 10)
    assert [(p["value"], p["through"]) for p in data["sweep"]["points"]] == [
        (40, 10),
        (41, 10),
        (42, 10),
    ]
    sexes, ages = data["groups"]
    assert [(g["label"], g["through"], g["share"]) for g in sexes["groups"]] == [
        ("男", 10, "1/2"),
        ("女", 0, 0),
    ]
    assert [g["label"] for g in ages["groups"]] == ["45周岁及以下", "46周岁及以上"]
    assert [each["label"] for each in data["group_rules"]] == ["性别 = '男'"]
    assert answer.policy.values["oldest"] == 40
    assert policy.values["oldest"] == 45


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(settings={"oldset": "3"}), "是不是想写“oldest”"),
        (Question(settings={"oldest": "四十"}), "应当是数"),
        (Question(settings={"level": "大专以上"}), "大专以上"),
        (Question(sweep="level", values="大学专科、大专以上"), "大专以上"),
        (Question(criteria=("nothing",)), "没有这一项"),
        (Question(by=("星座",)), "没有这个事实"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(hints, question, said):
    policy = policy_of("年龄 <= $oldest", "学历 >= $level", oldest=45, level="大学专科")
    with pytest.raises(Refusal, match=said):
        ask(frame_of(年龄=[30]), policy, question, hints)


def written(folder: Path, frame: pl.DataFrame) -> Path:
    path = folder / "facts-2026-11-21-test.parquet"
    frame.write_parquet(path)
    return path


def test_a_snapshot_is_read_back(tmp_path):
    frame = frame_of(年龄=[30, None], 学历=["大学本科", None]).with_columns(
        person=pl.Series(["甲", "乙"]), 自加的列=pl.Series([1, 2])
    )
    read = materials.read_snapshot(written(tmp_path, frame))
    assert read.columns == ["person", "年龄", "学历"]
    assert read["年龄"].to_list() == [30, None]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"年龄": [30]}), "没有人员列"),
        (pl.DataFrame({"person": ["甲", "甲"]}), "有人员重复"),
        (pl.DataFrame({"person": ["甲"], "年龄": ["三十"]}), "类型不对"),
        (pl.DataFrame({"person": ["甲"], "学历": ["大学本科"]}), "另一版本"),
    ],
)
def test_a_file_that_is_no_snapshot_of_today_is_refused(tmp_path, frame, said):
    with pytest.raises(Refusal, match=said):
        materials.read_snapshot(written(tmp_path, frame))


def test_a_file_that_is_missing_or_no_parquet_is_refused(tmp_path):
    with pytest.raises(Refusal, match="没有这个文件"):
        materials.read_snapshot(tmp_path / "nothing.parquet")
    (tmp_path / "text.parquet").write_text("年龄,30")
    with pytest.raises(Refusal, match="不是快照文件"):
        materials.read_snapshot(tmp_path / "text.parquet")


def dossier(*stays):
    """Somebody who held these ranks (ZB09 code, from when) one after the other."""
    ranks = [RankEntry(line="0", code=code, held_from=PartialDate(year, 3)) for code, year in stays]
    posts = [
        PostEntry(title=f"职务{place}", rank=code, held_from=PartialDate(year, 3), is_main=True)
        for place, (code, year) in enumerate(stays)
    ]
    return Dossier(name="张某", ranks=tuple(ranks), posts=tuple(posts), rank=stays[-1][0])


@pytest.mark.parametrize("code", ["1A41", "1A32", "1A31", "1A22"])
def test_proposing_everybody_in_a_snapshot_says_what_computing_it_anew_says(code):
    people = {
        uuid4(): dossier(("1A42", 2010)),
        uuid4(): dossier(("1A42", 2008), ("1A41", 2015)),
        uuid4(): dossier(("1A41", 2012), ("1A32", 2020)),
        uuid4(): Dossier(name="李某"),
    }
    plain = snapshot.build(people, TODAY)
    proposed = snapshot.build(people, TODAY, Surroundings(proposed_rank=code))
    label = proposed["拟任职务层次"][0]
    told = materials.propose(plain, label)
    names = [name for name, fact in FACTS.items() if fact.of_proposal and name in proposed.columns]
    assert {"拟任职务层次", "晋升层级数", "下一级任职年限", "下一级职位数"} <= set(names)
    assert told.select(names).equals(proposed.select(names))


def test_a_rank_that_does_not_exist_is_refused():
    with pytest.raises(Refusal, match="没有这个职务层次"):
        materials.propose(frame_of(年龄=[30]), "正处级")


def test_the_largest_snapshot_of_a_day_is_offered(tmp_path, settings):
    settings.XUANXIAN_HOME = tmp_path
    folder = tmp_path / "snapshots"
    folder.mkdir()
    for name, people in (("2026-08-08-aa", 3), ("2026-08-08-bb", 9), ("2026-09-01-cc", 2)):
        pl.DataFrame({"person": [str(i) for i in range(people)]}).write_parquet(
            # A digest of sixteen signs ends the name.
            folder / f"facts-{name}{name[-1] * 14}.parquet"
        )
    (folder / f"facts-2026-10-01-{'e' * 16}.parquet").write_text("no")
    (folder / "facts-someday-dd.parquet").write_text("no")
    found = [(each.as_of, each.people) for each in materials.stored_snapshots(least=2)]
    assert found == [(date(2026, 9, 1), 2), (date(2026, 8, 8), 9)]
    assert [each.people for each in materials.stored_snapshots(least=5)] == [9]
