"""Which articles of the sources have a policy, nothing to compute, or are missing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from xuanxian.cli.policy import policy_command
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.coverage import Article, State, articles, coverage
from xuanxian.policy.schema import Policy, Source


def policy(policy_id, *sources):
    return Policy(
        policy=policy_id, title="甲", source=tuple(Source(article=each) for each in sources)
    )


LISTED = (
    Article("某市：把好“三关”规范中层干部选拔", "某市"),
    Article("某县召开座谈会", "某县", "座谈会的报道，没有规则"),
    Article("某区加强年轻干部培养选拔", "某区"),
)


def test_an_article_is_found_whatever_signs_its_title_is_written_with():
    found = coverage([policy("甲", "某市:把好'三关'规范中层干部选拔")], LISTED)
    assert [each.state for each in found.standings] == [
        State.COVERED,
        State.NOTHING,
        State.MISSING,
    ]
    assert found.standings[0].policies == ("甲",)
    assert found.strangers == {}


def test_a_long_part_of_a_title_names_its_article_and_a_short_one_does_not():
    long = coverage([policy("甲", "把好三关规范中层干部选拔")], LISTED)
    assert len(long.of(State.COVERED)) == 1
    short = coverage([policy("甲", "年轻干部培养")], LISTED)
    assert short.of(State.COVERED) == ()
    assert short.strangers == {"甲": ("年轻干部培养",)}


def test_several_policies_may_be_made_from_one_article_and_one_from_several():
    found = coverage(
        [policy("甲", LISTED[0].title, LISTED[2].title), policy("乙", LISTED[0].title)], LISTED
    )
    assert found.standings[0].policies == ("甲", "乙")
    assert found.standings[2].policies == ("甲",)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("甲\t某市\n甲\t某县\n", "写了两次"),
        ("\t某市\n", "三列"),
        ("甲\t某市\t理由\t多\n", "三列"),
    ],
)
def test_a_list_with_a_mistake_is_refused_with_its_line(lines, words, tmp_path):
    (tmp_path / "articles.tsv").write_text("标题\t地方\t理由\n" + lines, encoding="utf-8")
    with pytest.raises(Refusal, match=words):
        articles(tmp_path)


def test_a_catalogue_without_a_list_says_so(tmp_path):
    with pytest.raises(Refusal, match="没有来源清单"):
        articles(tmp_path)


def test_every_article_of_the_catalogue_is_in_one_state():
    found = coverage((catalogue.load(each) for each in catalogue.policy_ids()), articles())
    assert sum(len(found.of(state)) for state in State) == len(articles()) > 400
    named = {name for each in found.standings for name in each.policies}
    # Every policy made from an article of a place is found by it; national law is no article.
    places = {each for each in catalogue.policy_ids() if each.startswith("山东省/")}
    assert places - named - set(found.strangers) == set()


def test_the_command_counts_and_lists(tmp_path: Path, monkeypatch):
    (tmp_path / "articles.tsv").write_text(
        "标题\t地方\t理由\n" + "".join(f"{a.title}\t{a.place}\t{a.reason}\n" for a in LISTED),
        encoding="utf-8",
    )
    (tmp_path / "某市").mkdir()
    (tmp_path / "某市" / "三关.yaml").write_text(
        "policy: 某市/三关\ntitle: 三关\nsource: [{article: 某市：把好“三关”规范中层干部选拔}]\n"
        "lists: {a: {title: 甲, items: [乙]}}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(tmp_path))
    counted = CliRunner().invoke(policy_command, ["coverage"]).output
    assert "来源共3篇：1篇已有制度，1篇没有可计算的内容，1篇还没有制度。" in counted
    missing = CliRunner().invoke(policy_command, ["coverage", "--state", "missing"]).output
    assert "某区加强年轻干部培养选拔（某区）" in missing
    told = json.loads(CliRunner().invoke(policy_command, ["coverage", "--json"]).output)
    assert [each["policies"] for each in told] == [["某市/三关"], [], []]
