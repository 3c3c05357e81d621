"""The gate between submitting and counting.

A row stamped before a cutoff may commit after it. So whoever submits goes through the
gate of the period before the stamp, and whoever counts shuts it: that waits for all who
are inside, and all who come later are stamped after the cutoff.
"""

from django.db import connection

# The first half of the lock's key; the period is the other.
GATE = 7_310


def enter(period_id: int) -> None:
    """Go in to submit. Many may be inside; it is left at the end of the transaction."""
    _lock("pg_advisory_xact_lock_shared", period_id)


def shut(period_id: int) -> None:
    """Wait until nobody is inside; keep it shut until the transaction ends."""
    _lock("pg_advisory_xact_lock", period_id)


def _lock(function: str, period_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [GATE, period_id])
