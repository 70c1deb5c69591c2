"""What an adopted policy says of the discussion before a vote, as plain data. Pure.

The kind `meeting` belongs to a room below this one, so its instruments are read by what stands in
them, not by their class.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xuanxian.policy.kinds import Instrument

_KIND = "meeting"


@dataclass(frozen=True)
class DiscussionRules:
    """The rules of one body's meeting.

    Attributes:
        body: the body that decides.
        chief_last: whether the principal leader gives his opinion last.
        recused_entitled: whether members who leave the room count in 应到; None where the policy
            does not say.
        recused_present: the same of 实到.
        deferral: when a wish to defer carries, over 应到, 实到, 回避 and 缓议; "" where the policy
            does not say.
    """

    body: str = ""
    chief_last: bool = False
    recused_entitled: bool | None = None
    recused_present: bool | None = None
    deferral: str = ""

    @classmethod
    def of(cls, instruments: Iterable[Instrument], ballot_id: str) -> "DiscussionRules":
        """The rules of the meeting that votes with the ballot `ballot_id`; none where none does."""
        for instrument in instruments:
            if instrument.kind != _KIND or getattr(instrument, "ballot", "") != ballot_id:
                continue
            said = instrument.model_dump(mode="json", exclude_unset=True)
            recusal = said.get("recusal")
            counted: Mapping[str, bool] = (
                instrument.model_dump(mode="json")["recusal"] if recusal else {}
            )
            return cls(
                body=str(said.get("body", "")),
                chief_last=bool(said.get("chief_speaks_last", False)),
                recused_entitled=counted.get("in_due"),
                recused_present=counted.get("in_present"),
                deferral=str(said.get("deferral", "")),
            )
        return cls()
