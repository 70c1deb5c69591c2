"""The dry run: every file read, checked and planned; nothing is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from xuanxian.exchange import limits
from xuanxian.exchange.archives import files_in
from xuanxian.exchange.lrm import read_lrm
from xuanxian.exchange.lrmx import read_lrmx
from xuanxian.exchange.plans import FilePlan, Standing, plan_form, plan_tables
from xuanxian.exchange.roster.mapping import ColumnMapping
from xuanxian.exchange.roster.reader import read_tables
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal, Severity

_ORDER = {"lrmx": 1, "lrm": 1, "tables": 2, "unknown": 3}
Progress = Callable[[int, int], None]
"""Called with (files done, files in all)."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to import; `photo` is the .pic beside a .lrm."""

    name: str
    data: bytes = field(repr=False)
    photo: bytes | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """`lrmx`, `lrm`, `tables`, or `unknown` by the ending of the name."""
        ending = PurePosixPath(self.name).suffix.lower()
        return {".lrmx": "lrmx", ".lrm": "lrm", ".xlsx": "tables"}.get(ending, "unknown")


@dataclass(slots=True)
class BatchReport:
    """What importing the files would do."""

    plans: list[FilePlan] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every problem of every file."""
        return [problem for plan in self.plans for problem in plan.problems]

    @property
    def has_errors(self) -> bool:
        """Whether some file cannot be stored."""
        return any(plan.errors for plan in self.plans)

    def count(self, subject: str, action: str) -> int:
        """How many subjects the storable files would enter, correct or leave the same."""
        return sum(
            change.subject == subject and change.action == action
            for plan in self.plans
            if not plan.errors
            for change in plan.changes
        )

    def summary(self) -> dict[str, int]:
        """The figures of the report, for people and for programs."""
        return {
            "files": len(self.plans),
            "files_refused": sum(bool(plan.errors) for plan in self.plans),
            "errors": sum(len(plan.errors) for plan in self.plans),
            "warnings": sum(len(plan.warnings) for plan in self.plans),
            "people_entered": self.count("person", "enter"),
            "people_corrected": self.count("person", "correct"),
            "people_same": self.count("person", "same"),
            "units_entered": self.count("unit", "enter"),
            "posts_entered": self.count("post", "enter"),
        }


def gather(files: Iterable[tuple[str, bytes]]) -> list[SourceFile]:
    """The files to import: zips opened, each .pic put to its .lrm, tables of units first.

    Raises:
        Refusal: a zip is broken or hostile.
    """
    loose: list[tuple[str, bytes]] = []
    for name, data in files:
        if name.lower().endswith(".zip"):
            loose += [(f"{name}/{inner}", content) for inner, content in files_in(data, name)]
        else:
            loose.append((name, data))
    pictures = {
        name[: -len(".pic")].lower(): data
        for name, data in loose
        if name.lower().endswith(".pic") and len(data) <= limits.FILE_BYTES
    }
    gathered = [
        SourceFile(name, data, pictures.get(name[: -len(".lrm")].lower()))
        if name.lower().endswith(".lrm")
        else SourceFile(name, data)
        for name, data in loose
        if not name.lower().endswith(".pic")
    ]
    return sorted(gathered, key=lambda file: (_turn(file), file.name))


def _turn(file: SourceFile) -> int:
    """Units, then people, then what is told of people: later files build on earlier ones."""
    if file.kind == "tables" and _tells_of_units(file):
        return 0
    return _ORDER[file.kind]


def _tells_of_units(file: SourceFile) -> bool:
    rows = read_tables(file.data, file.name).rows
    return bool({"units", "posts", "establishment"} & rows.keys()) and not (
        {"holdings", "ranks", "rewards_sanctions", "trainings"} & rows.keys()
    )


def plan_file(
    file: SourceFile, standing: Standing, mapping: ColumnMapping | None = None
) -> FilePlan:
    """Read, check and plan one file."""
    as_of = clock.today()
    if file.kind == "lrmx":
        return plan_form(read_lrmx(file.data, file.name), "lrmx", standing, as_of=as_of)
    if file.kind == "lrm":
        read = read_lrm(file.data, file.name, file.photo)
        return plan_form(read, "lrm", standing, as_of=as_of)
    if file.kind == "tables":
        return plan_tables(read_tables(file.data, file.name, mapping), standing, as_of=as_of)
    ending = PurePosixPath(file.name).suffix or "没有后缀"
    problem = Problem(
        file.name,
        "",
        ending,
        "不是可以导入的文件。",
        "可导入 .lrmx、.lrm（连同 .pic）、.xlsx 和装有它们的 .zip。",
        # A stray text file in a folder must not stop the others; it is only told.
        Severity.ERROR,
    )
    return FilePlan(file.name, "unknown", problems=[problem])


def check_files(
    files: Sequence[SourceFile],
    mapping: ColumnMapping | None = None,
    *,
    standing: Standing | None = None,
    progress: Progress | None = None,
) -> BatchReport:
    """Read, check and plan `files` against the registry. Writes nothing.

    Args:
        files: from `gather`, in the order in which they would be stored.
        mapping: which column is which, for a roster of people.
        standing: what stands, when the caller has read it already.
    """
    standing = standing or Standing()
    report = BatchReport()
    for number, file in enumerate(files, 1):
        report.plans.append(plan_file(file, standing, mapping))
        if progress:
            progress(number, len(files))
    return report


def refused_file(name: str, refusal: Refusal) -> BatchReport:
    """The report on a zip that was refused as a whole."""
    return BatchReport([FilePlan(name, "unknown", problems=list(refusal.problems))])
