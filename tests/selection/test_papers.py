"""Materials: kept by their content, audited by somebody else, wanted by the checklist."""

import pytest
from django.conf import settings

from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF, national_rules
from tests.selection.snapshots import refused
from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import queries, services, storage
from xuanxian.selection.instruments import Stage
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

AUDITOR = Actor(account="7", name="审核庚", role="organisation_leader")


def audited_minutes() -> Rules:
    """The national rules, but the minutes of the decision have to be audited, and gate it."""
    data = national_rules().dump()
    for instrument in data["instruments"]:
        if instrument["id"] == "checklist":
            link = next(one for one in instrument["links"] if one["stage"] == "motion")
            link["items"].append(
                {
                    "id": "letter_of_motion",
                    "title": "动议函",
                    "of": "round",
                    "auditor": ["organisation_leader", "organisation_staff"],
                }
            )
        if instrument["id"] == "procedure":
            instrument["stages"][0]["gates"].append({"check": "checklist"})
    return Rules.load(data)


def test_a_material_is_kept_by_its_content_and_gates_until_it_is_audited() -> None:
    case = whole_case.opened(audited_minutes())
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "还没有“动议函”"):
            services.move_stage(case.candidacy, actor=LEADER)
        material = services.attach_material(
            case.round,
            "letter_of_motion",
            file_name="../../动议函.docx",
            content="动议函正文".encode(),
            actor=STAFF,
        )
        assert material.file_name == "动议函.docx"
        assert storage.read(material.digest) == "动议函正文".encode()
        with refused(case, "还没有审核"):
            services.move_stage(case.candidacy, actor=LEADER)
        with refused(case, "应由其他人审核"):
            services.audit_material(material, actor=STAFF)
        services.audit_material(material, actor=AUDITOR)
        with refused(case, "已由审核庚审核"):
            services.audit_material(material, actor=AUDITOR)
        assert services.move_stage(case.candidacy, actor=LEADER).stage == "nomination"
    (link,) = [one for one in queries.completeness(case.round) if one.stage is Stage.MOTION]
    assert link.complete == link.due == 3


def test_a_file_changed_on_disk_is_noticed() -> None:
    case = whole_case.opened(audited_minutes())
    with clock.set_to(whole_case.OPENED):
        material = services.attach_material(
            case.round,
            "letter_of_motion",
            file_name="动议函.docx",
            content="原来的内容".encode(),
            actor=STAFF,
        )
        digest = material.digest.removeprefix("sha256:")
        path = settings.XUANXIAN_HOME / "materials" / digest[:2] / digest
        path.write_bytes("改过的内容".encode())
        with refused(case, "内容已被改动"):
            services.audit_material(material, actor=AUDITOR)


def test_empty_files_unknown_items_and_other_peoples_materials_are_refused() -> None:
    case = whole_case.opened(audited_minutes())
    with clock.set_to(whole_case.OPENED):

        def attach(item: str, content: bytes = b"x", **more: object) -> None:
            services.attach_material(
                case.round,
                item,
                file_name="a.pdf",
                content=content,
                actor=STAFF,
                **more,  # type: ignore[arg-type]
            )

        with refused(case, "文件是空的"):
            attach("letter_of_motion", b"")
        with refused(case, "没有这一项"):
            attach("horoscope")
        with refused(case, "不分人"):
            attach("letter_of_motion", candidacy=case.candidacy)
        with refused(case, "要指明是谁的材料"):
            attach("minutes")


def test_a_name_that_is_no_digest_reads_nothing() -> None:
    with pytest.raises(ValueError, match="no digest"):
        storage.read("sha256:../../secret-key")
    with pytest.raises(Refusal, match="不在了"):
        storage.read("sha256:" + "0" * 64)


def test_a_talk_stands_for_the_material_of_its_own_purpose_only() -> None:
    # In the whole case the last recommendation talk is held on NOMINATED, later ones on other days.
    case = whole_case.completed()
    nomination = next(
        link for link in queries.completeness(case.round) if link.stage is Stage.NOMINATION
    )
    talks = next(
        state
        for state in nomination.items
        if state.item.id == "nomination_talks" and state.candidacy == case.candidacy
    )
    assert talks.material is not None
    assert talks.material.recorded_on == whole_case.NOMINATED
