from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from ledger.models import Message

# How long a message that is being delivered is left to whoever took it.
LEASE = timedelta(minutes=5)
ATTEMPTS = 12


def enqueue(*, key: str, kind: str, to: str, payload: Mapping[str, Any]) -> bool:
    """Put a message into the outbox; say whether it is new.

    Called inside the transaction of what the message tells. The same key twice is the
    same message.
    """
    _, created = Message.objects.get_or_create(
        key=key, defaults={"kind": kind, "to": to, "payload": dict(payload)}
    )
    return created


@transaction.atomic
def claim(*, message_id: int) -> Message | None:
    """Take a due message for delivery; None if somebody else has it or it is done."""
    taken = Message.objects.filter(
        pk=message_id, sent_at=None, due_at__lte=Now(), attempts__lt=ATTEMPTS
    ).update(attempts=F("attempts") + 1, due_at=Now() + LEASE)
    return Message.objects.get(pk=message_id) if taken else None


def delivered(*, message: Message) -> None:
    """Note that a message has arrived."""
    Message.objects.filter(pk=message.pk).update(sent_at=Now(), error="")


def failed(*, message: Message, error: str) -> None:
    """Note why a delivery failed, and when to try again: later each time."""
    wait = timedelta(seconds=min(2**message.attempts * 15, 6 * 3600))
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        due_at=Now() + wait, error=error[:500]
    )
