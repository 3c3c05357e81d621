"""Knocking: every task takes a key, decides nothing, and may arrive twice."""

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone

from iteration import services
from ledger import tasks as ledger_tasks
from ledger.models import Message
from ledger.services import unsealed
from proposals.models import Period

AGAIN = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "max_retries": 5,
}


@shared_task
def tick() -> None:
    """Knock for whatever is due. Beat runs it, so a lost message costs one tick."""
    for round_id in services.due_rounds():
        close_round.delay(round_id)
    for offer_id in services.due_offers():
        close_offer.delay(offer_id)
    for period_id in _automatic(Period.Status.AGREED):
        settle.delay(period_id)
    for period_id in _automatic(Period.Status.SETTLED):
        publish.delay(period_id)
    services.advance_calendar(today=timezone.localdate())
    if unsealed():
        ledger_tasks.seal.delay()
    if Message.objects.due(timezone.now()).exists():
        ledger_tasks.deliver.delay()


@shared_task(**AGAIN)
def close_round(round_id: int) -> None:
    """Count and publish one round. Delivered twice, it publishes once."""
    try:
        services.close_round(round_id)
    except services.RoundNotDue:
        return  # It was extended since somebody knocked; a tick comes again.
    for period_id in _automatic(Period.Status.AGREED):
        settle.delay(period_id)


@shared_task(**AGAIN)
def close_offer(offer_id: int) -> None:
    """Make an offer and its signatures into a plan. Delivered twice, it makes one."""
    try:
        services.close_offer(offer_id)
    except services.OfferNotDue:
        return  # A clock was set back; a tick comes again.


@shared_task(**AGAIN)
def settle(period_id: int) -> None:
    """Settle an agreed period. Delivered twice, it settles once."""
    period = Period.objects.get(pk=period_id)
    if period.status == Period.Status.AGREED and _done(services.settle_period, period):
        publish.delay(period_id)


@shared_task(**AGAIN)
def publish(period_id: int) -> None:
    """Publish a settled plan of a period that needs nobody's word for it."""
    period = Period.objects.get(pk=period_id)
    if period.automatic and period.status == Period.Status.SETTLED:
        _done(services.publish_plan, period)


def _done(step, period: Period) -> bool:
    """Take a step; False if another worker has taken it meanwhile."""
    try:
        step(period=period)
    except ValidationError as error:
        if error.code != "state":
            raise
        return False
    return period.automatic


def _automatic(status: str) -> list[int]:
    waiting = Period.objects.filter(automatic=True, status=status)
    return list(waiting.values_list("pk", flat=True))
