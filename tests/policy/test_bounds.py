"""Numbers and nesting that would keep the machine busy are refused before they are computed."""

import time

import pytest

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.expressions import NUMBER, Expression, ExpressionFault
from xuanxian.policy.policy_file import parse

NATIONAL = "国家/党政领导干部选拔任用"


@pytest.fixture(autouse=True)
def _at_once():
    """10 ** 99999999 takes minutes; a refusal takes none of them."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("number", ["1e99999999", "1e-99999999", "1E9", "9" * 31, "0." + "1" * 40])
def test_a_number_with_an_exponent_or_too_many_digits_is_refused(number: str) -> None:
    with pytest.raises(ExpressionFault, match="不是通常写法的数"):
        Expression.parse(f"票数 > {number}", {"票数": NUMBER}, {})


@pytest.mark.parametrize("number", ["0.5", "100", "1234567890.25"])
def test_a_number_as_people_write_it_is_read(number: str) -> None:
    assert Expression.parse(f"{number} > 0", {}, {}).holds({}) is True


@pytest.mark.parametrize("typed", ["1e99999999", "1e9", "1_000", "9" * 40])
def test_a_parameter_typed_on_adoption_is_refused_the_same_way(typed: str) -> None:
    policy = catalogue.load(NATIONAL)
    with pytest.raises(Refusal, match="recommendation_names"):
        parameters.with_parameters(policy, {"recommendation_names": typed})


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "a: " + "{a: " * 5000])
def test_nesting_is_refused_while_reading(text: str) -> None:
    with pytest.raises(Refusal, match="嵌套太深"):
        parse(text, where="制度.yaml")
