"""Again and again: the waits, what switches a webhook off, once more by hand."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models.functions import Now

from federation.models import Delivery, Webhook
from federation.services.webhooks import disable_webhook
from federation.services.webhooks_sending import (
    WAITS,
    due_deliveries,
    replay,
)
from ledger import clock
from ledger.models import Message, Record
from ledger.tasks import deliver as post
from tests.factories import make_council, make_person, make_seat
from tests.federation.webhooks.receiver import outcomes, pass_time, send

pytestmark = pytest.mark.django_db


def test_the_waits_are_those_of_the_standard():
    seconds = [wait.total_seconds() for wait in WAITS]
    hours = [3600 * each for each in (2, 5, 10, 14, 20, 24)]
    assert seconds == [0, 5, 300, 1800, *hours]


def test_each_wait_is_kept_and_the_last_refusal_switches_the_webhook_off(
    told, receiver
):
    council = make_council("eaters-too")
    clerk = make_seat(make_person(email="clerk@a.example"), council, role="clerk")
    make_seat(make_person(email="member@a.example"), council, role="member")
    delivery = told("500", council=council)
    for number, wait in enumerate(WAITS[1:], start=1):
        assert send() == 1
        delivery.refresh_from_db()
        assert delivery.tries == number
        left = delivery.due_at - clock.now()
        assert wait - timedelta(seconds=60) < left <= wait
        pass_time(delivery, seconds=wait.total_seconds() - 61)
        if wait > timedelta(minutes=1):
            assert due_deliveries(limit=9) == []
        pass_time(delivery, seconds=61)
    send()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.due_at) == ("failed", 10, None)
    webhook = Webhook.objects.get(pk=delivery.webhook_id)
    assert (webhook.state, webhook.why) == ("disabled", "failing")
    ids = {headers["webhook-id"] for headers, _body in receiver.told}
    assert ids == {delivery.message_id}
    assert len({body for _headers, body in receiver.told}) == 1
    assert len(receiver.told) == len(WAITS) == 10
    assert Record.objects.filter(kind="webhook.failed", subject=council.slug).exists()
    post()
    [letter] = mail.outbox
    assert letter.to == [clerk.person.email]
    assert str(webhook.public_id) in letter.body


def test_410_switches_it_off_at_once_and_drops_what_waits(told, receiver):
    delivery = told("410")
    other = Delivery.objects.create(
        webhook=delivery.webhook,
        event="round.closed",
        record=delivery.record,
        body="{}",
        due_at=Now() + timedelta(hours=1),
    )
    send()
    delivery.refresh_from_db()
    other.refresh_from_db()
    assert (delivery.state, other.state) == ("failed", "dropped")
    assert outcomes(delivery) == [("gone", 410)]
    webhook = Webhook.objects.get()
    assert (webhook.state, webhook.why) == ("disabled", "gone")
    assert Record.objects.filter(kind="webhook.gone").count() == 1
    assert send() == 0


def test_a_person_who_switches_it_off_is_not_written_to(told):
    make_seat(make_person(email="a@a.example"), told().webhook.council)
    disable_webhook(webhook=Webhook.objects.get(), actor=None)
    assert not Message.objects.exists()
    assert Delivery.objects.get().state == "dropped"


def test_one_delivery_is_sent_once_more_under_its_old_id(told, receiver):
    delivery = told("200")
    send()
    replay(delivery=delivery, actor=None)
    assert send() == 1
    first, again = (headers["webhook-id"] for headers, _body in receiver.told)
    assert first == again == delivery.message_id
    assert outcomes(delivery) == [("taken", 200)] * 2
    disable_webhook(webhook=delivery.webhook)
    with pytest.raises(ValidationError) as caught:
        replay(delivery=delivery, actor=None)
    assert caught.value.code == "state"
