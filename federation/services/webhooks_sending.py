"""What is due, and what became of a try. The sending itself is between the two."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from councils.models import Person
from federation.models import Attempt, Delivery, Webhook
from federation.services.webhooks import disable_webhook
from federation.services.webhooks_holding import hold, note
from ledger import clock

State, Outcome = Delivery.State, Attempt.Outcome
# How long after the one before each try is made.
WAITS = (
    *(timedelta(0), timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
# A try is left to whoever began it. Longer than the slowest one takes.
LEASE = timedelta(minutes=2)


def due_deliveries(*, limit: int) -> list[int]:
    """The keys of deliveries to be tried now: one a webhook, the longest due first."""
    due = Delivery.objects.due(clock.now()).values_list("due_at", "pk")
    return [key for _due_at, key in sorted(due)[:limit]]


@transaction.atomic
def begin_try(*, delivery_id: int) -> tuple[Attempt, int] | None:
    """Take a due delivery for one try; None if somebody else has, or it is done.

    Returned is the try, not yet made, and its number. Who is killed while making it
    leaves the delivery to be tried again after LEASE.
    """
    due = Delivery.objects.waiting().filter(pk=delivery_id, due_at__lte=Now())
    if not due.update(tries=F("tries") + 1, due_at=Now() + LEASE):
        return None
    delivery = Delivery.objects.select_related("webhook").get(pk=delivery_id)
    return Attempt.objects.create(delivery=delivery), delivery.tries


def note_try(*, attempt: Attempt, tries: int, outcome: str, status: int | None) -> None:
    """Write down what became of a try, and when there is the next, if there is one.

    An address that is gone, or still refuses after the last try, is told no more: the
    webhook is switched off and its owner told. A try that others have followed, because
    it took too long, decides nothing unless it succeeded. Of a webhook that was removed
    meanwhile there is nothing to be noted.
    """
    try:
        with transaction.atomic():
            _note(attempt, tries, outcome, status)
    except (Delivery.DoesNotExist, ValidationError):
        return


def _note(attempt: Attempt, tries: int, outcome: str, status: int | None) -> None:
    last = outcome == Outcome.GONE or tries >= len(WAITS)
    ends = outcome != Outcome.TAKEN and last
    delivery = _locked(attempt, with_webhook=ends)
    noted = Attempt.objects.filter(pk=attempt.pk, ended_at=None)
    if not noted.update(ended_at=Now(), outcome=outcome, status=status):
        return
    is_current = delivery.state == State.WAITING and delivery.tries == tries
    rows = Delivery.objects.filter(pk=delivery.pk)
    if outcome == Outcome.TAKEN:
        rows.exclude(state=State.DELIVERED).update(**_ended(State.DELIVERED))
    elif is_current and ends:
        rows.update(**_ended(State.FAILED))
        gone = outcome == Outcome.GONE
        why = Webhook.Why.GONE if gone else Webhook.Why.FAILING
        disable_webhook(webhook=delivery.webhook, why=why)
    elif is_current:
        rows.update(due_at=Now() + WAITS[tries])


@transaction.atomic
def replay(*, delivery: Delivery, actor: Person) -> Delivery:
    """Send a delivery once more, under its old id, from the first try.

    Raises ValidationError ``state`` while its webhook is switched off.
    """
    webhook = hold(webhook=delivery.webhook)
    if webhook.state != Webhook.State.ACTIVE:
        raise ValidationError(
            _("The webhook is switched off. Switch it on first."), code="state"
        )
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.WAITING, tries=0, due_at=Now(), ended_at=None
    )
    delivery.refresh_from_db()
    note("webhook.replayed", webhook, actor, event=delivery.event)
    return delivery


def _locked(attempt: Attempt, *, with_webhook: bool) -> Delivery:
    """The delivery of a try, locked; everybody locks the webhook first, if at all."""
    if with_webhook:
        hold(webhook=attempt.delivery.webhook)
    rows = Delivery.objects.select_for_update(of=["self"]).select_related("webhook")
    return rows.get(pk=attempt.delivery_id)


def _ended(state: str) -> dict[str, object]:
    return {"state": state, "due_at": None, "ended_at": Now()}
