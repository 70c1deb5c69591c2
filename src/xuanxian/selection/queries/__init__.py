"""The reads of selection that pages, forms and documents share."""

from xuanxian.selection.queries.case_facts import case_facts, facts_of_round, rules_of
from xuanxian.selection.queries.completeness import ItemState, LinkState, completeness
from xuanxian.selection.queries.deadlines import deadlines_for
from xuanxian.selection.queries.need_to_know import (
    answers_letter,
    letter_open_to,
    material_open_to,
    need_to_know,
    reads_of,
    roles_at,
    works_at,
)
from xuanxian.selection.queries.shell import (
    address_of_candidacy,
    address_of_round,
    candidacies_in_scope,
    round_in_scope,
    rounds_in_scope,
    todos_of,
)
from xuanxian.selection.queries.standing import (
    Blocking,
    Board,
    BoardRow,
    Cell,
    Progress,
    StageView,
    board,
    gate,
    next_step,
    stage_view,
    standings,
)

__all__ = [
    "Blocking",
    "Board",
    "BoardRow",
    "Cell",
    "ItemState",
    "LinkState",
    "Progress",
    "StageView",
    "address_of_candidacy",
    "address_of_round",
    "answers_letter",
    "board",
    "candidacies_in_scope",
    "case_facts",
    "completeness",
    "deadlines_for",
    "facts_of_round",
    "gate",
    "letter_open_to",
    "material_open_to",
    "need_to_know",
    "next_step",
    "reads_of",
    "roles_at",
    "round_in_scope",
    "rounds_in_scope",
    "rules_of",
    "stage_view",
    "standings",
    "todos_of",
    "works_at",
]
