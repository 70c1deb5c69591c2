"""Two people doing the same thing at once: one does it, the other is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.verification import verify_stream
from xuanxian.selection import models, services

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deed: Callable[[], object], times: int = 3) -> list[str]:
    """Do `deed` in several connections at the same moment; what each said, "" when done."""
    ready = Barrier(times)

    def one(_: int) -> str:
        try:
            with clock.set_to(whole_case.NOTICE_OVER):
                ready.wait(20)
                deed()
        except Refusal as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def in_memory() -> bool:
    """Whether the store is one that other connections cannot share."""
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


def test_an_appointment_is_made_once() -> None:
    if in_memory():
        pytest.skip("connections to an SQLite store in memory share one transaction")
    case = whole_case.appointing()
    candidacy = models.Candidacy.objects.get(pk=case.candidacy.pk)

    said = at_once(
        lambda: services.appoint(
            candidacy,
            document_number="某组干〔2026〕8号",
            effective_on=whole_case.NOTICE_OVER,
            actor=LEADER,
        )
    )

    assert sorted(text != "" for text in said) == [False, True, True]
    assert all("已经任职" in text for text in said if text)
    holdings = case.county.people[0].post_holdings.filter(post=case.county.post)
    assert holdings.count() == 1
    assert verify_stream(case.round.stream) == []


def test_a_letter_is_sent_once() -> None:
    if in_memory():
        pytest.skip("connections to an SQLite store in memory share one transaction")
    case = whole_case.clearing()
    candidacy = models.Candidacy.objects.get(pk=case.candidacy.pk)
    said = at_once(lambda: services.send_letter([candidacy], "discipline", actor=STAFF))
    assert sorted(text != "" for text in said) == [False, True, True]
    assert candidacy.letters.count() == 1
