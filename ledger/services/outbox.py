from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from ledger.models import Message

# How long a message that is being delivered is left to whoever took it.
LEASE = timedelta(minutes=5)
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


@transaction.atomic
def claim(*, message_id: int) -> Message | None:
    """Take a due message for delivery; None if somebody else has it or it is done."""
    due = Message.objects.due(Now()).filter(pk=message_id).order_by()
    taken = due.update(attempts=F("attempts") + 1, due_at=Now() + LEASE)
    return Message.objects.get(pk=message_id) if taken else None


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
