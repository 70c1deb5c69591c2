"""The documents tell what the program has: every setting, every English name, every document."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_setting_of_the_environment_is_documented() -> None:
    named: set[str] = set()
    for source in (ROOT / "src").rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r'"(XUANXIAN_[A-Z_]*[A-Z])"', text))
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert named - set(re.findall(r"XUANXIAN_[A-Z_]+", documented)) == set()


def test_every_document_that_is_linked_exists() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
        for target in re.findall(r"`((?:docs|scripts|examples)/[\w./-]+\.\w+)`", text):
            if not (ROOT / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []
