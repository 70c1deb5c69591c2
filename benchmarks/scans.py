"""Reading scanned forms: how many marks are misread, how many people have to look at, how fast.

Forms of a ballot and of a questionnaire are printed by the program, ticked by a made-up hand and
scanned badly on purpose: turned and upside down, noisy with a shadow, ticked faintly, all of it
together. 40 forms of each; SCANS=500 for the figures of the page.
"""

import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
os.environ.setdefault("XUANXIAN_HOME", tempfile.mkdtemp(prefix="xuanxian-scans-"))

import django  # noqa: E402

django.setup()

from contest import print_table  # noqa: E402

from tests.ballots.scanned_forms import (  # noqa: E402
    CLEAN,
    FAINT,
    NOISY,
    ROTATED,
    Quality,
    as_file,
    filled_in,
    printed,
)
from tests.ballots.virtue_questionnaire import form as virtue_form  # noqa: E402
from xuanxian.ballots.answers import Subject  # noqa: E402
from xuanxian.ballots.instruments import Ballot  # noqa: E402
from xuanxian.ballots.paper.form import form_of  # noqa: E402
from xuanxian.ballots.paper.geometry import Layout  # noqa: E402
from xuanxian.ballots.paper.layout import lay_out  # noqa: E402
from xuanxian.ballots.paper.scanning.reading import read_forms  # noqa: E402
from xuanxian.ballots.poll_form import BallotForm, PollForm  # noqa: E402
from xuanxian.kernel.errors import Refusal  # noqa: E402

FORMS = int(os.environ.get("SCANS", "40"))
PEOPLE = 20
ALL_TOGETHER = Quality(turn=6, noise=12, pen=70, shadow=30, upside_down=0.5)
QUALITIES = {
    "clean": CLEAN,
    "up to 6° askew, half upside down": ROTATED,
    "noise of 14 grey levels, shadow of 40": NOISY,
    "pen 60 levels darker than paper (of 255)": FAINT,
    "askew, noisy, shadowed and faint (70)": ALL_TOGETHER,
}
BALLOT = Ballot.model_validate(
    {
        "id": "decision",
        "purpose": "decision",
        "secrecy": "secret",
        "question": {"form": "marks", "options": ["同意", "反对", "弃权"], "blank": "弃权"},
        "electorate": [{"class": "委员"}],
        "smallest_group": "5",
    }
)
SUBJECTS = tuple(
    Subject(id=str(place), name="王某某", title="某镇党委委员、副镇长", proposal="拟任某局局长")
    for place in range(PEOPLE)
)


Ticks = list[tuple[int, int, int]]


@dataclass(frozen=True)
class Kind:
    """A kind of form: what is printed, how many of its lines are ticked with one of how many."""

    name: str
    form: PollForm
    layout: Layout
    lines: tuple[tuple[int, int, int], ...]
    several: tuple[int, int, int] = (0, 0, 0)

    def ticks(self, dice: random.Random) -> Ticks:
        """A hand that leaves one line in twenty blank.

        `lines` are section, number of lines and of options; `several` is the section of which
        several boxes are ticked, how many there are, and how many may be.
        """
        found = [
            (section, line, dice.randrange(options))
            for section, lines, options in self.lines
            for line in range(lines)
            if dice.random() < 0.95
        ]
        section, boxes, most = self.several
        chosen = dice.sample(range(boxes), dice.randint(0, most)) if boxes else []
        return [*found, *((section, 0, option) for option in chosen)]

    @property
    def asked(self) -> int:
        """Lines and boxes of one form that are read for themselves."""
        return sum(lines for _, lines, _ in self.lines) + self.several[1]


@dataclass
class Found:
    """What the reading of one quality came to."""

    forms: int = 0
    marks: int = 0
    wrong: int = 0
    doubtful: int = 0
    unread: int = 0
    pages: int = 0
    seconds: float = 0.0


def kinds() -> tuple[Kind, ...]:
    """A ballot of twenty lines, and a questionnaire of twenty-four lines and six boxes."""
    ballot = BallotForm(SUBJECTS, {}, BALLOT)
    virtue = virtue_form()
    return (
        Kind(
            f"a ballot, {PEOPLE} lines of three boxes",
            ballot,
            lay_out(form_of(ballot, matter="县委全会表决", voters="委员"), "benchmark"),
            ((0, PEOPLE, 3),),
        ),
        Kind(
            "a questionnaire, 6 + 18 lines of four boxes, three of six to be chosen",
            virtue,
            lay_out(form_of(virtue, matter="考察对象"), "benchmark"),
            ((0, 6, 4), (1, 18, 4)),
            (2, 6, 3),
        ),
    )


def main() -> None:
    print("## Reading scanned forms\n")
    print(
        "Printed, ticked and scanned at 200 dpi by program; one process. Wrong: lines of forms "
        "taken as read that are not what was ticked. Doubtful: forms that go to two tellers with "
        "their picture.\n"
    )
    for kind in kinds():
        _measure(kind)


def _measure(kind: Kind) -> None:
    blank = printed(kind.layout)
    dice = random.Random(20261121)
    rows = []
    total = Found()
    for name, quality in QUALITIES.items():
        found = Found()
        for _ in range(FORMS // len(QUALITIES)):
            ticks = kind.ticks(dice)
            content = as_file(filled_in(kind.layout, blank, ticks, dice, quality))
            _read(kind, content, ticks, found)
            found.pages += len(kind.layout.pages)
        rows.append(_row(name, found))
        for part in vars(total):
            setattr(total, part, getattr(total, part) + getattr(found, part))
    print(f"{total.forms} forms of {kind.name}, {len(kind.layout.pages)} pages each:\n")
    columns = (
        "scan",
        "forms",
        "lines read",
        "wrong",
        "doubtful",
        "not found",
        "pages per CPU second",
    )
    print_table(columns, [*rows, _row("all", total)])


def _read(kind: Kind, content: bytes, ticks: Ticks, found: Found) -> None:
    found.forms += 1
    began = time.process_time()
    try:
        (form,) = read_forms([("a.tif", content)], {"委员": kind.layout}, kind.form)
    except Refusal:
        found.unread += 1
        return
    finally:
        found.seconds += time.process_time() - began
    if form.reading.doubts:
        found.doubtful += 1
        return
    found.marks += kind.asked
    read = set(form.reading.filled.ticks)
    # A line misread is a tick that is missing, one too many, or both.
    several = kind.several[0] if kind.several[1] else None
    wrong = {
        (section, line, option if section == several else 0)
        for section, line, option in read ^ set(ticks)
    }
    found.wrong += len(wrong)


def _row(name: str, found: Found) -> tuple[str, ...]:
    return (
        name,
        f"{found.forms}",
        f"{found.marks:,}",
        f"{found.wrong}",
        f"{found.doubtful}",
        f"{found.unread}",
        f"{found.pages / found.seconds:.1f}" if found.seconds else "–",
    )


if __name__ == "__main__":
    main()
