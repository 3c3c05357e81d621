"""What a backup says of itself, by which a restore is checked."""

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORM = 1
# The last seal and every published document, as one text. Written in SQL so that a
# restored database can be asked the same before it is believed.
HEADS = """
    SELECT coalesce(
               (SELECT number || ' ' || digest FROM public.ledger_seal
                ORDER BY number DESC LIMIT 1), '-')
        || coalesce(
               (SELECT string_agg(
                    concat(E'\\n', year.code, ' ', found.number, ' ', found.digest), ''
                    ORDER BY year.code COLLATE "C", found.number)
                FROM public.iteration_publication found
                JOIN public.proposals_period year ON year.id = found.period_id), '')
"""
# Documents whose text is not what their digest says.
CHANGED = """
    SELECT count(*) FROM public.iteration_publication
    WHERE encode(sha256(convert_to(body, 'UTF8')), 'hex') <> digest
"""


def manifest():
    """Of the database as the current transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), current_setting('server_version')")
        at, server = cursor.fetchone()
        cursor.execute(HEADS)
        heads = cursor.fetchone()[0]
        cursor.execute("SELECT max(at) FROM public.ledger_seal")
        sealed = cursor.fetchone()[0]
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "commonplan_backup": FORM,
        "made_at": at.isoformat(),
        "sealed_at": sealed and sealed.isoformat(),
        "version": settings.VERSION,
        "postgresql": server,
        "migrations": sorted(".".join(each) for each in applied),
        "heads": heads,
    }


def head(found):
    """The last seal a manifest names, for a person."""
    seal, *documents = found["heads"].split("\n")
    if not found["sealed_at"]:
        return {"seal": "0", "at": "-", "documents": len(documents)}
    return {
        "seal": seal,
        "at": found["sealed_at"][:19],
        "documents": len(documents),
    }
