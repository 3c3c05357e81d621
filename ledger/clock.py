"""The database's clock, the only one that decides."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The moment the database thinks it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
