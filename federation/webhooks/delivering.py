"""Tries to deliver: begun on record, made outside any transaction, noted.

Killed before it is noted, one is made again under the same id: at least once, never
lost. Several receivers are told at a time, each of one thing, so that a slow one keeps
no other waiting; and one process tells them, so that rounds keep their workers.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

from django.db import connection

from federation.models import Attempt, Delivery
from federation.services import current_key
from federation.services.webhooks_secrets import live_secrets
from federation.services.webhooks_sending import begin_try, due_deliveries, note_try
from federation.webhooks.calling import call
from federation.webhooks.signing import signed
from federation.wire.messages import Request
from federation.wire.sealed import Unreadable
from ledger import clock, faults

# Where a test may stop the process dead, in the order in which they are passed.
POINTS = ("webhook.begun", "webhook.sent", "webhook.noted")
TOGETHER = 20  # Receivers told at a time.
SECONDS = 20  # After so long the next tick goes on.
# Any number will do, as long as nothing else in the database uses it.
SENDING = 7_310_006
log = logging.getLogger(__name__)


def deliver_due() -> int:
    """Try what is due, unless somebody else is at it; return how many tries it were."""
    ends, made = time.monotonic() + SECONDS, 0
    with _alone() as ours:
        while ours and time.monotonic() < ends:
            keys = due_deliveries(limit=TOGETHER)
            if not keys:
                break
            made += deliver(keys)
    return made


def deliver(keys: Iterable[int]) -> int:
    """Try due deliveries once each, at the same time; return how many were ours."""
    begun = [each for key in keys if (each := begin_try(delivery_id=key))]
    faults.hit("webhook.begun")
    with ThreadPoolExecutor(TOGETHER) as several:
        calls = {}
        for attempt, tries in begun:
            request = request_of(attempt.delivery)
            calls[several.submit(_call, request)] = attempt, tries
        for done in as_completed(calls):
            faults.hit("webhook.sent")
            attempt, tries = calls[done]
            outcome, status = done.result()
            note_try(attempt=attempt, tries=tries, outcome=outcome, status=status)
            faults.hit("webhook.noted")
    return len(begun)


def request_of(delivery: Delivery) -> Request | None:
    """What is sent now: the same id and body as ever, signed at this moment.

    None where nothing can be signed, because SECRET_KEY is another one.
    """
    now, body = clock.now(), delivery.body.encode()
    try:
        headers = signed(
            message_id=delivery.message_id,
            timestamp=int(now.timestamp()),
            body=body,
            secrets=live_secrets(webhook=delivery.webhook, at=now),
            key=current_key()[1],
        )
    except Unreadable:
        log.exception("%s cannot be signed.", delivery.message_id)
        return None
    usual = {"Content-Type": "application/json", "User-Agent": "commonplan-webhooks/1"}
    return Request("POST", delivery.webhook.address, {**usual, **headers}, body)


def _call(request: Request | None) -> tuple[str, int | None]:
    """What became of a try, whatever happens: one's trouble is not the others'."""
    if request is None:
        return Attempt.Outcome.UNSIGNED, None
    try:
        return call(request)
    except Exception:
        log.exception("A webhook could not be called.")
        return Attempt.Outcome.UNREADABLE, None


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process is sending; held as long as this connection lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDING])
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours and connection.is_usable():  # Else it is let go already.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDING])
