"""The page on formats names every sheet, column and limit that the code has."""

from pathlib import Path

from xuanxian.exchange import limits
from xuanxian.exchange.checks.plausibility import standards
from xuanxian.exchange.roster.tables import SHEETS

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_sheet_and_column_is_described() -> None:
    for model in SHEETS.values():
        section = PAGE.split(f"### {model.SHEET} (`{model.__name__}`)")[1].split("\n## ")[0]
        for name, field in model.model_fields.items():
            star = " *" if field.is_required() else ""
            assert f"| {field.title}{star} | `{name}` |" in section


def test_every_limit_is_described() -> None:
    for name in (name for name in vars(limits) if name.isupper()):
        assert f"`{name}`" in PAGE


def test_every_plausibility_check_has_a_citation() -> None:
    for name, rule in standards().items():
        assert rule.citation, name
