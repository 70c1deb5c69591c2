"""Reading .lrmx against a plain lxml + pybase64 loop over the same bytes, taking turns.

`unwrap` is our hardened reading alone: encoding checked, DTD and entities refused, every cell
cleaned, the photo decoded. Beyond it come the conversion to a dossier, all checks, and storing on
SQLite as an installation does, with the record. Set XUANXIAN_BENCH_FILES for another count.
"""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
# An installation of its own: a benchmark must never touch a working one.
os.environ.pop("DATABASE_URL", None)

import django

django.setup()  # the rest reads the settings

import pybase64  # noqa: E402
from django.core.management import call_command  # noqa: E402
from lxml import etree  # noqa: E402
from PIL import Image  # noqa: E402
from stdnum.cn import ric  # noqa: E402

from xuanxian.access.actor import Actor  # noqa: E402
from xuanxian.exchange.lrmx import read_lrmx, write_lrmx  # noqa: E402
from xuanxian.exchange.lrmx.document import unwrap  # noqa: E402
from xuanxian.exchange.services import check_files, gather, prepare_batch, store_batch, undo_batch  # noqa: E402
from xuanxian.kernel.partial_date import PartialDate  # noqa: E402
from xuanxian.registry.dossier import (  # noqa: E402
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    RelativeEntry,
    ResumeLine,
)

FILES = int(os.environ.get("XUANXIAN_BENCH_FILES", "1200"))
ROUNDS = 7


def photo() -> bytes:
    """About 22 KB of JPEG, 295×413 as offices scan them, so that a file weighs about 31 KB."""
    buffer = io.BytesIO()
    Image.effect_noise((295, 413), 40).convert("RGB").save(buffer, "JPEG", quality=26)
    return buffer.getvalue()


def people(count: int) -> list[Dossier]:
    """Made-up people, no two of one number or of one name and month."""
    jpeg = photo()
    found = []
    for number in range(count):
        year = 1958 + number % 20
        body = f"{110101 + number // 1200}{year}{number % 12 + 1:02}15{number % 400 * 2 + 1:03}"
        start = PartialDate(year + 22, 7)
        found.append(
            Dossier(
                name=f"王{chr(0x4E00 + number % 5000)}{chr(0x4E00 + number // 5000)}",
                id_number=body + ric.calc_check_digit(body + "0"),
                sex="1",
                birth=PartialDate(year, number % 12 + 1),
                nation="01",
                native_place="云泽安和",
                birthplace="云泽安和",
                health="健康",
                joined_work=start,
                current_post="安和县水利局副局长",
                party=(PartyEntry(status="01", joined=PartialDate(year + 24, 6)),),
                education=(
                    EducationEntry(
                        mode="full_time",
                        level="20",
                        level_text="大学",
                        school="云泽大学水利系水利工程专业",
                        is_highest=True,
                    ),
                ),
                resume=tuple(
                    ResumeLine(
                        held_from=PartialDate(start.year + step * 3, 7),
                        held_until=PartialDate(start.year + step * 3 + 3, 7) if step < 7 else None,
                        text=f"安和县水利局科员、股长（第{step}段）",
                    )
                    for step in range(8)
                ),
                assessments=tuple(
                    AssessmentEntry(year=2018 + step, grade="12"[step % 2]) for step in range(6)
                ),
                relatives=tuple(
                    RelativeEntry(
                        relation=relation,
                        name=f"周{chr(0x4E00 + number % 5000)}",
                        birth=PartialDate(born, 5),
                        politics="群众",
                        unit_and_post="安和县中学教师",
                    )
                    for relation, born in (
                        ("妻子", year + 1),
                        ("女儿", year + 27),
                        ("父亲", year - 25),
                        ("母亲", year - 24),
                    )
                ),
                photo=jpeg,
            )
        )
    return found


def plain_loop(files: list[tuple[str, bytes]]) -> None:
    """What a careful script would do with lxml: every text and the photo, nothing refused."""
    for _, data in files:
        cells = {}
        for element in etree.fromstring(data):
            if element.tag == "ZhaoPian":
                cells["photo"] = pybase64.b64decode(element.text or "", validate=True)
            elif element.tag == "JiaTingChengYuan":
                cells["family"] = [
                    {child.tag: (child.text or "").strip() for child in item} for item in element
                ]
            else:
                cells[element.tag] = (element.text or "").strip()


def reading_alone(files: list[tuple[str, bytes]]) -> None:
    for name, data in files:
        unwrap(data, name)


def reading_to_dossiers(files: list[tuple[str, bytes]]) -> None:
    for name, data in files:
        read_lrmx(data, name)


def checking(files: list[tuple[str, bytes]]) -> None:
    check_files(gather(files))


def storing(files: list[tuple[str, bytes]]) -> float:
    """Seconds to check and store all files; what was stored is undone afterwards."""
    actor = Actor.command_line()
    start = time.perf_counter()
    batch, report = prepare_batch(gather(files), actor=actor)
    if report.has_errors:
        errors = [problem for plan in report.plans for problem in plan.errors]
        raise RuntimeError(f"the made-up files have errors: {errors[0]}")
    batch = store_batch(batch, actor=actor)
    seconds = time.perf_counter() - start
    undo_batch(batch, actor=actor, reason="benchmark")
    return seconds


def main() -> None:
    call_command("migrate", verbosity=0)
    files = [(f"{place}.lrmx", write_lrmx(person)) for place, person in enumerate(people(FILES))]
    size = statistics.mean(len(data) for _, data in files) / 1024
    contenders: dict[str, Callable[[list[tuple[str, bytes]]], None]] = {
        "plain lxml + pybase64 loop": plain_loop,
        "unwrap: hardened reading alone": reading_alone,
        "reading to dossiers": reading_to_dossiers,
        "reading with all checks (dry run)": checking,
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            start = time.perf_counter()
            contender(files)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    medians["check and store, each file one transaction"] = storing(files)
    floor = medians["plain lxml + pybase64 loop"]
    print(f"## Import of .lrmx\n\n{FILES} files of {size:.0f} KB with photo, median of {ROUNDS}")
    print("(storing once, on SQLite with synchronous=FULL and the record).\n")
    print("| | files/s | speed against the plain loop |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {FILES / median:,.0f} | {floor / median:.2f} |")
    print("\nGoal: reading alone ≥ 0.9.")


if __name__ == "__main__":
    main()
