"""Names of one's own unit and of others: what is known of units, and what follows."""

from typing import Any

import pytest
from django.test import Client

from tests.ballots.conftest import LI, STAFF, WANG, instrument
from tests.ballots.test_result_pages import JIA, NOMINATION, YI, person
from tests.ballots.test_signers import account, at
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers, Subject, Validity
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import Electorate, Meant
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Organisation

FINANCE, SCHOOLS = "县财政局", "县教育局"
OWN = Subject(id="own", name="孙某丙", unit=FINANCE)
OTHER = Subject(id="other", name="周某丁", unit=SCHOOLS)
NOBODYS = Subject(id="typed", name="吴某戊")
LISTED = [OWN, OTHER, NOBODYS]


def asking(breach: str = "ballot", **units: Any) -> Any:
    """Two names at most; the rule on units as given."""
    question = {"form": "names", "most": 2, "write_in": True, "units": {"breach": breach, **units}}
    return instrument(**(NOMINATION | {"question": question}))


@pytest.mark.parametrize(
    ("unit", "names", "fault"),
    [
        # Of two names one is from elsewhere.
        (FINANCE, ("own", "other"), ""),
        (FINANCE, ("own",), "本单位以外的人选少于 1 名"),
        (SCHOOLS, ("own",), ""),
        # Nobody knows whose unit a typed name is of, nor whose an unknown voter is.
        (FINANCE, ("own", "typed"), ""),
        ("", ("own",), ""),
        # An empty ballot is an abstention.
        (FINANCE, (), ""),
    ],
)
def test_at_least_one_is_from_outside_where_units_are_known(
    unit: str, names: tuple[str, ...], fault: str
) -> None:
    validity = Validity.of(asking(outside_least="1"), LISTED, {})
    assert validity.fault_of(Answers(names=names, voter_unit=unit)) == fault


def test_at_most_so_many_are_of_the_own_unit() -> None:
    validity = Validity.of(asking(own_most="$own"), LISTED, {"own": 0})
    own = Answers(names=("own",), voter_unit=FINANCE)
    assert validity.fault_of(own) == "本单位的人选超过 0 名"
    assert validity.fault_of(own.model_copy(update={"voter_unit": SCHOOLS})) == ""


def test_a_rule_in_principle_counts_the_ballot_and_says_how_many_broke_it() -> None:
    ballot = asking("stated", outside_least="1")
    cast = [("委员", Answers(names=("own",), voter_unit=FINANCE))] * 3
    cast += [("委员", Answers(names=("own", "other"), voter_unit=FINANCE))] * 2
    cast += [("委员", Answers(names=("own",)))]
    result = tally(ballot, LISTED, cast, {"委员": Turnout(6, 6, 6)}, {"smallest": 5})
    assert result.denominators["有效"] == 6
    assert (result.against_units, result.unit_unknown) == (3, 1)
    found = result.of("own")
    assert found is not None
    assert found.counts["得票"] == 6


def test_classes_split_by_unit_tell_the_unit_of_a_secret_ballot() -> None:
    by_unit = asking(outside_least="1").model_copy(
        update={"electorate": instrument(
            electorate=[{"class": "中层", "by_unit": True, "weight": 2}, {"class": "离退休"}]
        ).electorate}
    )  # fmt: skip
    finance, schools = f"中层（{FINANCE}）", f"中层（{SCHOOLS}）"
    split = by_unit.in_units([finance, schools, "离退休", "列席（某局）"])
    assert [(one.name, one.unit, one.weight) for one in split.electorate] == [
        (finance, FINANCE, "2"), (schools, SCHOOLS, "2"), ("离退休", "", "1"),
    ]  # fmt: skip
    # A poll prepared again from one already split stays as it is.
    assert split.in_units([finance, schools, "离退休"]) == split
    validity = Validity.of(split, LISTED, {})
    own = Answers(names=("own",))
    assert validity.fault_of(own, finance) == "本单位以外的人选少于 1 名"
    assert validity.fault_of(own, schools) == ""
    assert validity.fault_of(own, "离退休") == ""


@pytest.mark.django_db
def test_a_class_of_few_people_of_one_unit_is_not_prepared() -> None:
    by_unit = asking(outside_least="1").model_copy(
        update={
            "electorate": instrument(electorate=[{"class": "中层", "by_unit": True}]).electorate
        }
    )

    def prepare(*classes: Electorate) -> Poll:
        return services.prepare_poll(
            instrument=by_unit, parameters={"smallest": 5}, title="推荐", subjects=LISTED,
            electorates=classes, case="case:test", actor=STAFF,
        )  # fmt: skip

    # Beside every opened ballot stands its class: four people of one office would be known.
    with pytest.raises(Refusal, match="看得出是谁投的"):
        prepare(Electorate(f"中层（{FINANCE}）", 4), Electorate(f"中层（{SCHOOLS}）", 8))
    poll = prepare(Electorate(f"中层（{FINANCE}）", 5), Electorate("中层", 4))
    assert [one.name for one in poll.classes.all()] == ["中层", f"中层（{FINANCE}）"]


def signed(*members: Any, breach: str = "ballot") -> Poll:
    ballot = asking(breach, outside_least="1").model_copy(
        update={"secrecy": "signed", "smallest_group": ""}
    )
    people = [person("孙某丙", FINANCE, "A0101"), person("周某丁", SCHOOLS, "A0102")]
    poll = services.prepare_poll(
        instrument=ballot, parameters={}, title="实名推荐",
        subjects=[Subject(id=str(one.pk), name=one.name) for one in people],
        electorates=[Electorate("委员", 3)], case="case:signed", actor=STAFF, unit_code="A0101",
    )  # fmt: skip
    services.name_signers(poll, {"委员": [str(one.pk) for one in members]}, actor=STAFF)
    services.record_presence(poll, {"委员": 3}, actor=STAFF)
    return services.open_poll(poll, actor=STAFF)


@pytest.mark.django_db
def test_a_signer_of_an_office_must_name_somebody_from_elsewhere() -> None:
    Organisation.objects.create(code="A0101", name=FINANCE, kind="government")
    member = account("sun", Role.UNIT_PARTY_GROUP, "郑某己", "A0101")
    poll = signed(member)
    own, other = (subject.id for subject in poll.subject_list)
    # Units come from the registry, where the ballot asks for them.
    assert [subject.unit for subject in poll.subject_list] == [FINANCE, SCHOOLS]
    with pytest.raises(Refusal, match="本单位以外的人选少于 1 名"):
        services.cast_as_signer(poll, account=member, answers=Answers(names=(own,)), actor=STAFF)
    page = at(member).get(f"/ballots/{poll.pk}/vote/").content.decode()
    assert "至少选 1 名本单位以外的人选，不符的整张票无效。" in page
    services.cast_as_signer(poll, account=member, answers=Answers(names=(own, other)), actor=STAFF)
    content = poll.signed_ballots.get().content
    assert content["voter_unit"] == FINANCE


@pytest.mark.django_db
def test_staff_keying_a_signed_form_in_writes_the_unit() -> None:
    poll = signed()
    staff = account("staff", Role.ORGANISATION_STAFF, "王某某", "A")
    own, other = (subject.id for subject in poll.subject_list)
    form = {"class_name": "委员", "signer": "冯某庚", "unit": FINANCE, "names": [own]}
    browser = at(staff)
    page = browser.post(f"/ballots/{poll.pk}/sign/", form)
    assert "本单位以外的人选少于 1 名" in page.content.decode()
    browser.post(f"/ballots/{poll.pk}/sign/", form | {"names": [own, other]})
    assert poll.signed_ballots.get().content["voter_unit"] == FINANCE


@pytest.mark.django_db
def test_a_written_name_found_in_the_registry_has_its_unit() -> None:
    """Written in he is of no known unit; once tellers say who is meant, he is of the own."""
    colleague = person("孙某丙", FINANCE, "A0101")
    poll = signed(breach="stated")
    services.cast_signed(
        poll, class_name="委员", signer="冯某庚", unit=FINANCE,
        answers=Answers(written=("孙某丙",)), actor=STAFF,
    )  # fmt: skip
    services.close_poll(poll, actor=STAFF)
    assert services.count(poll, actor=STAFF).against_units == 0
    for teller in (JIA, YI):
        meant = {"孙某丙": Meant("person", str(colleague.pk))}
        services.state_meanings(Poll.objects.get(pk=poll.pk), meant, actor=teller)
    assert services.count_matched(Poll.objects.get(pk=poll.pk), actor=STAFF).against_units == 1


@pytest.mark.django_db
def test_notes_of_a_signed_ballot_are_asked_for_once_names_are_chosen() -> None:
    question = {
        "form": "names", "most": 2, "write_in": True,
        "notes": [{"title": "推荐理由", "longest": 20, "missing": "ballot"}],
    }  # fmt: skip
    ballot = instrument(
        **(NOMINATION | {"question": question, "secrecy": "signed", "smallest_group": ""})
    )
    poll = services.prepare_poll(
        instrument=ballot, parameters={}, title="实名推荐", subjects=[WANG, LI],
        electorates=[Electorate("委员", 2)], case="case:signed", actor=STAFF, unit_code="A01",
    )  # fmt: skip
    member = account("member", Role.COMMITTEE_MEMBER, "赵某某", "A01")
    services.name_signers(poll, {"委员": [str(member.pk)]}, actor=STAFF)
    services.record_presence(poll, {"委员": 2}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    browser: Client = at(member)
    address = f"/ballots/{poll.pk}/vote/"
    chosen = {"names": ["wang"], "written": "孙某丙", "check": "1"}
    asked = browser.post(address, chosen).content.decode()
    assert "王某甲：推荐理由" in asked
    assert "孙某丙：推荐理由" in asked
    assert "李某乙：推荐理由" not in asked
    full = chosen | {"note_0_0": "实绩 突出", "note_written_0_0": "群众公认"}
    assert "实绩突出" in browser.post(address, full).content.decode()
    browser.post(address, full | {"sign": "1"})
    content = poll.signed_ballots.get().content
    assert content["notes"] == {"wang": ["实绩突出"], "written:孙某丙": ["群众公认"]}
