"""Opened ballots as data that `scripts/recount.py` counts again. Exporting is for the caller to
put on the record: answers that go together can identify a ballot."""

from typing import Any

from xuanxian.ballots import queries
from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Refusal

BALLOTS, QUESTIONNAIRES = "xuanxian-opened-ballots/2", "xuanxian-questionnaires/2"
"""What an export says it is; both have the same frame around what is voted on."""


def export_of(poll: Poll) -> dict[str, Any]:
    """Everything a recount needs, the first round included, and the result it is compared with.

    Raises:
        Refusal: nothing was opened yet, or the poll is signed.
    """
    if poll.result is None or not poll.is_secret:
        raise Refusal(f"“{poll.title}”没有开出的票。", mend="只有已开箱的无记名投票可以导出。")
    decided = poll.write_in_decisions.all() if poll.write_ins_digest else ()
    return {
        "format": QUESTIONNAIRES if poll.asks_questionnaire else BALLOTS,
        "poll": str(poll.pk),
        "title": poll.title,
        "instrument": poll.instrument,
        "parameters": poll.parameters,
        "subjects": poll.subjects,
        "classes": [
            {"class": each.name, "entitled": each.entitled, "present": each.present,
             "issued": each.out}
            for each in queries.turnout_by_class(poll)
        ],
        "ballots": queries.opened_ballots(poll),
        "digest": poll.opened_digest,
        "write_ins": [
            {"written": each.written, "subject": each.subject, "name": each.name,
             "unit": each.unit}
            for each in decided
        ],
        "write_ins_digest": poll.write_ins_digest,
        "texts": [
            {"key": each.key, "subject": each.subject, "note": each.note, "text": each.text}
            for each in poll.opened_texts.all()
        ],
        "texts_digest": poll.texts_digest,
        "first_round": None if poll.first_round is None else export_of(poll.first_round),
        "result": poll.result,
    }  # fmt: skip
