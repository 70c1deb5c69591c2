"""Checking the record in the store: every stream from its first entry to its head."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xuanxian.access.actor import Actor
from xuanxian.record import chain, services
from xuanxian.record.models import Entry, Stream

ERASURE = "content.erased"
"""The kind of entry that tells whose content was erased under a retention rule: `numbers`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the record does not hold together.

    Attributes:
        stream: name of the stream.
        number: number of the entry, 0 for the stream as a whole.
        message: what is wrong, in Chinese.
    """

    stream: str
    number: int
    message: str

    def __str__(self) -> str:
        place = f"第{self.number}条" if self.number else "整链"
        return f"{self.stream} {place}：{self.message}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of checking streams: how much was read, and every fault found."""

    streams: int
    entries: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify_stream(name: str) -> list[Fault]:
    """Every fault of one stream, [] when it holds.

    Raises:
        Stream.DoesNotExist: no stream has this name.
    """
    return list(_faults(Stream.objects.get(name=name)))


def verify_all(*, progress: Callable[[int], None] = lambda done: None) -> Verification:
    """Check every stream; `progress` is told after each how many entries have been read."""
    faults: list[Fault] = []
    entries = streams = 0
    for stream in Stream.objects.order_by("name").iterator():
        faults.extend(_faults(stream))
        streams += 1
        entries += stream.length
        progress(entries)
    return Verification(streams=streams, entries=entries, faults=tuple(faults))


def _faults(stream: Stream) -> Iterator[Fault]:
    expected = 1
    previous = chain.NOTHING_BEFORE
    last_time = None
    erased: set[int] = set()
    for entry in stream.entries.order_by("number").iterator():
        if entry.number != expected:
            yield Fault(stream.name, expected, f"缺失或被替换，其后是第{entry.number}条。")
            expected = entry.number
        header = bytes(entry.header)
        if chain.digest_of(header) != entry.digest:
            yield Fault(stream.name, entry.number, "内容与校验值不符，条目被改动。")
        if header != _header_from_columns(entry, previous):
            yield Fault(stream.name, entry.number, "与前一条不衔接，或所列时间、人员、事项被改动。")
        if (entry.body is None) != (entry.salt is None):
            yield Fault(stream.name, entry.number, "正文与随机数只剩其一。")
        if entry.body is None:
            erased.add(entry.number)
        elif entry.kind == ERASURE:
            erased -= set((services.body_of(entry) or {}).get("numbers", ()))
        if last_time is not None and entry.recorded_at < last_time:
            yield Fault(stream.name, entry.number, "记录时间早于前一条。")
        last_time = entry.recorded_at
        previous = entry.digest
        expected += 1
    for number in sorted(erased):
        yield Fault(stream.name, number, "内容被销毁，纪实中却没有销毁的登记。")
    if stream.length != expected - 1:
        yield Fault(stream.name, 0, f"应有{stream.length}条，实有{expected - 1}条。")
    if stream.head != previous:
        yield Fault(stream.name, 0, "末条校验值与链尾不符，尾部被截去或被添加。")


def _header_from_columns(entry: Entry, previous: str) -> bytes:
    """The header as the columns and the body tell it, to be equal to the stored one.

    Erased content cannot be committed to again; its commitment is taken from the stored header.
    """
    if entry.body is None or entry.salt is None:
        commitment = chain.commitment_in(bytes(entry.header))
    else:
        commitment = chain.commitment_to(bytes(entry.body), bytes(entry.salt))
    return chain.encode_header(
        stream=entry.stream_id,
        number=entry.number,
        kind=entry.kind,
        recorded_at=entry.recorded_at,
        actor=Actor(account=entry.actor_account, name=entry.actor_name, role=entry.actor_role),
        previous=previous,
        commitment=commitment,
    )
