"""Identity numbers by GB 11643-1999, in an area code that no place bears."""

from datetime import date
from random import Random

from stdnum.cn import ric

from xuanxian.demonstration.county.places import described


class IdentityNumbers:
    """Gives numbers without repeating one."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, random: Random, *, birth: date, is_woman: bool) -> str:
        """A number whose date, sex digit and check digit are right."""
        while True:
            order = random.randrange(1, 500) * 2 - (0 if is_woman else 1)
            body = f"{described()['area_code']}{birth:%Y%m%d}{order:03}"
            number = body + ric.calc_check_digit(body + "0")
            if number not in self._given:
                self._given.add(number)
                return number
