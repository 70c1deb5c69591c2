"""Made-up people for property tests, restricted to what an ordinary 任免审批表 tells."""

from hypothesis import strategies as st

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import (
    AppointmentForm,
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
    TitleEntry,
)

months = st.builds(PartialDate, st.integers(1940, 2026), st.integers(1, 12))
days = st.builds(PartialDate, st.integers(1990, 2026), st.integers(1, 12), st.integers(1, 28))
_characters = "安和县乡镇街道局长书记主任科员农业财政宣传统战建设发展改革教育卫生一二三甲乙丙·A1"
words = st.text(_characters, min_size=1, max_size=20)
maybe_words = st.just("") | words
names = st.text("王李张赵欧阳司马玉兰建国秀英强梅·", min_size=2, max_size=4).filter(
    lambda name: name.strip("·") == name
)

_WORK = ("科员", "副局长", "党委书记（正科级）", "镇长，兼任安和县水利局局长")
_STUDY = ("大学历史系历史学专业学习", "省委党校法律专业在职学习", "干部进修学院中青班培训")


@st.composite
def resume_lines(draw: st.DrawFn, *, may_hold_concurrent: bool = True) -> ResumeLine:
    kind = draw(st.sampled_from(["study", "work"]))
    place = draw(st.text("安和县甲乙丙镇市", min_size=2, max_size=8))
    text = place + draw(st.sampled_from(_STUDY if kind == "study" else _WORK))
    concurrent = ()
    if may_hold_concurrent:
        concurrent = tuple(draw(st.lists(resume_lines(may_hold_concurrent=False), max_size=2)))
    return ResumeLine(
        held_from=draw(months),
        held_until=draw(st.none() | months),
        text=text,
        kind=kind,  # type: ignore[arg-type]
        concurrent=concurrent,
    )


@st.composite
def educations(draw: st.DrawFn) -> tuple[EducationEntry, ...]:
    entries = []
    for mode in ("full_time", "in_service"):
        if not draw(st.booleans()):
            continue
        level, level_text = draw(
            st.sampled_from(
                [
                    ("20", "大学"),
                    ("21", "大学本科"),
                    ("30", "大专"),
                    ("10", "省委党校研究生"),
                    ("14", "硕士研究生"),
                ]
            )
        )
        degree, degree_text = draw(
            st.sampled_from(
                [("", ""), ("400", "工学学士"), ("300", "公共管理硕士"), ("200", "法学博士")]
            )
        )
        entries.append(
            EducationEntry(
                mode=mode,  # type: ignore[arg-type]
                level=level,
                level_text=level_text,
                degree=degree,
                degree_text=degree_text,
                school=draw(maybe_words),
                degree_school=draw(maybe_words),
                is_highest=True,
            )
        )
    return tuple(entries)


def parties() -> st.SearchStrategy[tuple[PartyEntry, ...]]:
    communist = st.builds(PartyEntry, status=st.just("01"), joined=months)
    other = st.builds(
        PartyEntry,
        status=st.sampled_from(["02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"]),
        joined=st.none() | months,
    )
    return (
        st.just((PartyEntry(status="13"),))
        | st.tuples(communist)
        | st.tuples(other)
        | st.tuples(communist, other)
    )


rewards = st.builds(
    RewardSanctionEntry,
    nature=st.just("reward"),
    name=st.sampled_from(["劳动模范", "优秀共产党员", "三等功", "人民满意的公务员"]),
    approved_on=st.none() | months,
    authority=st.just("") | st.sampled_from(["安和县委", "安和县人民政府", "省总工会"]),
)
sanctions = st.builds(
    RewardSanctionEntry,
    nature=st.just("sanction"),
    name=st.sampled_from(["党内警告", "政务记过", "党内严重警告"]),
    approved_on=st.none() | months,
    authority=st.just("") | st.sampled_from(["安和县纪委", "安和县监委"]),
)
assessments = st.lists(
    st.builds(
        AssessmentEntry,
        year=st.integers(1995, 2026),
        grade=st.sampled_from(sorted(codes.table("assessment").codes)),
    ),
    max_size=6,
    unique_by=lambda row: row.year,
).map(tuple)


@st.composite
def relatives(draw: st.DrawFn) -> RelativeEntry:
    deceased = draw(st.booleans())
    unit = draw(maybe_words)
    return RelativeEntry(
        relation=draw(st.sampled_from(["妻子", "丈夫", "父亲", "母亲", "女儿", "儿子", "岳父"])),
        name=draw(names),
        birth=draw(st.none() | months),
        politics=draw(st.sampled_from(["", "中共党员", "群众", "民盟"])),
        unit_and_post=f"{unit}（已去世）" if deceased and unit else "已去世" if deceased else unit,
        is_deceased=deceased,
    )


photos = st.none() | st.binary(min_size=1, max_size=60).map(lambda tail: b"\xff\xd8\xff\xe0" + tail)


@st.composite
def dossiers(draw: st.DrawFn, *, with_id_number: bool = True) -> Dossier:
    """A person as a form tells: equal after writing and reading, field for field."""
    return Dossier(
        name=draw(names),
        id_number=draw(st.from_regex(r"\A[1-9][0-9]{16}[0-9X]\Z")) if with_id_number else "",
        sex=draw(st.sampled_from(["1", "2"])),
        birth=draw(months),
        nation=draw(st.sampled_from(sorted(codes.table("nation").codes))),
        native_place=draw(words),
        birthplace=draw(maybe_words),
        health=draw(st.sampled_from(["健康", "一般", ""])),
        joined_work=draw(st.none() | months),
        speciality=draw(maybe_words),
        current_post=draw(words),
        party=draw(parties()),
        education=draw(educations()),
        titles=tuple(
            TitleEntry(name=name)
            for name in draw(
                st.lists(st.sampled_from(["高级工程师", "会计师", "一级教师"]), max_size=2)
            )
        ),
        resume=tuple(draw(st.lists(resume_lines(), max_size=6))),
        rewards_sanctions=tuple(draw(st.lists(rewards | sanctions, max_size=3))),
        assessments=draw(assessments),
        relatives=tuple(draw(st.lists(relatives(), max_size=5))),
        photo=draw(photos),
    )


forms = st.builds(
    AppointmentForm,
    proposed_post=maybe_words,
    post_to_leave=maybe_words,
    reason=maybe_words,
    reporting_unit=maybe_words,
    age_reckoned_on=st.none() | days,
    filled_on=st.none() | months | days,
    filled_by=maybe_words,
)
