"""What a restore is compared by, and databases beside the one of the test."""

import psycopg
from django.db import connection

from config.manifest import manifest
from iteration.models import Publication
from ledger.models import Record
from ledger.verify import faults
from tests.brokers.running import database_url


def administer(statement):
    with psycopg.connect(database_url(connection, "postgres"), autocommit=True) as at:
        at.execute(statement)


def clone(name, original):
    """A copy of a database, which nobody may be using: leftovers are sent away."""
    administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{original}'"
    )
    administer(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')


def outcome():
    documents = Publication.objects.order_by("period__code", "number")
    return (
        manifest()["heads"],
        list(documents.values_list("digest", "body")),
        list(Record.objects.order_by("pk").values_list("pk", "kind", "seal")),
        list(faults()),
    )
