"""职数台账: figures, what is planned, what the review finds, and posts that may not start."""

from datetime import date

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import ENTRY, LEADER, STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policy
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.selection import models, services
from xuanxian.selection.instruments import EstablishmentReview, Motion
from xuanxian.selection.queries.establishment_ledger import (
    Reviewing,
    establishment_ledger,
    planned_seats,
)
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
DONGMING = "山东省/菏泽市/东明县/科级干部选拔任用"

EVERYTHING = Reviewing(
    "某制度",
    EstablishmentReview.model_validate(
        {
            "id": "r",
            "kind": "establishment_review",
            "checks": [
                {"finding": kind, "else": "bar"}
                for kind in (
                    "over_number",
                    "over_body",
                    "over_rank",
                    "mixed_posts",
                    "concurrent_posts",
                )
            ],
        }
    ),
    {},
)


def found(county: made_up.County) -> dict[str, Verdict]:
    """Rule → verdict of the bureau's row; the holder's id is cut out."""
    (row,) = establishment_ledger([county.bureau], DAY, EVERYTHING)
    assert row.outcome is not None
    return {reason.rule.split(".")[1]: reason.verdict for reason in row.outcome.reasons}


def seated(county: made_up.County, name: str, *, staffed_in: str) -> None:
    """Somebody of `staffed_in` becomes deputy director of the bureau."""
    post = made_up.PostEntry(
        post=county.post.pk,
        title="某县财政局副局长",
        rank="1A42",
        held_from=made_up.PartialDate.parse("2024.01"),
    )
    registry.enter_dossier(
        made_up.dossier(name, posts=(post,), unit_code=staffed_in), actor=ENTRY, source="测试"
    )


def test_the_ledger_counts_what_open_rounds_plan_and_says_what_is_left() -> None:
    case = whole_case.opened(approved=2)
    seated(case.county, "周某丙", staffed_in="3701.A01")
    (row,) = establishment_ledger([case.county.bureau], DAY, None)
    (line,) = row.lines
    # 2 approved, 1 serving, 1 planned by the round: nothing is left.
    assert (line.figure.approved, line.figure.actual, line.planned, line.left) == (2, 1, 1, 0)
    with clock.set_to(whole_case.OPENED):
        for one in (case.candidacy, case.other):
            services.drop_candidate(one, "不再研究", actor=LEADER)
        services.close_round(models.Round.objects.get(pk=case.round.pk), actor=LEADER)
    assert not planned_seats()


def test_a_unit_in_order_passes_every_check() -> None:
    county = made_up.county(approved=1)
    type(county.bureau).objects.filter(pk=county.bureau.pk).update(level="乡科级")
    county.bureau.refresh_from_db()
    seated(county, "周某丙", staffed_in="3701.A01")
    assert set(found(county).values()) == {Verdict.PASS}


def test_one_more_than_approved_is_found() -> None:
    county = made_up.county(approved=1)
    for name in ("周某丙", "吴某丁"):
        seated(county, name, staffed_in="3701.A01")
    assert found(county)["over_number"] is Verdict.BAR


def test_an_abolished_post_that_is_still_held_is_found() -> None:
    county = made_up.county()
    seated(county, "周某丙", staffed_in="3701.A01")
    type(county.post).objects.filter(pk=county.post.pk).update(abolished_on=date(2025, 12, 31))
    assert found(county)["over_body"] is Verdict.BAR


def test_a_post_above_its_unit_is_found_and_a_unit_without_a_level_is_unknown() -> None:
    county = made_up.county()
    seated(county, "周某丙", staffed_in="3701.A01")
    assert found(county)["over_rank"] is Verdict.HOLD
    type(county.bureau).objects.filter(pk=county.bureau.pk).update(level="乡科级")
    type(county.post).objects.filter(pk=county.post.pk).update(rank="1A32")
    county.bureau.refresh_from_db()
    assert found(county)["over_rank"] is Verdict.BAR


def test_staff_of_an_institution_in_a_post_of_an_organ_is_mixed() -> None:
    county = made_up.county()
    registry.enter_organisation(
        code="3701.S01", name="某县服务中心", kind="institution", parent=county.unit,
        actor=ENTRY, source="测试",
    )  # fmt: skip
    seated(county, "周某丙", staffed_in="3701.S01")
    assert found(county)["mixed_posts"] is Verdict.BAR


def test_two_counted_posts_of_one_person_are_found_wherever_the_other_is() -> None:
    county = made_up.county()
    seated(county, "周某丙", staffed_in="3701.A01")
    assert found(county)["concurrent_posts"] is Verdict.PASS
    type(county.former_post).objects.filter(pk=county.former_post.pk).update(
        counts_against_establishment=True
    )
    holder = county.post.holdings.get().person
    holder.post_holdings.create(
        post=county.former_post, title="某镇财政所所长", rank="1A50", held_from="2024.01"
    )
    assert found(county)["concurrent_posts"] is Verdict.BAR


def rules_that_refuse() -> Rules:
    """The national rules, whose review refuses instead of holding."""
    rules = made_up.national_rules()
    motion = rules.get("motion", Motion)
    strict = motion.model_copy(
        update={"establishment": motion.establishment.model_copy(update={"refuse": True})}
    )
    return Rules.of(
        [strict if one.id == "motion" else one for one in rules.instruments.values()],
        rules.parameters,
        policy=rules.policy,
        title=rules.title,
    )


def test_a_post_over_the_establishment_cannot_start_where_the_policy_refuses() -> None:
    county = made_up.county(approved=0)
    with clock.set_to(DAY):
        round_ = services.open_round(
            title="2026年第一批", unit=county.unit, actor=STAFF, rules=rules_that_refuse()
        )
        with pytest.raises(Refusal, match="超配1名"):
            services.add_vacancy(round_, county.post, actor=STAFF)
    assert not models.Vacancy.objects.exists()


def test_the_page_shows_prints_and_exports_the_ledger_under_the_policy_in_force() -> None:
    county = made_up.county(approved=1)
    for name in ("周某丙", "吴某丁"):
        seated(county, name, staffed_in="3701.A01")
    policy.adopt(
        DONGMING,
        scope=county.unit.code,
        valid_from=date(2026, 1, 1),
        actor=LEADER,
        given=made_up.OPEN_PARAMETERS,
    )
    client = office_account()
    with clock.set_to(DAY):
        page = client.get("/selection/establishment/", {"state": "found"}).content.decode()
        assert "某县财政局" in page
        assert "核定1名，实有2名，超配1名" in page
        assert "data-print" in client.get("/selection/establishment/?all=1").content.decode()
        empty = client.get("/selection/establishment/", {"text": "没有这个单位"})
        assert "没有可列的单位" in empty.content.decode()
        sheet = client.get("/documents/establishment/", {"state": "over"})
    assert sheet.status_code == 200
    assert sheet.content[:2] == b"PK"
