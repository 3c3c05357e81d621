from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from ledger.models import Message

# Any number will do, as long as nothing else in the database uses it.
DELIVERING = 7_310
LONGEST = 6 * 3600  # Seconds between two attempts.


def enqueue(
    *,
    key: str,
    kind: str,
    to: str,
    payload: Mapping[str, Any],
    expires_at: datetime | None = None,
) -> bool:
    """Put a message into the outbox; say whether it is new.

    Called inside the transaction of what the message tells. The same key twice is the
    same message. From ``expires_at`` on it is not delivered.
    """
    _, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "payload": dict(payload),
            "expires_at": expires_at,
        },
    )
    return created


def held(*, key: str) -> bool:
    """Whether a message can still say more: nobody has begun to deliver it.

    Nor will anybody until the transaction ends.
    """
    untouched = Message.objects.waiting().filter(key=key, attempts=0)
    return untouched.select_for_update().exists()


def enqueue_many(*, messages: Iterable[Message]) -> None:
    """Put many messages into the outbox; those whose key is known are left out."""
    Message.objects.bulk_create(messages, ignore_conflicts=True)


@contextmanager
def claimed(*, message_id: int) -> Iterator[Message | None]:
    """Take a due message for delivery; None if somebody else has it or it is done.

    It is held as long as this connection to the database lives: whoever is killed lets
    go at once, and no other worker takes it while a slow mail server is waited for.
    """
    key = [DELIVERING, message_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        ours = bool(cursor.fetchone()[0])
    if not ours:
        yield None
        return
    try:
        yield _begin(message_id)
    finally:
        if connection.is_usable():  # Else it is let go already.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _begin(message_id: int) -> Message | None:
    due = Message.objects.due(Now()).filter(pk=message_id).order_by()
    begun = due.update(attempts=F("attempts") + 1)
    return Message.objects.get(pk=message_id) if begun else None


def delivered(*, message: Message) -> None:
    """Note that a message has arrived."""
    Message.objects.filter(pk=message.pk, dropped_at=None).update(
        sent_at=Now(), error=""
    )


def dropped(*, message: Message) -> None:
    """Note that there is nothing to be said any more."""
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        dropped_at=Now(), error=""
    )


def drop_expired() -> int:
    """Drop what came too late; return how many."""
    return Message.objects.expired(Now()).update(dropped_at=Now())


def failed(*, message: Message, error: str) -> None:
    """Note why a delivery failed, and when to try again: later each time."""
    wait = timedelta(seconds=min(2**message.attempts * 15, LONGEST))
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        due_at=Now() + wait, error=error[:500]
    )
