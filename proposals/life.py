"""One act on the life of goods and councils at a time.

What a year inherits is read when it is prepared and fixed when it opens; whoever ends a
good or a council in between must come wholly before or wholly after.
"""

from django.db import connection

# The key of the lock; no other lock of one key is taken.
LIFE = 7_311


def hold() -> None:
    """Wait for all others; keep them out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIFE])
