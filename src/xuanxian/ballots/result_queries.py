"""What is read of a count once it stands: names matched, who has signed."""

import hashlib

import rfc8785

from xuanxian.ballots.models import Poll, ResultSignature
from xuanxian.ballots.write_ins import WRITTEN, Matching, digest_of


def matching(poll: Poll) -> Matching:
    """What tellers have decided about written names; nothing before all of it is agreed."""
    if not poll.write_ins_digest:
        return {}
    return {each.written: each.write_in for each in poll.write_in_decisions.all()}


def write_ins_digest(poll: Poll) -> str:
    """The root over the tellers' decisions on written names, as it stands on the record."""
    return digest_of(
        (each.written, each.subject, each.name, each.unit) for each in poll.write_in_decisions.all()
    )


def unmatched(poll: Poll) -> dict[str, int]:
    """Names written on valid ballots that still count under themselves → how often."""
    result = poll.tally_result
    if result is None or poll.write_ins_digest:
        return {}
    return {
        one.subject.removeprefix(WRITTEN): one.counts["得票"]
        for one in result.subjects
        if one.subject.startswith(WRITTEN)
    }


def is_final(poll: Poll) -> bool:
    """Whether the poll is counted and no written name waits for the tellers."""
    return poll.result is not None and not unmatched(poll)


def result_digest(poll: Poll) -> str:
    """What a signature under the result is bound to."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(poll.result)).hexdigest()


def signatures(poll: Poll) -> list[ResultSignature]:
    """Who has signed the result as it stands; signatures under an earlier one no longer count."""
    if poll.result is None:
        return []
    return list(poll.result_signatures.filter(result_digest=result_digest(poll)))


def rejected_before(poll: Poll) -> dict[str, Poll]:
    """Who on a decision was voted on before, for the same, and did not pass: name → latest vote.

    Whether and when the same proposal may return is for the policy of the meeting to say.
    """
    if poll.purpose != "decision":
        return {}
    proposed = {(each.id, each.proposal) for each in poll.subject_list}
    earlier = Poll.objects.filter(
        purpose="decision", unit_code=poll.unit_code, prepared_at__lt=poll.prepared_at
    ).exclude(result=None)
    found = {}
    if poll.first_round_id is not None:
        earlier = earlier.exclude(pk=poll.first_round_id)
    for other in earlier.order_by("prepared_at"):
        result = other.tally_result
        for subject in other.subject_list:
            one = result.of(subject.id) if result else None
            if (subject.id, subject.proposal) in proposed and one and one.passed is False:
                found[subject.name] = other
    return found
