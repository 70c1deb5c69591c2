"""Two people doing the same thing at once: one does it, the other is refused."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.selection import county as made_up
from tests.selection import short_case, whole_case
from tests.selection.county import ENTRY, LEADER, STAFF
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.verification import verify_stream
from xuanxian.registry import services as registry
from xuanxian.registry.models import PostHolding
from xuanxian.selection import models, services

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deed: Callable[[], object], times: int = 3) -> list[str]:
    """Do `deed` in several connections at the same moment; what each said, "" when done."""
    return together([deed] * times)


def together(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """Do `deeds` in a connection each at the same moment; what each said, "" when done."""
    ready = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> str:
        try:
            with clock.set_to(whole_case.NOTICE_OVER):
                ready.wait(20)
                deed()
        except Refusal as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


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


def appointed_at_once(candidacies: Sequence[models.Candidacy]) -> list[str]:
    """Appoint all of them at the same moment; what those refused were told."""
    for candidacy in candidacies:
        short_case.carried_to_appointment(candidacy)
    said = together([lambda one=one: short_case.appoint(one) for one in candidacies])
    for candidacy in candidacies:
        assert verify_stream(candidacy.round.stream) == []
    return [text for text in said if text]


def test_two_rounds_at_once_fill_a_post_once() -> None:
    if in_memory():
        pytest.skip("connections to an SQLite store in memory share one transaction")
    county = made_up.county(approved=2)
    newcomer = registry.enter_dossier(made_up.dossier("钱某丁"), actor=ENTRY, source="测试")
    told = appointed_at_once(
        [
            short_case.proposed(county, county.post, county.people[1]),
            short_case.proposed(county, county.post, newcomer, title="第二批"),
        ]
    )
    assert len(told) == 1
    assert "没有空缺" in told[0]
    assert PostHolding.objects.filter(post=county.post, held_until__isnull=True).count() == 1


def test_two_rounds_at_once_take_the_last_seat_of_a_rank_once() -> None:
    if in_memory():
        pytest.skip("connections to an SQLite store in memory share one transaction")
    county = made_up.county(approved=2)
    newcomer = registry.enter_dossier(made_up.dossier("钱某丁"), actor=ENTRY, source="测试")
    candidacies = [
        short_case.proposed(county, county.post, county.people[1]),
        short_case.proposed(county, short_case.second_post(county), newcomer, title="第二批"),
    ]
    registry.approve_establishment(
        county.bureau, rank="1A42", approved=1, valid_from=whole_case.NOTICE, actor=ENTRY
    )
    told = appointed_at_once(candidacies)
    assert len(told) == 1
    assert "超配1名" in told[0]


def test_a_person_of_two_rounds_takes_up_one_post_at_once() -> None:
    if in_memory():
        pytest.skip("connections to an SQLite store in memory share one transaction")
    county = made_up.county(approved=2)
    person = county.people[1]
    told = appointed_at_once(
        [
            short_case.proposed(county, county.post, person),
            short_case.proposed(county, short_case.second_post(county), person, title="第二批"),
        ]
    )
    assert len(told) == 1
    assert "没有允许兼任" in told[0]
    assert PostHolding.objects.filter(person=person, held_until__isnull=True).count() == 1
