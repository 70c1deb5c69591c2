"""A policy as a written document: its articles, its values, where it comes from, what is open."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.kernel import clock
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.booklet import Adopted, Booklet, compose
from xuanxian.policy.booklet.content import chinese_number
from xuanxian.policy.booklet.gathering import ancestors_of, booklet_of
from xuanxian.policy.expressions import BOOLEAN, Expression, Quantity, number, ordered

PARENT = """\
policy: 某省/基本
title: 任职基本规定
cite_as: 《基本规定》
summary: 任职的基本要求
source:
  - {document: 《基本规定》, article: 第一章, place: 某省, note: 第二条待核对}
effective: {from: 2026-01-01}
parameters:
  oldest:
    {value: 45, unit: 周岁, note: 提任年龄；取自旧文本, stricter: lower, unconfirmed: true}
  turnout: {value: 2/3, note: 到会比例}
  years:   {value: null, type: number, unit: 年, note: 任职年限；原文没有规定}
instruments:
  - kind: criteria
    id: qualification
    title: 任职资格
    cite: 第二条
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest, soft: true, cite: 第三条, note: 可以放宽}
      - {id: years, label: 任职年限, rule: 任现职年限 >= $years}
  - kind: meeting
    id: meeting
    title: 集体讨论
    body: 党委
    quorum: 实到 >= $turnout * 应到
  - kind: procedure
    id: procedure
    title: 程序
    stages:
      - stage: motion
        works: [organisation_staff]
        moves: [organisation_leader]
        gates: [{check: qualification, release: [organisation_leader]}]
      - stage: deliberation
        works: [organisation_staff]
        moves: [organisation_leader]
        gates: [{check: meeting}]
lists:
  kinds: {title: 六类岗位, items: [甲类, 乙类], incomplete: true}
cases:
  - {name: 甲, instrument: qualification, given: {values: {年龄: 45}}, expect: {}}
unclear:
  - {point: 原文没有写任职年限。, cite: 第四条}
"""
LOCAL = """\
policy: 某省/某县/本县
title: 本县规定
extends: 某省/基本
source:
  - {document: 《本县规定》, place: 某省某县}
parameters:
  oldest: {value: 40}
instruments:
  - kind: criteria
    id: qualification
    rules:
      - {id: local, label: 学历, rule: "学历 >= '大学本科'", else: hold, cite: 第九条}
cases:
  - {name: 甲, instrument: qualification, given: {values: {年龄: 45}}, expect: {}}
"""


@pytest.fixture(autouse=True)
def small_catalogue(tmp_path, monkeypatch):
    for name, text in (("某省/基本", PARENT), ("某省/某县/本县", LOCAL)):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(tmp_path))


def articles_of(booklet: Booklet):
    return [
        article
        for chapter in booklet.chapters
        for section in chapter.sections
        for article in section.articles
    ]


def said_in(booklet: Booklet) -> str:
    return "\n".join(
        line
        for article in articles_of(booklet)
        for line in (article.text, *(item.text for item in article.items))
    )


def test_the_chapters_follow_the_course_and_the_articles_count_through():
    booklet = booklet_of(catalogue.load("某省/基本"))
    assert [chapter.heading for chapter in booklet.chapters] == [
        "第一章　总则",
        "第二章　条件和资格",
        "第三章　程序",
        "第四章　讨论决定",
        "第五章　附则",
    ]
    articles = articles_of(booklet)
    assert [article.number for article in articles] == list(range(1, len(articles) + 1))
    assert articles[0].heading == "第一条"
    assert articles[0].text == "任职的基本要求。"


def test_without_a_course_every_instrument_is_a_chapter():
    text = PARENT.replace("policy: 某省/基本", "policy: 某省/别的")
    text = text[: text.index("  - kind: procedure")] + text[text.index("lists:") :]
    booklet = booklet_of(catalogue.from_text(text))
    assert [chapter.title for chapter in booklet.chapters] == [
        "总则", "任职资格", "集体讨论", "附则",
    ]  # fmt: skip


def test_values_stand_in_place_and_open_ones_are_marked():
    booklet = booklet_of(catalogue.load("某省/基本"))
    said = said_in(booklet)
    assert "一般要求年龄不超过45周岁；不符合的，予以提示，由人研究。" in said
    assert "任现职年限不少于〔待定：任职年限〕年；不符合的，不予通过。" in said
    assert "实到不少于应到的三分之二，方可召开。" in said
    assert "$" not in said
    assert (booklet.open_values, booklet.state) == (1, "制度文本，尚未采用，有1处待定")


def test_rules_are_items_with_their_citations_and_notes():
    booklet = booklet_of(catalogue.load("某省/基本"))
    (section,) = booklet.chapters[1].sections
    (article,) = section.articles
    assert section.cite == "《基本规定》第二条"
    assert [(item.cite, item.note) for item in article.items] == [
        ("第三条", "可以放宽"),
        ("", ""),
    ]


def test_a_citation_below_one_of_the_same_document_says_only_what_is_more():
    text = LOCAL.replace("title: 本县规定\n", "title: 本县规定\ncite_as: 本县做法\n")
    text = text.replace("id: qualification\n", "id: own\n    title: 本县条件\n    cite: 严把关口\n")
    booklet = booklet_of(
        catalogue.from_text(text.replace("instrument: qualification", "instrument: own"))
    )
    own = next(
        section
        for chapter in booklet.chapters
        for section in chapter.sections
        if section.id == "own"
    )
    assert own.cite == "本县做法：严把关口"
    assert [item.cite for item in own.articles[0].items] == ["第九条"]


def test_sources_dates_lists_and_unclear_points_are_told():
    booklet = booklet_of(catalogue.load("某省/基本"))
    said = said_in(booklet)
    assert "《基本规定》（第一章，某省）。第二条待核对。" in said
    assert "自2026年1月1日起施行" in said
    assert booklet.place == "某省"
    assert booklet.appendices == ("参数表", "名单", "原文不明之处")
    assert [(each.title, each.items, each.incomplete) for each in booklet.lists] == [
        ("六类岗位", ("甲类", "乙类"), True)
    ]
    assert [(point.text, point.cite) for point in booklet.unclear] == [
        ("原文没有写任职年限。", "《基本规定》第四条")
    ]


def test_what_is_inherited_and_what_differs_is_marked():
    booklet = booklet_of(catalogue.load("某省/某县/本县"))
    sections = {
        section.title or chapter.title: section
        for chapter in booklet.chapters
        for section in chapter.sections
    }
    assert sections["集体讨论"].origin == sections["程序"].origin == "《基本规定》"
    assert sections["任职资格"].completes == "《基本规定》"
    # The rules of the parent cite it; the local one cites the local policy.
    items = sections["任职资格"].articles[0].items
    assert [(item.cite, item.origin) for item in items] == [
        ("第三条", ""),
        ("", "《基本规定》"),
        ("《本县规定》第九条", ""),
    ]
    assert booklet.title_of_differences == "与《基本规定》的不同"
    assert {difference.title for difference in booklet.differences} == {
        "提任年龄",
        "任职资格 › 学历",
    }
    origins = {row.name: row.origin for row in booklet.parameters}
    assert origins == {"oldest": "", "turnout": "《基本规定》", "years": "《基本规定》"}


def test_the_table_of_parameters_tells_the_source_from_what_was_set():
    written = catalogue.load("某省/基本")
    chosen = parameters.with_parameters(written, {"oldest": "42", "years": "3"})
    with clock.set_to(date(2026, 11, 21)):
        adopted = Adopted("某县", date(2026, 12, 1), None, "顾某", clock.now())
    booklet = compose(chosen, written=written, adopted=adopted)
    rows = {row.name: row for row in booklet.parameters}
    oldest, years, turnout = rows["oldest"], rows["years"], rows["turnout"]
    assert (oldest.value, oldest.source_value, oldest.state) == ("42周岁", "45周岁", "采用时收紧")
    assert (years.value, years.source_value, years.state) == ("3年", "没有规定", "采用时设定")
    assert (turnout.value, turnout.source_value, turnout.state) == ("2/3", "2/3", "")
    assert (oldest.limits, oldest.remark) == ("只能降低", "取自旧文本")
    assert booklet.state == "某县自2026年12月1日起施行"
    assert "本制度由某县采用" in said_in(booklet)
    unset = {row.name: row.state for row in booklet_of(written).parameters}
    assert unset == {"oldest": "待核对原文", "years": "待定", "turnout": ""}


def test_what_is_gone_from_the_catalogue_ends_the_line_of_ancestors(tmp_path):
    policy = catalogue.load("某省/某县/本县")
    (tmp_path / "某省" / "基本.yaml").unlink()
    assert ancestors_of(policy) == []
    assert booklet_of(policy).differences == ()


@pytest.mark.parametrize(
    ("counted", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"),
     (101, "一百零一"), (110, "一百一十"), (215, "二百一十五")],
)  # fmt: skip
def test_articles_are_counted_as_in_chinese_law(counted, said):
    assert chinese_number(counted) == said


@given(st.integers(1, 999), st.integers(1, 999))
def test_no_two_articles_bear_one_number(one, other):
    assert (chinese_number(one) == chinese_number(other)) == (one == other)


NAMES = {
    "年龄": number("周岁"),
    "学历": ordered(["高中", "大学专科", "大学本科"]),
    "有配偶": BOOLEAN,
    "是否中共党员": BOOLEAN,
    "处分影响期内": BOOLEAN,
    "档案审核有疑点": BOOLEAN,
    "配偶移居国境外": BOOLEAN,
    "已公示": BOOLEAN,
    "应到": number(),
    "实到": number(),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NOT 有配偶", "没有配偶"),
        ("是否中共党员", "是中共党员"),
        ("NOT 是否中共党员", "不是中共党员"),
        ("NOT 处分影响期内", "不在处分影响期内"),
        ("NOT 档案审核有疑点", "档案审核没有疑点"),
        ("NOT 配偶移居国境外", "没有配偶移居国境外的情形"),
        ("NOT 已公示", "未公示"),
        ("有配偶 = FALSE", "没有配偶"),
        ("学历 IN ('大学专科', '大学本科')", "学历为大学专科或者大学本科"),
        ("学历 NOT IN ('高中')", "学历不是高中"),
        ("年龄 >= 25 AND 年龄 <= 45", "年龄不少于25周岁，且不超过45周岁"),
        ("年龄 < 30 OR 有配偶", "年龄不满30周岁，或有配偶"),
        ("实到 >= 应到 * 2/3", "实到不少于应到的三分之二"),
        ("实到 > $half * 应到", "实到超过应到的二分之一"),
        ("学历 IS NOT NULL", "学历有记载"),
    ],
)
def test_conditions_are_said_as_people_say_them(text, said):
    half = Quantity(Fraction(1, 2), written="1/2")
    assert Expression.parse(text, NAMES, {"half": half}).spoken() == said
