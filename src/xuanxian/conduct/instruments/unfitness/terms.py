"""What unfitness is written in: grounds and their readings, ways of adjusting, what is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import model_validator

from xuanxian.conduct.instruments.deadlines import Deadline
from xuanxian.conduct.instruments.declared import refuse_repeated
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Facts, Named, Part


class Reading(Named):
    """One way in which a rule of the source can be read.

    Attributes:
        when: the condition under this reading.
    """

    when: str


class Ground(Part):
    """One ground (情形).

    Attributes:
        group: heading it stands under.
        when: condition over the values; "" where people establish it.
        readings: conditions, when the source can be read in more ways than one.
        chosen: the reading in force, by title: `$name` of a parameter, or the title. While it is
            open, the ground is certain only where all readings agree.
    """

    id: str
    title: str
    group: str = ""
    when: str = ""
    readings: tuple[Reading, ...] = ()
    chosen: str = ""
    verdict: Verdict = Verdict.HOLD
    cite: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> "Ground":
        if self.when and self.readings:
            raise ValueError(f"“{self.title}”同时写了 when 和 readings，请留一个。")
        if len(self.readings) == 1:
            raise ValueError(f"“{self.title}”只有一种读法，请改写成 when。")
        refuse_repeated((each.title for each in self.readings), "readings › title")
        return self


class Bar(Part):
    """What a way out keeps somebody from, and how long."""

    matter: str
    lasts: Deadline
    verdict: Verdict = Verdict.BAR


class Way(Named):
    """One way of adjusting somebody (调整方式).

    Attributes:
        when: for whom it is meant, in words.
        bars: what it keeps somebody from for a time.
    """

    when: str = ""
    bars: tuple[Bar, ...] = ()
    cite: str = ""


class UnfitnessFacts(Facts):
    """What is known of one person.

    Attributes:
        values: figures and circumstances; what is missing is unknown.
        situations: situations people established, by id or title: true, false, or null while it
            is not clear. One not named was not raised.
        started_on, done: the procedure: when it began, and step → day done.
        way: how the person was adjusted; adjusted_on: from when.
        matter: the matter asked about.
    """

    as_of: date | None = None
    values: Mapping[str, Any] = {}
    situations: Mapping[str, bool | None] = {}
    started_on: date | None = None
    done: Mapping[str, date] = {}
    way: str = ""
    adjusted_on: date | None = None
    matter: str = ""
