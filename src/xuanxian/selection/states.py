"""The states of a candidacy and the moves between them: one table, which nothing goes around.

A state is what people did, never what a gate says: the gate's verdict stands beside it as advice.
No state ends by itself on a day; a day only opens or closes a move. Pure.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a candidacy is, whatever stage it stands in."""

    ACTIVE = "active"
    HELD = "held"
    BARRED = "barred"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    VOID = "void"
    APPOINTED = "appointed"
    ON_PROBATION = "on_probation"
    CONFIRMED = "confirmed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The word users read."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """What it means, one Chinese sentence for people who ask."""
        return _MEANINGS[self]


_LABELS: Mapping[str, str] = {
    "active": "进行中",
    "held": "暂缓",
    "barred": "不得",
    "deferred": "缓议",
    "rejected": "否决",
    "withdrawn": "本人退出",
    "dropped": "终止",
    "void": "作废",
    "appointed": "任职",
    "on_probation": "试用",
    "confirmed": "转正",
    "returned": "回原职级",
}

_MEANINGS: Mapping[str, str] = {
    "active": "正在各环节中办理。",
    "held": "经决定先放一放，写明由谁负责、什么条件下恢复、何时复查。",
    "barred": "在某日或某事之前不得继续，到时由人决定是否恢复。",
    "deferred": "会议决定缓议，重新提交会议或退回补充后再议。",
    "rejected": "会议没有通过，能否再次提出按制度的规定。",
    "withdrawn": "本人提出退出。",
    "dropped": "没有继续作为人选，如未列为考察对象。",
    "void": "结果或任职作废，如违反程序、推荐结果过期。",
    "appointed": "已经任职；没有试用期的，到此办结。",
    "on_probation": "正在试用期内。",
    "confirmed": "试用期考核合格，正式任职。",
    "returned": "免去试任职务，按试任前的职级安排。",
}


class Move(StrEnum):
    """What people do that decides the state."""

    MOVE_ON = "move_on"
    SEND_BACK = "send_back"
    HOLD = "hold"
    RESUME = "resume"
    BAR = "bar"
    WITHDRAW = "withdraw"
    DROP = "drop"
    VOID = "void"
    CONVENE = "convene"
    APPROVE = "approve"
    DEFER = "defer"
    REJECT = "reject"
    APPOINT = "appoint"
    BEGIN_PROBATION = "begin_probation"
    EXTEND = "extend"
    CONFIRM = "confirm"
    RETURN = "return"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        """What is done, in Chinese."""
        return _MOVES[self][1]

    @property
    def verb(self) -> str:
        """The verb of the service that does it; the policy says who may."""
        return _MOVES[self][0]


_MOVES: Mapping[str, tuple[str, str]] = {
    "move_on": ("move_stage", "提交下一环节"),
    "send_back": ("send_back", "退回前面的环节"),
    "hold": ("hold_candidate", "暂缓"),
    "resume": ("resume_candidate", "恢复"),
    "bar": ("bar_candidate", "列为不得"),
    "withdraw": ("withdraw_candidate", "登记本人退出"),
    "drop": ("drop_candidate", "终止"),
    "void": ("void_candidate", "宣布作废"),
    "convene": ("convene", "提交会议讨论"),
    "approve": ("record_decision", "登记同意"),
    "defer": ("record_decision", "登记缓议"),
    "reject": ("record_decision", "登记不同意"),
    "appoint": ("appoint", "办理任职"),
    "begin_probation": ("move_stage", "进入试用期"),
    "extend": ("assess_probation", "延长试用期"),
    "confirm": ("assess_probation", "试用期满转正"),
    "return": ("return_candidate", "免去试任职务"),
    "complete": ("move_stage", "办结"),
}

_S = State
TRANSITIONS: Mapping[Move, Mapping[State, State]] = MappingProxyType(
    {
        Move.MOVE_ON: {_S.ACTIVE: _S.ACTIVE},
        Move.SEND_BACK: {_S.ACTIVE: _S.ACTIVE, _S.DEFERRED: _S.ACTIVE},
        Move.HOLD: {_S.ACTIVE: _S.HELD, _S.DEFERRED: _S.HELD},
        Move.RESUME: {_S.HELD: _S.ACTIVE, _S.BARRED: _S.ACTIVE},
        Move.BAR: {_S.ACTIVE: _S.BARRED, _S.HELD: _S.BARRED, _S.DEFERRED: _S.BARRED},
        Move.WITHDRAW: dict.fromkeys(
            (_S.ACTIVE, _S.HELD, _S.BARRED, _S.DEFERRED), _S.WITHDRAWN
        ),
        Move.DROP: dict.fromkeys((_S.ACTIVE, _S.HELD, _S.BARRED, _S.DEFERRED), _S.DROPPED),
        Move.VOID: dict.fromkeys(
            (
                _S.ACTIVE, _S.HELD, _S.BARRED, _S.DEFERRED,
                _S.APPOINTED, _S.ON_PROBATION, _S.CONFIRMED,
            ),
            _S.VOID,
        ),
        Move.CONVENE: {
            _S.ACTIVE: _S.ACTIVE, _S.DEFERRED: _S.ACTIVE, _S.REJECTED: _S.ACTIVE,
        },
        Move.APPROVE: {_S.ACTIVE: _S.ACTIVE},
        Move.DEFER: {_S.ACTIVE: _S.DEFERRED},
        Move.REJECT: {_S.ACTIVE: _S.REJECTED},
        Move.APPOINT: {_S.ACTIVE: _S.APPOINTED},
        Move.BEGIN_PROBATION: {_S.APPOINTED: _S.ON_PROBATION},
        Move.EXTEND: {_S.ON_PROBATION: _S.ON_PROBATION},
        Move.CONFIRM: {_S.ON_PROBATION: _S.CONFIRMED},
        Move.RETURN: {_S.ON_PROBATION: _S.RETURNED},
        Move.COMPLETE: {_S.APPOINTED: _S.APPOINTED, _S.CONFIRMED: _S.CONFIRMED},
    }
)  # fmt: skip
"""Move → the states it starts from → the state it leads to. What is not here cannot be done."""

AT_WORK = frozenset({State.ACTIVE, State.APPOINTED, State.ON_PROBATION})
"""Where the work of a stage goes on."""

STOPPED = frozenset({State.HELD, State.BARRED, State.DEFERRED})
"""Where the work stands still and may go on later; what arrives meanwhile is still taken in."""

ENDED = frozenset({State.REJECTED, State.WITHDRAWN, State.DROPPED, State.VOID, State.RETURNED})
"""Where a candidacy ends as soon as it is reached. Appointed and confirmed end with COMPLETE."""

IN_THE_RUNNING = frozenset(set(State) - ENDED - {State.BARRED})
"""Who counts as a candidate of a post, for the ratio of people to seats."""


APPEALABLE = frozenset(
    {
        State.HELD, State.BARRED, State.DEFERRED, State.REJECTED, State.DROPPED, State.VOID,
        State.RETURNED,
    }
)  # fmt: skip
"""Decisions that the person may appeal where the policy lets him."""


class ImpossibleMoveError(Exception):
    """A move that the table does not have; services refuse before it can come to this."""


def allows(state: State | str, move: Move) -> bool:
    """Whether `move` may be made from `state`."""
    return State(state) in TRANSITIONS[move]


def permits(
    state: State | str, *, ended: bool, moves: Collection[Move] = (), receiving: bool = False
) -> bool:
    """Whether something may be done to somebody in `state`.

    Args:
        ended: the candidacy has ended, completed ones included.
        moves: what is done moves the state, in one of these ways; () when it does not.
        receiving: it only takes in what arrives, as a reply.
    """
    here = State(state)
    if moves:
        # What is completed can only be declared void; what failed may come back where it may.
        open_ones = [move for move in moves if move is Move.VOID or not ended or here in ENDED]
        return any(allows(here, move) for move in open_ones)
    if ended:
        return False
    return here in AT_WORK or (receiving and here in STOPPED)


def moves_of(verb: str) -> tuple[Move, ...]:
    """The moves that a verb of the services may make, () when it makes none."""
    return tuple(move for move in Move if move.verb == verb)


def sources(*moves: Move) -> frozenset[State]:
    """The states from which one of `moves` may be made."""
    return frozenset(state for move in moves for state in TRANSITIONS[move])


def after(state: State | str, move: Move) -> State:
    """The state that `move` leads to from `state`.

    Raises:
        ImpossibleMoveError: it cannot be made from there.
    """
    try:
        return TRANSITIONS[move][State(state)]
    except KeyError:
        raise ImpossibleMoveError(f"{move} from {state}") from None


def state_of(moves: Iterable[Move]) -> State:
    """The state of somebody proposed and then moved so.

    Raises:
        ImpossibleMoveError: one of them cannot be made where it stands.
    """
    state = State.ACTIVE
    for move in moves:
        state = after(state, move)
    return state
