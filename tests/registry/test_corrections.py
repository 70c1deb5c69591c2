"""Nothing in a file is overwritten without trace; what is refused leaves no trace at all."""

from datetime import timedelta

import pytest

from tests.registry.cast import ACTOR, TODAY, dated
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry import models, queries, services
from xuanxian.registry.dossier import AssessmentEntry


def _correct(person, reason="档案审核", **changes):
    before = queries.read_dossier(person)
    return services.correct_dossier(
        person,
        before.model_copy(update=changes),
        actor=ACTOR,
        reason=reason,
        source="某文〔2026〕1号",
    )


def test_it_keeps_what_stood_before_a_field_was_corrected(county):
    _correct(county.chen, birth=dated("1980.06"))
    [kept] = queries.corrections_of(county.chen)
    assert (kept.before, kept.after) == ({"birth": "1980-05"}, {"birth": "1980-06"})
    assert (kept.reason, kept.source, kept.corrected_by) == (
        "档案审核",
        "某文〔2026〕1号",
        "命令行",
    )
    county.chen.refresh_from_db()
    assert str(county.chen.birth) == "1980.06"


def test_it_keeps_the_whole_set_that_stood_before(county):
    _correct(county.chen, assessments=(AssessmentEntry(year=2025, grade="1"),))
    with clock.set_to(TODAY + timedelta(days=1)):
        _correct(county.chen, assessments=(AssessmentEntry(year=2025, grade="2"),))
    later, earlier = queries.corrections_of(county.chen)
    assert earlier.before == []
    assert later.before == [{"year": 2025, "grade": "1"}]
    assert later.after == [{"year": 2025, "grade": "2"}]


def test_every_correction_stands_on_the_record_with_before_and_after(county):
    _correct(county.chen, native_place="某省某市")
    entry = Entry.objects.filter(stream=f"person:{county.chen.pk}").latest("number")
    assert entry.kind == "person.corrected"
    assert body_of(entry)["changes"] == [
        {
            "set": "基本情况",
            "before": {"native_place": "某省某县"},
            "after": {"native_place": "某省某市"},
        }
    ]


def test_a_correction_that_changes_nothing_writes_nothing(county, entries, corrections):
    before = entries(), corrections()
    assert _correct(county.chen) == []
    assert (entries(), corrections()) == before


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_refuses_a_correction_without_reason_and_stores_nothing(
    county, entries, corrections, reason
):
    before = entries(), corrections()
    with pytest.raises(Refusal, match="没有写明更正原因"):
        _correct(county.chen, reason=reason, name="陈二")
    county.chen.refresh_from_db()
    assert county.chen.name == "陈一"
    assert (entries(), corrections()) == before


def test_it_refuses_an_unknown_unit_and_stores_nothing(county, entries, corrections):
    before = entries(), corrections()
    with pytest.raises(Refusal, match="机构库中没有这个编码"):
        _correct(county.chen, unit_code="99", assessments=(AssessmentEntry(year=2025, grade="1"),))
    assert (entries(), corrections()) == before
    assert not models.YearlyAssessment.objects.exists()


def test_lists_follow_a_correction_of_the_sets_they_filter_by(county):
    _correct(county.chen, party=())
    county.chen.refresh_from_db()
    assert county.chen.politics == ""


def test_a_file_read_in_again_keeps_the_confirmed_link_of_a_relative(county):
    [relative] = models.Relative.objects.filter(person=county.chen, name="王二")
    services.link_relative(relative, county.wang, actor=ACTOR)
    file = queries.read_dossier(county.chen)
    unlinked = tuple(entry.model_copy(update={"linked_person": None}) for entry in file.relatives)
    _correct(county.chen, relatives=unlinked, native_place="某省某市")
    assert models.Relative.objects.get(person=county.chen, name="王二").linked_person == county.wang


def test_a_withdrawn_person_stays_on_the_record(county):
    stream = f"person:{county.wang.pk}"
    services.withdraw_person(county.wang, actor=ACTOR, reason="重复录入")
    entry = Entry.objects.filter(stream=stream).latest("number")
    assert body_of(entry)["dossier"]["name"] == "王二"
    assert not models.Person.objects.filter(name="王二").exists()
