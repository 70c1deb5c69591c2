"""The door between paper and the box: what opening a box needs to know of paper forms."""

from datetime import timedelta

from xuanxian.ballots import queries
from xuanxian.ballots.models import PaperBatch, PaperEnvelope, Poll
from xuanxian.ballots.paper import desk_key
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal


def sealed_paper(poll: Poll) -> list[tuple[int, bytes]]:
    """Class and envelope of every paper ballot, for the box that is opened now.

    Raises:
        Refusal: forms were handed out and not counted, keyed in or agreed on, or envelopes are not
            those whose digest stands on the record.
    """
    problems = []
    for voters in poll.classes.all():
        out = voters.paper_issued - voters.paper_void
        if out and voters.paper_returned is None:
            problems.append(
                Problem(
                    poll.title,
                    f"{voters.name}纸质票",
                    f"发出 {out} 张",
                    "还没有登记收回。",
                    "请两人清点后登记。",
                )
            )
            continue
        laid = sum(batch.size for batch in voters.paper_batches.all())
        if laid != (voters.paper_returned or 0):
            problems.append(
                Problem(
                    poll.title,
                    f"{voters.name}纸质票",
                    f"收回 {voters.paper_returned or 0} 张，录入 {laid} 张",
                    "还没有录完。",
                    "请把收回的纸质票全部分批录入或者扫描。",
                )
            )
    for batch in poll.paper_batches.exclude(state=PaperBatch.State.SEALED):
        problems.append(
            Problem(
                poll.title,
                str(batch),
                batch.get_state_display(),
                "还没有入箱。",
                "请两人录入一致，不一致的由第三人核定。",
            )
        )
    if problems:
        raise Refusal(problems)
    for batch in poll.paper_batches.all():
        found = batch.envelopes.values_list("envelope", flat=True)
        if len(found) != batch.size or queries.digest_of_envelopes(found) != batch.digest:
            raise Refusal(
                Problem(
                    poll.title,
                    str(batch),
                    "",
                    "录入的票与入箱时记入纪实的不一致，可能被改动。",
                    "请不要继续，立即报告监票人和纪检监察机构。",
                )
            )
    rows = PaperEnvelope.objects.filter(batch__poll=poll).values_list("batch__voters", "envelope")
    return [(voters, bytes(sealed)) for voters, sealed in rows]


def forget_paper(poll: Poll) -> None:
    """After opening: the envelopes go; until when scans are kept for a recount is fixed."""
    PaperEnvelope.objects.filter(batch__poll=poll).delete()
    rules = poll.paper_rules
    scanned = poll.paper_batches.filter(how=PaperBatch.How.SCANNED).exists()
    if rules is not None and scanned:
        poll.scans_due = clock.today() + timedelta(days=rules.scans_kept_days)
        poll.save(update_fields=["scans_due"])
    else:
        desk_key.destroy(poll.pk)


def discard_paper(poll: Poll) -> None:
    """Of a poll given up: everything keyed in and scanned goes, unread."""
    poll.paper_batches.all().delete()
    desk_key.destroy(poll.pk)
