"""Several receivers at a time, each of one thing; one harms no other."""

from datetime import timedelta

import pytest

from federation.models import Delivery
from federation.services.webhooks_sending import (
    due_deliveries,
)
from federation.webhooks import calling, delivering
from ledger import clock
from ledger.models import Record
from tests.factories import make_bread_year
from tests.federation.webhooks.receiver import (
    make_delivery,
    make_webhook,
    outcomes,
    send,
)

pytestmark = pytest.mark.django_db


def test_what_cannot_be_signed_is_not_sent_and_waits(told, receiver, settings):
    delivery = told()
    settings.SECRET_KEY = "another one"
    send()
    assert outcomes(delivery) == [("unsigned", None)]
    assert receiver.told == []


def test_a_receiver_that_breaks_the_sending_harms_no_other(receiver, monkeypatch):
    def breaks(request):
        if "broken" in request.url:
            raise RuntimeError("odd")
        return "taken", 200

    monkeypatch.setattr(delivering, "call", breaks)
    make_bread_year()
    hooks = [make_webhook(receiver.at(path)) for path in ("broken", "200")]
    made = [make_delivery(each) for each in hooks]
    assert send() == 2
    assert outcomes(made[0]) == [("unreadable", None)]
    assert outcomes(made[1]) == [("taken", 200)]


def test_slow_receivers_are_waited_for_together(receiver, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 1)
    make_bread_year()
    for _each in range(6):
        make_delivery(make_webhook(receiver.at("drop_by_drop")))
    quick = make_delivery(make_webhook(receiver.at("200")))
    begun = clock.now()
    assert send() == 7
    assert clock.now() - begun < timedelta(seconds=4)
    assert outcomes(quick) == [("taken", 200)]


def test_a_webhook_is_told_one_thing_after_the_other(receiver):
    make_bread_year()
    webhook = make_webhook(receiver.at("200"))
    records = Record.objects.order_by("pk")[:3]
    for each in records:
        make_delivery(webhook, record=each)
    assert len(due_deliveries(limit=9)) == 1
    assert send() == 3
    ids = [headers["webhook-id"] for headers, _body in receiver.told]
    made = Delivery.objects.order_by("pk")
    assert ids == [each.message_id for each in made]
