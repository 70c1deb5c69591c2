"""Builds the demonstration: a made-up county imported from files, and a round under way.

Everything passes through the doors that users use: files through the importer, accounts, adoption,
cases and ballots through their services. The steps fall on days of the past, so that deadlines,
notices and probations stand where they would.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count

from xuanxian.access.actor import Actor
from xuanxian.demonstration.cases import open_cases, open_earlier_cases
from xuanxian.demonstration.cast import Cast, make_cast
from xuanxian.demonstration.meetings import OpenMeeting, hold_reviews
from xuanxian.exchange import services as exchange
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policies
from xuanxian.record.models import Entry
from xuanxian.record.verification import Verification, verify_all
from xuanxian.registry.models import Organisation, Person, Post
from xuanxian.selection.models import Candidacy
from xuanxian.selection.states import State

POLICY = "山东省/潍坊市/昌邑市/科级干部选拔任用"
"""The policy the made-up county adopts; it extends the national base policy."""

OPEN_PARAMETERS = {
    "recommendation_names": 1,
    "inspection_notice_days": 3,
    "reply_days": 5,
    "township_deputy_years": 2,
    "township_working_years": 3,
}
"""What the policy leaves open, as the made-up county sets it: figures of the demonstration, not of
the source."""

WEEKS_BACK = 16
"""How long ago the county began to work with the program: the cases need that much past."""

WEEKS_OF_EARLIER_ROUND = 75
"""How long ago the round was opened whose probation is over: its papers are entered afterwards."""

REVIEWED_AFTER = 2
"""Weeks after that day in which the plenary reviewed the selection work of the year before."""

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Built:
    """What was built.

    Attributes:
        refused: names of files the importer refused, the deliberate contradictions among them.
        meeting: the meeting whose votes are open, with slips for visitors.
    """

    cast: Cast
    files: int
    refused: tuple[str, ...]
    meeting: OpenMeeting


def county_day(today: date) -> date:
    """The day the files of the county are of."""
    return today - timedelta(weeks=WEEKS_BACK)


def build(folder: Path, *, seed: int, report: Report) -> Built:
    """Build the demonstration from the county's files in `folder`, on an empty installation.

    Raises:
        Refusal: the files are no county, or what is built on them is refused.
    """
    actor = Actor.command_line()
    began = county_day(clock.today())
    earlier = clock.today() - timedelta(weeks=WEEKS_OF_EARLIER_ROUND)
    with clock.set_to(began):
        files = exchange.gather(
            (str(path.relative_to(folder)), path.read_bytes())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        )
        batch, _ = exchange.prepare_batch(
            files, actor=actor, progress=lambda done, total: report("检查文件", done, total)
        )
        batch = exchange.store_batch(
            batch, actor=actor, progress=lambda done, total: report("导入文件", done, total)
        )
        refused = tuple(batch.files.filter(state="refused").values_list("name", flat=True))
        county = Organisation.objects.filter(parent__isnull=True).order_by("code").first()
        if county is None:
            raise Refusal("导入的文件中没有机构。", mend="请用 xuanxian sample 重新生成。")
        cast = make_cast(Person.objects.filter(rank="1A42").order_by("stroke_key", "id").first())
        policies.adopt(
            POLICY, scope=county.code, valid_from=earlier, given=OPEN_PARAMETERS, actor=actor
        )
    done = 0

    def tell(what: str) -> None:
        nonlocal done
        done += 1
        report(f"办理选任：{what}", done, 20)

    open_earlier_cases(county, cast, opened=earlier, seed=seed, progress=tell)
    open_cases(county, cast, opened=began + timedelta(days=7), seed=seed, progress=tell)
    report("开会投票", 0, 1)
    meeting = hold_reviews(
        county, cast, adopted=began, counted=began + timedelta(weeks=REVIEWED_AFTER), seed=seed
    )
    report("开会投票", 1, 1)
    return Built(cast=cast, files=len(files), refused=refused, meeting=meeting)


def summary(progress: Callable[[int], None], began: float) -> dict[str, Any]:
    """Counts of what stands and the check of the whole record, as `demo --once` prints them.

    Args:
        began: `time.monotonic()` when the command began.
    """
    verified: Verification = verify_all(progress=progress)
    stages = Candidacy.objects.filter(ended_on__isnull=True).values_list("stage")
    states = dict(Candidacy.objects.values_list("state").annotate(Count("pk")).order_by("state"))
    return {
        "people": Person.objects.count(),
        "units": Organisation.objects.count(),
        "posts": Post.objects.count(),
        "cases_by_stage": dict(stages.annotate(Count("pk")).order_by("stage")),
        "cases_by_state": {state.value: states.get(state.value, 0) for state in State},
        "record": {
            "streams": verified.streams,
            "entries": Entry.objects.count(),
            "verified": verified.holds,
            "faults": [str(fault) for fault in verified.faults],
        },
        "seconds": round(time.monotonic() - began, 1),
    }
