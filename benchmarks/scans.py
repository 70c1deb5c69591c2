"""Reading scanned forms: how many marks are misread, how many people have to look at, how fast.

Forms are printed by the program, ticked by a made-up hand and scanned badly on purpose: turned and
upside down, noisy with a shadow, ticked faintly, all of it together. 40 forms; SCANS=500 for the
figures of the page.
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
from xuanxian.ballots.answers import Subject  # noqa: E402
from xuanxian.ballots.instruments import Ballot  # noqa: E402
from xuanxian.ballots.paper.form import form_of_ballot  # noqa: E402
from xuanxian.ballots.paper.layout import lay_out  # noqa: E402
from xuanxian.ballots.paper.scanning.reading import read_forms  # noqa: E402
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


def main() -> None:
    layout = lay_out(
        form_of_ballot(BALLOT, SUBJECTS, {}, matter="县委全会表决", voters="委员"), "benchmark"
    )
    blank = printed(layout)
    dice = random.Random(20261121)
    rows = []
    total = Found()
    for name, quality in QUALITIES.items():
        found = Found()
        for _ in range(FORMS // len(QUALITIES)):
            ticks = [(0, line, dice.randrange(3)) for line in range(PEOPLE) if dice.random() < 0.95]
            content = as_file(filled_in(layout, blank, ticks, dice, quality))
            truth = {str(line): BALLOT.options[option] for _, line, option in ticks}
            _read(content, layout, truth, found)
            found.pages += len(layout.pages)
        rows.append(_row(name, found))
        for part in vars(total):
            setattr(total, part, getattr(total, part) + getattr(found, part))
    print("## Reading scanned forms\n")
    print(
        f"{total.forms} forms of {PEOPLE} lines with three boxes each, printed, ticked and scanned "
        f"at 200 dpi by program, {len(layout.pages)} pages each; one process. "
        "Wrong: lines of forms taken as read that are not what "
        "was ticked. Doubtful: forms that go to two tellers with their picture.\n"
    )
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


def _read(content: bytes, layout: object, truth: dict[str, str], found: Found) -> None:
    found.forms += 1
    began = time.process_time()
    try:
        (form,) = read_forms([("a.tif", content)], {"委员": layout}, BALLOT, SUBJECTS, {})
    except Refusal:
        found.unread += 1
        return
    finally:
        found.seconds += time.process_time() - began
    if form.reading.doubts:
        found.doubtful += 1
        return
    marks = form.reading.answers.marks
    found.marks += PEOPLE
    found.wrong += sum(marks.get(subject.id) != truth.get(subject.id) for subject in SUBJECTS)


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
