"""The instrument of a poll in words, its parameters in place."""

import re

from xuanxian.ballots.models import Poll
from xuanxian.policy.expressions import Expression, ExpressionFault, Quantity

_PARAMETER = re.compile(r"〔(\w+)〕|\$(\w+)")


def rules_of(poll: Poll) -> list[str]:
    """How this poll is voted and counted, one Chinese sentence or two a paragraph."""
    instrument, parameters = poll.form.instrument, poll.parameter_values
    quantities = {name: Quantity.of(value) for name, value in parameters.items()}
    spoken: dict[str, str] = {}
    for stated in instrument.expressions():
        if not stated.names:
            continue  # bare numbers stand in sentences that bring their own unit
        try:
            expression = Expression.parse(stated.text, stated.names, quantities)
        except ExpressionFault:
            continue  # preparing the poll read every expression; what is left shows as it stands
        spoken[stated.text] = expression.spoken()

    def value_of(match: re.Match[str]) -> str:
        quantity = quantities.get(match[1] or match[2])
        if quantity is None:
            return match[0]
        return Quantity(quantity.value, written=quantity.written).shown()

    paragraphs = []
    for paragraph in instrument.explain():
        for text in sorted(spoken, key=len, reverse=True):
            paragraph = paragraph.replace(text, spoken[text])
        paragraphs.append(_PARAMETER.sub(value_of, paragraph))
    return paragraphs
