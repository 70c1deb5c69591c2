"""The rules a round pins: written down and read back they are the same."""

from datetime import date
from fractions import Fraction

import pytest
from django.conf import settings

from tests.selection import whole_case
from tests.selection.county import LEADER, NATIONAL, OPEN_PARAMETERS, STAFF, county, national_rules
from xuanxian.facts import snapshot
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policy
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.instruments import Criteria, decide
from xuanxian.selection import queries, services
from xuanxian.selection.instruments import Meeting, Notice
from xuanxian.selection.rules import Rules


def test_rules_read_back_are_equal() -> None:
    rules = national_rules()
    again = Rules.load(rules.dump())
    assert again.instruments == rules.instruments
    assert again.dump() == rules.dump()
    assert again.parameters["decision_quorum"].value == Fraction(2, 3)


def test_parameters_of_every_kind_survive() -> None:
    given = {
        "share": Quantity(Fraction(2, 3), written="2/3"),
        "day": Quantity(date(2026, 3, 2)),
        "list": Quantity(("健康", "良好")),
        "text": Quantity("大学专科"),
        "open": Quantity(None),
    }
    rules = Rules.of([], given, policy="p", title="t")
    assert Rules.load(rules.dump()).parameters == given


def test_an_unknown_kind_and_a_missing_instrument_are_refused() -> None:
    data = national_rules().dump()
    data["instruments"].append({"kind": "horoscope", "id": "h"})
    with pytest.raises(Refusal, match="horoscope"):
        Rules.load(data)
    with pytest.raises(Refusal, match="制度中没有这一条"):
        national_rules().get("nothing", Notice)


@pytest.mark.django_db
def test_a_round_pins_the_policy_in_force_when_it_is_opened() -> None:
    made = county()
    with clock.set_to(whole_case.OPENED):
        policy.adopt(
            NATIONAL,
            scope="3701",
            valid_from=date(2026, 1, 1),
            given=OPEN_PARAMETERS,
            actor=LEADER,
        )
        first = services.open_round(title="第一批", unit=made.unit, actor=STAFF)
        policy.adopt(
            NATIONAL,
            scope="3701",
            valid_from=date(2026, 2, 1),
            given={**OPEN_PARAMETERS, "notice_days": 7},
            actor=LEADER,
        )
        second = services.open_round(title="第二批", unit=made.unit, actor=STAFF)
    days = []
    for round_ in (first, second):
        rules = queries.rules_of(round_)
        notice = rules.first(Notice)
        assert notice is not None
        days.append(notice.last_day(date(2026, 3, 2), rules.parameters))
    # Five and seven working days after Monday, 2 March 2026.
    assert days == [date(2026, 3, 9), date(2026, 3, 11)]
    meeting = queries.rules_of(first).first(Meeting)
    assert meeting is not None
    assert meeting.ballot == "decision"


@pytest.mark.django_db
def test_a_judgement_can_be_repeated_from_the_facts_it_names() -> None:
    case = whole_case.opened()
    digest = case.candidacy.snapshot.removeprefix("sha256:")
    (path,) = (settings.XUANXIAN_HOME / "snapshots").glob(f"facts-2026-03-02-{digest[:16]}.parquet")
    frame = snapshot.read(path)
    assert snapshot.digest_of(frame) == digest
    (row,) = frame.to_dicts()
    assert row["person"] == str(case.candidacy.person_id)
    rules = queries.rules_of(case.round)
    criteria = rules.get("exclusion", Criteria)
    again = decide(criteria, row, rules.parameters)
    assert again.model_dump(mode="json") == case.candidacy.judgements["exclusion"]
