"""Knocking: every task takes a key, decides nothing, and may arrive twice."""

from collections.abc import Iterator
from datetime import datetime

from celery import Task, shared_task
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone

from councils.models import Ballot, Notice
from councils.services.letters_writing import spread, unspread, write_due
from iteration import letters, services
from ledger import clock
from ledger import tasks as ledger_tasks
from ledger.models import Heartbeat, Message
from ledger.services import heartbeat, unsealed
from proposals.models import Need, Period
from proposals.services import conclude, due_ballots, replace_silent, silent_needs

AGAIN = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "max_retries": 5,
}


@shared_task
def tick() -> None:
    """Knock for whatever is due. Beat runs it, so a lost message costs one tick."""
    ledger_tasks.heartbeat.delay()
    now = clock.now()
    for task, keys in _due(now):
        for key in keys:
            task.delay(key)
    services.advance_calendar(today=timezone.localdate(now))
    if unsealed():
        ledger_tasks.seal.delay()
    letters.remind(now)
    if unspread() or Notice.objects.due(now).exists():
        write_letters.delay()
    if Message.objects.due(now).exists():
        ledger_tasks.deliver.delay()
    # Last: a tick that fails on its way is as silent as none.
    heartbeat(name=Heartbeat.TICK)


def _due(now: datetime) -> Iterator[tuple[Task, list[int]]]:
    """What is due, by the task that does it; each looked up in its turn."""
    yield close_ballot, due_ballots()
    yield replace_reviewers, silent_needs(now)
    yield close_round, services.due_rounds()
    yield close_offer, services.due_offers()
    yield settle, _automatic(Period.Status.AGREED)
    yield publish, _automatic(Period.Status.SETTLED)
    yield practise, services.practising()
    yield simulate, services.waiting_simulations()


@shared_task(**AGAIN)
def close_ballot(ballot_id: int) -> None:
    """Close a ballot that is due, and do what follows. Delivered twice, once."""
    conclude(ballot=Ballot.objects.get(pk=ballot_id))


@shared_task(**AGAIN)
def replace_reviewers(need_id: int) -> None:
    """Draw others for reviewers of a need who are silent. Delivered twice, once."""
    replace_silent(need=Need.objects.get(pk=need_id), at=clock.now())


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
def compare_finishes(period_id: int) -> None:
    """Compute what each way to finish would make of a year. Delivered twice, once."""
    period = Period.objects.get(pk=period_id)
    if period.status in (Period.Status.AGREED, Period.Status.STALLED):
        services.compare_finishes(period=period)


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


@shared_task(**AGAIN)
def practise(period_id: int) -> None:
    """Take a practice year a step on, and knock for the next one."""
    if services.practise(period_id):
        practise.delay(period_id)


@shared_task(**AGAIN)
def simulate(simulation_id: int) -> None:
    """Play a what-if through. Delivered twice, it is computed and kept once."""
    services.simulate(simulation_id)


@shared_task(**AGAIN)
def write_letters() -> None:
    """Make known what happened and write what is due. Delivered twice, once to each."""
    for event_id in unspread():
        while spread(event_id=event_id, at=clock.now()):
            continue
    while write_due(at=clock.now()):
        continue
    if Message.objects.due(clock.now()).exists():
        ledger_tasks.deliver.delay()


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
    waiting = Period.objects.filter(automatic=True, status=status, together=False)
    return list(waiting.values_list("pk", flat=True))
