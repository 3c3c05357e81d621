"""One person's step at a time: two who act on a year at once take turns.

Whoever comes second finds the year as the first has left it. Counting and settling by
the clock do not wait; the services' conditional updates decide between them and people.
"""

from django.db import connection

# The first half of the lock's key; the period is the other.
STEPS = 7_311


def take(period_id: int) -> None:
    """Wait for one's turn; it is over at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [STEPS, period_id])
