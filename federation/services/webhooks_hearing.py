from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Min

from federation.models import Delivery, Webhook
from federation.webhooks.events import READERS, News, news_of
from ledger.models import Record, Seal


def last_seal() -> int:
    """The number of the newest seal of the record, 0 before the first."""
    return Seal.objects.aggregate(last=Max("number"))["last"] or 0


def hear_record() -> int:
    """Make the deliveries of what was sealed since each webhook heard; return how many.

    Seals follow each other without a gap and none gets a record later, so none is
    missed, whenever its transaction commits. Safe to repeat, to run twice at once and
    to be killed anywhere: how far a webhook has heard is written with its deliveries.
    """
    last = last_seal()
    behind = Webhook.objects.listening().filter(heard__lt=last)
    oldest = behind.aggregate(oldest=Min("heard"))["oldest"]
    if oldest is None:
        return 0
    sealed = Record.objects.filter(seal__gt=oldest, seal__lte=last, kind__in=READERS)
    news = news_of(sealed.order_by("seal", "pk"))
    keys = list(behind.values_list("pk", flat=True))
    return sum(_tell(key, news, last) for key in keys)


@transaction.atomic
def _tell(webhook_id: int, news: Iterable[News], last: int) -> int:
    held = Webhook.objects.select_for_update(of=["self"]).filter(pk=webhook_id)
    webhook = held.first()
    if webhook is None or webhook.state != Webhook.State.ACTIVE:
        return 0  # Switched off meanwhile.
    mine = [
        Delivery(webhook=webhook, event=each.event, record=each.record, body=each.body)
        for each in news
        if each.event in webhook.events
        and each.period.practice == webhook.practice
        and each.record.seal_id > webhook.heard
        and each.record.at >= webhook.since
    ]
    # Known ones are left out: two workers make one delivery.
    Delivery.objects.bulk_create(mine, ignore_conflicts=True)
    if webhook.heard < last:
        Webhook.objects.filter(pk=webhook.pk).update(heard=last)
    return len(mine)
