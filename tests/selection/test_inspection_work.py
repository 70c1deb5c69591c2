"""An inspection by every rule at once: plan, licences, pledges, talks by class, forms, lists,
evidence and appraisals."""

from datetime import date

import pytest
from django.test import Client

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import INSPECTOR, LEADER, MEMBER, STAFF, vote
from tests.selection.test_letters import office_account
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.instruments import ItemList
from xuanxian.policy.outcome import Verdict
from xuanxian.record import services as record
from xuanxian.record.models import Entry
from xuanxian.registry import services as registry
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Inspection, Stage, Talk
from xuanxian.selection.projection import replay
from xuanxian.selection.queries.report_draft import draft_of
from xuanxian.selection.queries.scheduled_talks import proposed_interviewees
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import Inspector, Interviewee

pytestmark = pytest.mark.django_db

LAIXI = "山东省/青岛市/莱西市/干部品德察评审"
# The lines a policy leaves open are made up here; the answers below are reckoned by hand.
LAIXI_OPEN: dict[str, str | int] = {
    "reverse_line": "10%",
    "positive_line": "10%",
    "smallest_group": 5,
}
POLITICS = ItemList.model_validate(
    {
        "id": "politics",
        "kind": "list",
        "title": "政治素质反向清单",
        "items": [{"id": "two_faced", "label": "两面人"}, {"id": "rumours", "label": "传播谣言"}],
        "rules": [{"id": "none", "label": "一票否决", "rule": "计数 = 0", "else": "bar"}],
    }
)
POSTS = ("党委（党组）书记", "纪检监察组组长")


def rules() -> Rules:
    """The national rules whose inspection asks for everything."""
    national = made_up.national_rules()
    virtue = next(one for one in catalogue.load(LAIXI).instruments if one.id == "virtue")
    inspection = national.first(Inspection)
    talk = national.get("inspection_talk", Talk)
    assert inspection is not None
    fuller = Inspection.model_validate(
        inspection.model_dump(by_alias=True)
        | {
            "plan": True,
            "licensed": True,
            "pledge": True,
            "forms": [{"id": "virtue", "title": "德的正反测评"}],
            "lists": [{"id": "politics", "title": "政治素质反向清单"}],
            "rests_on_evidence": True,
            "appraisals": [{"id": "politics", "title": "政治鉴定", "signed_as": POSTS}],
        }
    )
    by_class = Talk.model_validate(
        talk.model_dump(by_alias=True)
        | {
            "notes_signed": True,
            "classes": [
                {"id": "leaders", "title": "班子成员", "found_as": "leaders", "everybody": True},
                {"id": "sections", "title": "内设机构负责人", "found_as": "sections"},
                {"id": "served", "title": "服务对象", "minimum": 2},
            ],
        }
    )
    # Straight from the motion, whose gates are other tests' matter, into the inspection.
    procedure = national.procedure
    motion = procedure.stages[0].model_copy(update={"gates": ()})
    later = tuple(step for step in procedure.stages[1:] if step.stage != Stage.NOMINATION)
    straight = procedure.model_copy(update={"stages": (motion, *later)})
    replaced = {"inspection": fuller, "inspection_talk": by_class, procedure.id: straight}
    return Rules.of(
        [replaced.get(one.id, one) for one in national.instruments.values()] + [virtue, POLITICS],
        {**national.parameters, "reverse_items": 18, **LAIXI_OPEN},
        policy=national.policy,
        title=national.title,
    )


@pytest.fixture
def case() -> whole_case.Case:
    found = whole_case.opened(rules())
    with clock.set_to(whole_case.OPENED):
        services.move_stage(found.candidacy, actor=LEADER)
        for name, number in (("考察丙", "考字01"), ("考察辛", "考字02")):
            services.grant_licence(
                found.county.unit,
                name,
                number,
                valid_from=date(2024, 3, 9),
                valid_until=date(2026, 3, 9),
                actor=STAFF,
            )
    return found.refresh()


def team(case: whole_case.Case, on: date = whole_case.INSPECTED) -> None:
    with clock.set_to(on):
        services.appoint_team(
            [case.candidacy],
            [Inspector("考察丙", leads=True), Inspector("考察辛")],
            actor=STAFF,
        )


def says(case: whole_case.Case, on: date = whole_case.INSPECTED) -> dict[str, Verdict]:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.INSPECTION)
    return {
        one.rule.removeprefix("inspection."): one.verdict
        for one in outcome.reasons
        if one.rule.startswith("inspection.")
    }


def talk_with(case: whole_case.Case, name: str, of_class: str = "", text: str = "") -> models.Talk:
    with clock.set_to(whole_case.INSPECTED):
        return services.record_inspection_talk(
            case.candidacy,
            interviewee=name,
            interviewers=["考察丙", "考察辛"],
            actor=INSPECTOR,
            of_class=of_class,
            text=text,
        )


def test_a_licence_holds_through_its_last_day_and_a_team_without_one_is_refused(
    case: whole_case.Case,
) -> None:
    with pytest.raises(Refusal, match=r"考察丙、考察辛在.*没有有效的考察员资格"):
        team(case, date(2026, 3, 10))
    team(case)
    assert says(case)["licence"] is Verdict.PASS
    # A licence that runs out while the inspection is under way holds it.
    assert says(case, date(2026, 3, 10))["licence"] is Verdict.HOLD


def test_a_licence_taken_away_counts_no_longer(case: whole_case.Case) -> None:
    licence = models.InspectorLicence.objects.get(number="考字02")
    with clock.set_to(whole_case.INSPECTED):
        services.withdraw_licence(licence, "考察失实", actor=STAFF)
        with pytest.raises(Refusal, match="已经取消"):
            services.withdraw_licence(licence, "考察失实", actor=STAFF)
        with pytest.raises(Refusal, match="由组织部工作人员登记"):
            services.grant_licence(
                case.county.unit, "某人", "考字03", valid_from=date(2026, 1, 1), actor=LEADER
            )
        with pytest.raises(Refusal, match="考字01"):
            services.grant_licence(
                case.county.unit, "某人", "考字01", valid_from=date(2026, 1, 1), actor=STAFF
            )
    with pytest.raises(Refusal, match="考察辛在"):
        team(case)


def test_each_member_pledges_once_and_who_leaves_the_team_takes_the_pledge_along(
    case: whole_case.Case,
) -> None:
    team(case)
    with clock.set_to(whole_case.INSPECTED):
        with pytest.raises(Refusal, match="不是考察组成员"):
            services.sign_pledge(case.candidacy, ["组织员甲"], actor=INSPECTOR)
        services.sign_pledge(case.candidacy, ["考察丙"], actor=INSPECTOR)
        assert says(case)["pledge"] is Verdict.HOLD
        with pytest.raises(Refusal, match="考察丙已经签订"):
            services.sign_pledge(case.candidacy, ["考察丙", "考察辛"], actor=INSPECTOR)
        services.sign_pledge(case.candidacy, ["考察辛"], actor=INSPECTOR)
        assert says(case)["pledge"] is Verdict.PASS
        services.grant_licence(
            case.county.unit, "考察壬", "考字09", valid_from=date(2026, 1, 1), actor=STAFF
        )
        services.appoint_team(
            [case.candidacy],
            [Inspector("考察丙", leads=True), Inspector("考察壬")],
            actor=STAFF,
        )
    assert models.InspectionRecord.objects.get().pledged == ["考察丙"]


def test_a_plan_ends_after_it_begins_and_holds_until_it_is_written(case: whole_case.Case) -> None:
    assert says(case)["plan"] is Verdict.HOLD
    with clock.set_to(whole_case.INSPECTED):
        with pytest.raises(Refusal, match="早于开始"):
            services.write_inspection_plan(
                [case.candidacy],
                "个别谈话，实地走访",
                planned_from=date(2026, 3, 12),
                planned_until=date(2026, 3, 11),
                actor=STAFF,
            )
        services.write_inspection_plan(
            [case.candidacy],
            "个别谈话，实地走访",
            planned_from=date(2026, 3, 9),
            planned_until=date(2026, 3, 13),
            actor=STAFF,
        )
    assert says(case)["plan"] is Verdict.PASS


def town_leader(case: whole_case.Case, name: str = "钱镇长") -> None:
    """Somebody who leads the town where the candidate serves."""
    town = case.county.former_post.organisation
    post = registry.enter_post(
        town,
        title="镇长",
        kind="leading",
        rank="1A41",
        management="county",
        is_team_member=True,
        actor=made_up.ENTRY,
        source="测试",
    )
    registry.enter_dossier(
        made_up.dossier(
            name,
            posts=(
                made_up.PostEntry(
                    post=post.pk,
                    title="某镇镇长",
                    rank="1A41",
                    held_from=made_up.PartialDate.parse("2020.05.10"),
                ),
            ),
            relatives=(),
        ),
        actor=made_up.ENTRY,
        source="测试",
    )


def test_the_schedule_is_found_in_the_unit_and_ticked_off_by_talks(case: whole_case.Case) -> None:
    town_leader(case)
    team(case)
    proposed = proposed_interviewees(rules(), case.candidacy)
    # The other holder of a leading post of the town is the candidate himself.
    assert [(one.name, one.of_class, one.post) for one in proposed] == [
        ("钱镇长", "leaders", "某镇镇长")
    ]
    with clock.set_to(whole_case.INSPECTED):
        assert talk_verdicts(case)["everybody.leaders"] is Verdict.HOLD
        services.schedule_talks(
            case.candidacy,
            [
                *(Interviewee(one.name, one.of_class, one.post) for one in proposed),
                Interviewee("村民甲", "served"),
                Interviewee("村民乙", "served"),
            ],
            actor=STAFF,
        )
    talk = talk_with(case, "钱镇长")
    assert (talk.of_class, talk.interviewee_post) == ("leaders", "某镇镇长")
    talk_with(case, "村民甲")
    assert talk_verdicts(case)["everybody.leaders"] is Verdict.PASS
    assert talk_verdicts(case)["class.served"] is Verdict.HOLD
    talk_with(case, "村民丁", of_class="served")
    assert talk_verdicts(case)["class.served"] is Verdict.PASS


def talk_verdicts(case: whole_case.Case) -> dict[str, Verdict]:
    with clock.set_to(whole_case.INSPECTED):
        facts = queries.case_facts(case.candidacy).talks["inspection_talk"]
    pinned = queries.rules_of(case.candidacy.round)
    outcome = pinned.get("inspection_talk", Talk).decide(facts, pinned.parameters)
    return {one.rule.removeprefix("inspection_talk."): one.verdict for one in outcome.reasons}


def test_a_schedule_names_each_person_once_in_a_class_of_the_policy(case: whole_case.Case) -> None:
    team(case)
    with clock.set_to(whole_case.INSPECTED):
        for interviewees, said in (
            ([], "没有人"),
            ([Interviewee("甲", "served"), Interviewee("甲", "leaders")], "列了两次"),
            ([Interviewee("甲", "friends")], "没有这一类"),
            ([Interviewee("考察丙", "served")], "考察丙是考察组成员"),
        ):
            with pytest.raises(Refusal, match=said):
                services.schedule_talks(case.candidacy, interviewees, actor=STAFF)
        with pytest.raises(Refusal, match="没有这一类"):
            talk_with(case, "村民甲", of_class="friends")
    assert not models.ScheduledTalk.objects.exists()


SAID = "分管防汛时连续值守七昼夜"


def test_notes_are_a_file_signed_by_both_and_lapse_when_written_anew(case: whole_case.Case) -> None:
    team(case)
    talk = talk_with(case, "村民甲", of_class="served", text=SAID)
    with clock.set_to(whole_case.INSPECTED):
        assert talk_verdicts(case)["notes"] is Verdict.HOLD
        with pytest.raises(Refusal, match="没有参加"):
            services.sign_talk_notes(talk, "组织员甲", actor=INSPECTOR)
        services.sign_talk_notes(talk, "考察丙", actor=INSPECTOR)
        with pytest.raises(Refusal, match="已经签字"):
            services.sign_talk_notes(talk, "考察丙", actor=INSPECTOR)
        assert talk_verdicts(case)["notes"] is Verdict.HOLD
        services.sign_talk_notes(talk, "考察辛", actor=INSPECTOR)
        assert talk_verdicts(case)["notes"] is Verdict.PASS
        services.write_talk_notes(talk, f"{SAID}，群众评价好", actor=INSPECTOR)
        assert talk_verdicts(case)["notes"] is Verdict.HOLD
        empty = talk_with(case, "村民乙", of_class="served")
        with pytest.raises(Refusal, match="还没有记录"):
            services.sign_talk_notes(empty, "考察丙", actor=INSPECTOR)
    # What was said stands in no entry of the record.
    assert not any(SAID in str(record.body_of(entry)) for entry in Entry.objects.all())


def test_a_questionnaire_about_the_person_gates_the_inspection(case: whole_case.Case) -> None:
    assert says(case)["form.virtue"] is Verdict.HOLD
    with clock.set_to(whole_case.INSPECTED):
        with pytest.raises(Refusal, match="考察没有这种测评"):
            services.prepare_form(case.candidacy, "rating", {"参加测评的干部群众": 6}, actor=STAFF)
        poll = services.prepare_form(
            case.candidacy, "virtue", {"参加测评的干部群众": 6}, actor=STAFF
        )
        with pytest.raises(Refusal):
            services.prepare_form(case.candidacy, "virtue", {"参加测评的干部群众": 6}, actor=STAFF)
        vote(poll, lambda number: filled("一定程度存在" if number == 0 else "不存在"))
    # One of six says so: 1/6 is more than the made-up line of a tenth.
    assert says(case)["form.virtue"] is Verdict.HOLD


def test_a_questionnaire_without_complaint_lets_pass(case: whole_case.Case) -> None:
    with clock.set_to(whole_case.INSPECTED):
        poll = services.prepare_form(
            case.candidacy, "virtue", {"参加测评的干部群众": 6}, actor=STAFF
        )
        vote(poll, lambda _: filled("不存在"))
    assert says(case)["form.virtue"] is Verdict.PASS


def filled(reverse: str) -> FilledForm:
    """Best grades; what is answered to the last reverse item."""
    positive = ("ideals", "discipline", "purpose", "whole", "style", "conduct")
    against = {"ideals": "不存在", "countermeasures": "不存在", "conduct": reverse}
    return FilledForm(
        answers={
            "positive": Answers(marks=dict.fromkeys(positive, "优秀")),
            "reverse": Answers(marks=against),
        }
    )


def test_a_list_bars_by_one_item_and_holds_by_what_nobody_knows(case: whole_case.Case) -> None:
    assert says(case)["list.politics"] is Verdict.HOLD
    with clock.set_to(whole_case.INSPECTED):
        for ticked, unknown, said in (
            (["lazy"], [], "清单没有这一项"),
            (["rumours"], ["rumours"], "既选了有，又选了不明"),
        ):
            with pytest.raises(Refusal, match=said):
                services.fill_list(
                    case.candidacy, "politics", ticked=ticked, unknown=unknown, actor=INSPECTOR
                )
        services.fill_list(
            case.candidacy, "politics", ticked=[], unknown=["rumours"], actor=INSPECTOR
        )
        assert says(case)["list.politics"] is Verdict.HOLD
        services.fill_list(case.candidacy, "politics", ticked=["rumours"], actor=INSPECTOR)
        assert says(case)["list.politics"] is Verdict.BAR
        services.fill_list(case.candidacy, "politics", ticked=[], actor=INSPECTOR)
        assert says(case)["list.politics"] is Verdict.PASS


def test_a_claim_names_a_source_of_this_case_and_the_draft_names_no_interviewee(
    case: whole_case.Case,
) -> None:
    team(case)
    talk = talk_with(case, "村民甲", of_class="served")
    with clock.set_to(whole_case.INSPECTED):
        for named, said in (
            ({"section": "virtue", "source_kind": "file"}, "没有这一部分"),
            ({"section": "performance", "source_kind": "talk", "source": "x"}, "没有这一来源"),
            ({"section": "performance", "source_kind": "rating"}, "没有这一来源"),
            ({"section": "performance", "source_kind": "visit"}, "来源"),
            ({"section": "performance", "source_kind": "gossip"}, "不可用"),
        ):
            with pytest.raises(Refusal, match=said):
                services.add_claim(case.candidacy, text="敢于负责", actor=INSPECTOR, **named)
        claim = services.add_claim(
            case.candidacy,
            "performance",
            "敢于负责。",
            side="for",
            source_kind="talk",
            source=str(talk.pk),
            actor=INSPECTOR,
        )
        assert claim.source_said == "2026.03.09与村民甲谈话"
        gone = services.add_claim(
            case.candidacy,
            "shortcomings",
            "有时急躁",
            side="against",
            source_kind="visit",
            source_said="2026年3月8日走访某村",
            actor=INSPECTOR,
        )
        assert draft_of(case.candidacy).sections == {
            "performance": "敢于负责（谈话）。",
            "shortcomings": "有时急躁（实地走访）。",
        }
        assert draft_of(case.candidacy).shortcomings == ("有时急躁",)
        services.withdraw_claim(gone, "记错了人", actor=INSPECTOR)
        with pytest.raises(Refusal, match="已经撤回"):
            services.withdraw_claim(gone, "记错了人", actor=INSPECTOR)
        assert draft_of(case.candidacy).shortcomings == ()
        assert says(case)["evidence"] is Verdict.HOLD
        for section in ("shortcomings", "opinions", "checks"):
            services.add_claim(
                case.candidacy,
                section,
                "见档案",
                source_kind="file",
                source_said="年度考核登记表",
                actor=INSPECTOR,
            )
        assert says(case)["evidence"] is Verdict.PASS


def test_an_appraisal_is_signed_by_two_people_and_not_by_the_person(case: whole_case.Case) -> None:
    name = case.candidacy.person.name
    assert says(case)["appraisal.politics"] is Verdict.HOLD
    with clock.set_to(whole_case.INSPECTED):
        for kind, signed, said in (
            ("integrity", dict.fromkeys(POSTS, "甲"), "制度没有这种鉴定"),
            ("politics", {POSTS[0]: "书记甲"}, f"请由{POSTS[1]}签字"),
            ("politics", dict.fromkeys(POSTS, "书记甲"), "同一人签了两处"),
            ("politics", {POSTS[0]: name, POSTS[1]: "组长乙"}, "考察对象本人"),
            ("politics", {POSTS[0]: "甲", POSTS[1]: "乙", "镇长": "丙"}, "没有要求这个职务"),
        ):
            with pytest.raises(Refusal, match=said):
                services.record_appraisal(
                    case.candidacy, kind, "政治上合格", signed, actor=INSPECTOR
                )
        services.record_appraisal(
            case.candidacy,
            "politics",
            "政治上合格",
            {POSTS[0]: "书记甲", POSTS[1]: "组长乙"},
            actor=INSPECTOR,
        )
    assert says(case)["appraisal.politics"] is Verdict.PASS


def everything(case: whole_case.Case) -> models.Talk:
    """The inspection with something of every kind."""
    team(case)
    with clock.set_to(whole_case.INSPECTED):
        services.write_inspection_plan(
            [case.candidacy],
            "个别谈话",
            planned_from=date(2026, 3, 9),
            planned_until=date(2026, 3, 13),
            actor=STAFF,
        )
        services.sign_pledge(case.candidacy, ["考察丙", "考察辛"], actor=INSPECTOR)
        services.schedule_talks(
            case.candidacy,
            [Interviewee("村民甲", "served"), Interviewee("村民乙", "served", "种粮大户")],
            actor=STAFF,
        )
        talk = talk_with(case, "村民甲", text=SAID)
        services.sign_talk_notes(talk, "考察丙", actor=INSPECTOR)
        services.prepare_form(case.candidacy, "virtue", {"参加测评的干部群众": 6}, actor=STAFF)
        services.fill_list(case.candidacy, "politics", ticked=[], actor=INSPECTOR)
        services.add_claim(
            case.candidacy,
            "performance",
            "敢于负责",
            side="for",
            source_kind="talk",
            source=str(talk.pk),
            actor=INSPECTOR,
        )
        services.record_appraisal(
            case.candidacy,
            "politics",
            "政治上合格",
            {POSTS[0]: "书记甲", POSTS[1]: "组长乙"},
            actor=INSPECTOR,
        )
    return models.Talk.objects.get(pk=talk.pk)


def test_the_record_rebuilds_the_whole_inspection(case: whole_case.Case) -> None:
    everything(case)
    kinds = (models.InspectionRecord, models.ScheduledTalk, models.Talk, models.Claim)
    before = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    assert all(before)
    replay(case.round.pk)
    assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before


def page(client: Client, address: str) -> str:
    with clock.set_to(whole_case.INSPECTED):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_work_and_finds_notes(case: whole_case.Case) -> None:
    talk = everything(case)
    staff = office_account()
    address = f"/selection/person/{case.candidacy.pk}/inspection/"
    shown = page(staff, address)
    for words in ("考字01", "种粮大户", "德的正反测评", "敢于负责", "书记甲", "1/2"):
        assert words in shown
    # Found by what was said, which the list itself does not tell.
    assert SAID not in shown
    assert f"/selection/talk/{talk.pk}/" in page(staff, f"{address}?text=七昼夜")
    assert "没有谈话提到" in page(staff, f"{address}?text=八昼夜")
    assert SAID in page(staff, f"/selection/talk/{talk.pk}/")


def test_who_does_not_work_at_the_inspection_reads_no_talk(case: whole_case.Case) -> None:
    talk = everything(case)
    account = Account.objects.create(username="member", full_name=MEMBER.name)
    RoleGrant.objects.create(account=account, role=Role.COMMITTEE_MEMBER, unit_code="3701")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.set_to(whole_case.INSPECTED):
        for address in (
            f"/selection/person/{case.candidacy.pk}/inspection/",
            f"/selection/talk/{talk.pk}/",
            f"/selection/do/talk/{talk.pk}/sign_talk_notes/",
            "/selection/inspectors/",
        ):
            assert client.get(address).status_code in {403, 404}


def test_the_forms_carry_the_inspection(case: whole_case.Case) -> None:
    staff = office_account()
    inspector = Account.objects.get(username="office")
    RoleGrant.objects.create(account=inspector, role=Role.INSPECTION_TEAM, unit_code="3701")
    team(case)
    town_leader(case)
    base = f"/selection/do/candidacy/{case.candidacy.pk}"
    assert "钱镇长，某镇镇长" in page(staff, f"{base}/schedule_talks/")

    def post(verb: str, **data: object) -> int:
        with clock.set_to(whole_case.INSPECTED):
            return staff.post(f"{base}/{verb}/", data).status_code

    people = [str(case.candidacy.pk)]
    days = {"planned_from": "2026-03-09", "planned_until": "2026-03-13"}
    assert post("write_inspection_plan", people=people, plan="谈话", **days) == 302
    assert post("sign_pledge", names=["考察丙", "考察辛"]) == 302
    assert post("schedule_talks", class_leaders="钱镇长，某镇镇长", class_served="村民甲") == 302
    assert post("fill_list", list="politics", item_two_faced="no", item_rumours="") == 200
    assert post("fill_list", list="politics", item_two_faced="no", item_rumours="unknown") == 302
    talked = {"interviewee": "钱镇长", "interviewers": ["考察丙", "考察辛"], "on": "2026-03-09"}
    assert post("record_inspection_talk", **talked, text=SAID) == 302
    talk = models.Talk.objects.get(interviewee="钱镇长")
    claim = {"section": "performance", "side": "for", "text": "敢于负责"}
    assert post("add_claim", **claim, source=f"talk:{talk.pk}", source_said="") == 302
    assert "敢于负责（谈话）。" in page(staff, f"{base}/submit_report/")
    signed = {"signed_0": "书记甲", "signed_1": "书记甲"}
    assert post("record_appraisal", appraisal="politics", text="合格", **signed) == 422
    signed["signed_1"] = "组长乙"
    assert post("record_appraisal", appraisal="politics", text="合格", **signed) == 302
    assert post("prepare_form", form="virtue", entitled_0=6) == 302
    assert models.InspectionRecord.objects.get().lists["politics"]["unknown"] == ["rumours"]


def test_the_office_keeps_the_register_of_inspectors(case: whole_case.Case) -> None:
    staff = office_account()
    given = {"name": "考察壬", "number": "考字05", "valid_from": "2026-03-01", "works_at": "某局"}
    with clock.set_to(whole_case.INSPECTED):
        assert staff.post("/selection/inspectors/", given).status_code == 302
        assert staff.post("/selection/inspectors/", given).status_code == 422
        licence = models.InspectorLicence.objects.get(number="考字05")
        taken = {"licence": str(licence.pk), "reason": "调离"}
        assert staff.post("/selection/inspectors/", {**taken, "reason": ""}).status_code == 422
        assert staff.post("/selection/inspectors/", taken).status_code == 302
    assert "考字05" not in page(staff, "/selection/inspectors/?state=valid")
    assert "调离" in page(staff, "/selection/inspectors/?state=over")
