"""Opened ballots as data that `scripts/recount.py` counts again. Exporting is for the caller to
put on the record: answers that go together can identify a ballot."""

from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from xuanxian.ballots import queries
from xuanxian.ballots.box_digest import root_of
from xuanxian.ballots.counting import Turnout
from xuanxian.ballots.models import Poll
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.random_keys import random_key
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import Parameters, write_parameters


def export_of(poll: Poll) -> dict[str, Any]:
    """Everything a recount needs, the first round included, and the result it is compared with.

    Raises:
        Refusal: nothing was opened yet, or the poll is signed.
    """
    if poll.result is None or not poll.is_secret:
        raise Refusal(f"“{poll.title}”没有开出的票。", mend="只有已开箱的无记名投票可以导出。")
    decided = poll.write_in_decisions.all() if poll.write_ins_digest else ()
    return {
        "format": "xuanxian-opened-ballots/2",
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


def export_questionnaires(
    form: Questionnaire,
    opened: Sequence[tuple[str, FilledForm]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
    result: QuestionnaireResult,
    *,
    title: str,
) -> dict[str, Any]:
    """Questionnaires as data for a recount, under fresh random keys and in their order."""
    ballots: list[dict[str, Any]] = sorted(
        (
            {
                "key": random_key(),
                "class": voters,
                "content": {
                    "answers": {
                        question: answers.model_dump(mode="json", exclude_defaults=True)
                        for question, answers in filled.answers.items()
                    },
                    "texts": dict(filled.texts),
                },
            }
            for voters, filled in opened
        ),
        key=lambda one: str(one["key"]),
    )
    return {
        "format": "xuanxian-questionnaires/1",
        "title": title,
        "instrument": form.model_dump(mode="json", by_alias=True),
        "parameters": write_parameters(parameters),
        "classes": [
            {"class": name, "entitled": each.entitled, "present": each.present,
             "issued": each.issued}
            for name, each in turnout.items()
        ],
        "ballots": ballots,
        "digest": root_of([rfc8785.dumps(each) for each in ballots]),
        "result": result.model_dump(mode="json"),
    }  # fmt: skip
