"""Triggers in the store that refuse to change or drop entries, whoever asks.

The one change they let pass is the erasure of content under a retention rule: `body` and `salt`
becoming null together while everything that was hashed stays.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE_INSTALL = [
    """
    CREATE TRIGGER record_entry_no_delete BEFORE DELETE ON record_entry
    BEGIN SELECT RAISE(ABORT, 'record entries are never deleted'); END
    """,
    """
    CREATE TRIGGER record_entry_no_update BEFORE UPDATE ON record_entry
    WHEN NOT (
        NEW.id IS OLD.id AND NEW.stream_id IS OLD.stream_id AND NEW.number IS OLD.number
        AND NEW.kind IS OLD.kind AND NEW.recorded_at IS OLD.recorded_at
        AND NEW.actor_account IS OLD.actor_account AND NEW.actor_name IS OLD.actor_name
        AND NEW.actor_role IS OLD.actor_role AND NEW.header IS OLD.header
        AND NEW.digest IS OLD.digest AND NEW.body IS NULL AND NEW.salt IS NULL
    )
    BEGIN SELECT RAISE(ABORT, 'record entries are never changed'); END
    """,
    # INSERT OR REPLACE drops the row in its way without asking the trigger on DELETE.
    """
    CREATE TRIGGER record_entry_no_replace BEFORE INSERT ON record_entry
    WHEN EXISTS (
        SELECT 1 FROM record_entry
        WHERE id = NEW.id OR (stream_id = NEW.stream_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'record entries are never changed'); END
    """,
]
_SQLITE_REMOVE = [
    "DROP TRIGGER IF EXISTS record_entry_no_delete",
    "DROP TRIGGER IF EXISTS record_entry_no_update",
    "DROP TRIGGER IF EXISTS record_entry_no_replace",
]
_POSTGRESQL_INSTALL = [
    """
    CREATE OR REPLACE FUNCTION record_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
            AND (NEW.id, NEW.stream_id, NEW.number, NEW.kind, NEW.recorded_at, NEW.actor_account,
                 NEW.actor_name, NEW.actor_role, NEW.header, NEW.digest)
                IS NOT DISTINCT FROM
                (OLD.id, OLD.stream_id, OLD.number, OLD.kind, OLD.recorded_at, OLD.actor_account,
                 OLD.actor_name, OLD.actor_role, OLD.header, OLD.digest)
            AND NEW.body IS NULL AND NEW.salt IS NULL
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'record entries are never changed or deleted';
    END $$
    """,
    """
    CREATE TRIGGER record_entry_no_change BEFORE UPDATE OR DELETE ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_entry_refuse()
    """,
    """
    CREATE TRIGGER record_entry_no_truncate BEFORE TRUNCATE ON record_entry
    FOR EACH STATEMENT EXECUTE FUNCTION record_entry_refuse()
    """,
]
_POSTGRESQL_REMOVE = [
    "DROP TRIGGER IF EXISTS record_entry_no_change ON record_entry",
    "DROP TRIGGER IF EXISTS record_entry_no_truncate ON record_entry",
    "DROP FUNCTION IF EXISTS record_entry_refuse()",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place. Other stores than SQLite and PostgreSQL are left without."""
    _run(connection, {"sqlite": _SQLITE_INSTALL, "postgresql": _POSTGRESQL_INSTALL})


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for undoing the migration and for emptying a test store."""
    _run(connection, {"sqlite": _SQLITE_REMOVE, "postgresql": _POSTGRESQL_REMOVE})


def _run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, []):
            cursor.execute(statement)
