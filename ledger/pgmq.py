"""The tables and functions of the pgmq broker, in the same database as the rest."""

from pgmq import get_embedded_install_sql

# One number for all who install; it means nothing but this.
LOCK = 0x70676D71


def install(schema_editor):
    """Make the schema ``pgmq`` where there is none. For use in a migration.

    Two migrations of two processes at the same moment install it once. It needs no
    extension, so the database's owner may do it.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SELECT to_regnamespace('pgmq') IS NULL")
        if cursor.fetchone()[0]:
            # No parameters, or its percent signs would be taken for places.
            cursor.execute(get_embedded_install_sql())


def uninstall(schema_editor):
    """The reverse of ``install``: the queues go, with what waits in them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
