"""Knocking for what programs and servers are told. Every task may arrive twice."""

from celery import shared_task
from django.db import OperationalError

from federation.services.posting import waiting_peers
from federation.services.webhooks_hearing import hear_record
from federation.together.course import advance, shared_years
from federation.together.delivering import deliver_all
from federation.together.heads import compare_histories, years_to_compare
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
    for year in shared_years():
        advance_year.delay(year)
    if waiting_peers():
        tell_peers.delay()
    for year in years_to_compare():
        compare_heads.delay(year)


@shared_task(**AGAIN)
def tell_webhooks() -> None:
    """Make deliveries of what is on record, and send what is due. Twice is once."""
    if unsealed():
        seal()  # What happened is told soon, not when the record is next sealed.
    hear_record()
    deliver_due()


@shared_task(**AGAIN)
def advance_year(year_id: int) -> None:
    """Take what steps of a shared year are due, and tell the others. Twice is once."""
    while advance(year_id):
        continue
    if waiting_peers():
        tell_peers.delay()


@shared_task(**AGAIN)
def tell_peers() -> None:
    """Deliver what waits for servers, to each in its order. Twice is once."""
    deliver_all()


@shared_task(**AGAIN)
def compare_heads(year_id: int) -> None:
    """Ask the servers of a year for their history, if that is due. Twice is once."""
    compare_histories(year_id)
