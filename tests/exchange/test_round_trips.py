"""What is written reads back equal, for people made up by properties."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.people import dossiers, forms, months
from xuanxian.exchange.lrm import read_lrm, write_lrm
from xuanxian.exchange.lrmx import carried, read_lrmx, write_lrmx
from xuanxian.registry.dossier import (
    AppointmentForm,
    Dossier,
    PartyEntry,
    PostEntry,
    RankEntry,
    ResumeLine,
    TrainingEntry,
)

_QUICK = settings(max_examples=50, deadline=None)


@_QUICK
@given(dossiers(), forms)
def test_a_person_written_as_lrmx_reads_back_equal(dossier: Dossier, form: AppointmentForm) -> None:
    read = read_lrmx(write_lrmx(dossier, form), "a.lrmx")
    assert read.problems == []
    assert read.dossier == dossier
    assert read.form == form


@_QUICK
@given(dossiers())
def test_the_format_carries_an_ordinary_person_whole(dossier: Dossier) -> None:
    assert carried(dossier) == dossier


@_QUICK
@given(dossiers(with_id_number=False), forms)
def test_a_person_written_as_lrm_reads_back_equal(dossier: Dossier, form: AppointmentForm) -> None:
    record, picture = write_lrm(dossier, form)
    read = read_lrm(record, "a.lrm", picture)
    assert read.problems == []
    assert read.dossier == dossier
    assert read.form == form


_any_text = st.text(max_size=40)


@st.composite
def any_dossiers(draw: st.DrawFn) -> Dossier:
    """A person with any text in any cell, and with what the format has no place for."""
    ordinary = draw(dossiers())
    return ordinary.model_copy(
        update={
            "name": draw(_any_text),
            "native_place": draw(_any_text),
            "speciality": draw(_any_text),
            "current_post": draw(_any_text),
            "rewards_sanctions_text": draw(_any_text),
            "assessments_text": draw(_any_text),
            "resume": (
                *ordinary.resume,
                ResumeLine(held_from=draw(st.none() | months), text=draw(_any_text)),
            ),
            "party": (*ordinary.party, PartyEntry(status="03", ended=draw(months))),
            "posts": (PostEntry(title="某局局长", held_from=draw(months)),),
            "ranks": (RankEntry(code="1A41"),),
            "trainings": (TrainingEntry(name="中青班"),),
            "unit_code": "511.001",
        }
    )


@settings(max_examples=80, deadline=None)
@given(any_dossiers())
def test_whatever_comes_back_is_what_carried_foretells(dossier: Dossier) -> None:
    assert read_lrmx(write_lrmx(dossier), "a.lrmx").dossier == carried(dossier)


@given(dossiers())
@settings(max_examples=20, deadline=None)
def test_writing_what_was_read_gives_the_same_bytes(dossier: Dossier) -> None:
    written = write_lrmx(dossier)
    read = read_lrmx(written, "a.lrmx")
    assert read.dossier is not None
    assert write_lrmx(read.dossier, read.form) == written
