"""Putting a sealed envelope into the box: one request to the store, and by itself a transaction.

On PostgreSQL it is a function of the store. It takes the poll's shared lock first and looks at the
poll after, so that no ballot commits once the poll was closed; and the store keeps the plan of what
it does, without which a cast would cost more there than a naive insert (benchmarks/casting.py).
SQLite has one writer at a time and needs no lock.
"""

from uuid import UUID

from django.db import connection, connections

from xuanxian.ballots.models import Poll, Slip
from xuanxian.ballots.services.locking import lock_number

_UPDATE = (
    f"UPDATE {Slip._meta.db_table} SET envelope = {{envelope}}"  # noqa: S608  (our own tables)
    f" WHERE code_hash = {{slip}} AND state = '{Slip.State.ISSUED}' AND envelope IS NULL"
    f" AND EXISTS (SELECT 1 FROM {Poll._meta.db_table} AS poll"
    f" WHERE poll.id = poll_id AND poll.state = '{Poll.State.OPEN}')"
)
_BY_HAND = _UPDATE.format(envelope="%s", slip="%s")
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION ballots_put(slip text, sealed bytea, poll_lock bigint)
    RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(poll_lock);
        -- Begun after the lock is held, so it sees what a closing before it has committed.
        {_UPDATE.format(envelope="sealed", slip="slip")};
        RETURN FOUND;
    END $$
"""


def install(using: str, **_: object) -> None:
    """Make the function, where the store needs it; again after every migration."""
    store = connections[using]
    if store.vendor == "postgresql" and Slip._meta.db_table in store.introspection.table_names():
        with store.cursor() as cursor:
            cursor.execute(_FUNCTION)


def put(poll: UUID, slip: str, sealed: bytes) -> bool:
    """Put `sealed` into the row of `slip`, the hash of its code; durable when it returns True.

    False when the slip is void or used, or the poll is not open.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT ballots_put(%s, %s, %s)", [slip, sealed, lock_number(poll)])
            return bool(cursor.fetchone()[0])
        cursor.execute(_BY_HAND, [sealed, slip])
        return cursor.rowcount == 1
