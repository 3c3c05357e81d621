"""Knocking for what programs and servers are told. Every task may arrive twice."""

from celery import shared_task
from django.db import OperationalError

from federation.services.webhooks_hearing import hear_record
from federation.webhooks.delivering import deliver_due
from ledger.services import seal, unsealed

AGAIN = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "max_retries": 5,
}


@shared_task
def tick() -> None:
    """Knock for whatever is due. Beat runs it, so a lost message costs one tick."""
    tell_webhooks.delay()


@shared_task(**AGAIN)
def tell_webhooks() -> None:
    """Make deliveries of what is on record, and send what is due. Twice is once."""
    if unsealed():
        seal()  # What happened is told soon, not when the record is next sealed.
    hear_record()
    deliver_due()
