"""Drawing lots: the same for everybody who draws again, and no order likelier than another."""

import importlib.util
from collections import Counter
from itertools import permutations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.selection.contest.draw import chosen, commitment_of, drawn, read_aloud

NONCES = st.binary(min_size=32, max_size=32)
LOTS = st.lists(st.text("0123456789甲乙丙", min_size=1, max_size=6), unique=True, max_size=60)


def script() -> ModuleType:
    """`scripts/draw.py`, which shares no code with the program."""
    path = Path(__file__).parents[2] / "scripts/draw.py"
    spec = importlib.util.spec_from_file_location("draw_script", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


AGAIN = script()


@settings(max_examples=60)
@given(nonce=NONCES, value=st.text(max_size=20), lots=LOTS)
def test_everybody_who_draws_again_finds_the_same_order(
    nonce: bytes, value: str, lots: list[str]
) -> None:
    result = drawn(nonce, value, lots)
    assert sorted(result) == sorted(lots)
    assert AGAIN.shuffled(lots, nonce, value) == result


@given(nonce=NONCES, other=NONCES, lots=LOTS)
def test_a_commitment_binds_nonce_and_lots(nonce: bytes, other: bytes, lots: list[str]) -> None:
    shown = commitment_of(nonce, lots)
    assert (commitment_of(other, lots) == shown) == (nonce == other)
    assert commitment_of(nonce, [*lots, "另加"]) != shown


def test_every_order_is_equally_likely() -> None:
    # 6000 draws of three lots: each of the six orders is expected 1000 times. With five degrees of
    # freedom chi-squared passes 30 in less than 2 of 100 000 series; the series is fixed here.
    counts = Counter(
        tuple(drawn(b"nonce", str(number), ["甲", "乙", "丙"])) for number in range(6000)
    )
    assert set(counts) == set(permutations(["甲", "乙", "丙"]))
    squared = sum((count - 1000) ** 2 / 1000 for count in counts.values())
    assert squared < 30


def test_full_width_figures_and_blanks_read_aloud_count_as_the_same() -> None:
    assert read_aloud(" ４ 2\t6 ") == "426"
    assert drawn(b"n", "４ 2 6", list("abcde")) == drawn(b"n", "426", list("abcde"))


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from("甲乙丙丁")), max_size=12),
    st.integers(1, 5),
)
def test_the_examiners_chosen_keep_the_composition_or_nobody_is_chosen(
    people: list[tuple[bool, bool, str]], number: int
) -> None:
    pool = [(place, *one) for place, one in enumerate(people)]
    at_least = [(lambda one: one[1], 1), (lambda one: one[2], 1), (lambda one: not one[2], 1)]
    try:
        found = chosen(pool, number, at_least=at_least, at_most=[(lambda one: one[3], 2)])
    except ValueError:
        return
    assert len(set(found)) == number
    units = Counter(one[3] for one in found)
    assert max(units.values()) <= 2
    if number >= 3:
        # With a place for each minimum, each is kept.
        assert sum(one[2] for one in found) >= 1
        assert sum(not one[2] for one in found) >= 1


def test_the_first_drawn_are_taken_unless_a_minimum_would_be_lost() -> None:
    pool = [("a", "男"), ("b", "男"), ("c", "男"), ("d", "女")]
    women = [(lambda one: one[1] == "女", 1)]
    assert chosen(pool, 3, at_least=women) == [pool[0], pool[1], pool[3]]
    assert chosen(pool, 3) == pool[:3]
    with pytest.raises(ValueError, match="no lot"):
        chosen(pool[:3], 3, at_least=women)
