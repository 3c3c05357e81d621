"""What receivers answer, how slowly, and where nothing is sent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from federation.models import Webhook
from federation.services.webhooks import change_webhook
from federation.webhooks import calling
from federation.wire import addresses, sending
from federation.wire.messages import Request
from ledger import clock
from tests.federation.webhooks.receiver import make_webhook, outcomes, send
from tests.federation.wire.test_ways_out import LOOPBACK, certified

__all__ = ["certified"]


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("200", "taken", 200),
        ("204", "taken", 204),
        ("without_end", "taken", 200),
        ("400", "refused", 400),
        ("404", "refused", 404),
        ("500", "refused", 500),
        ("304", "refused", 304),
        ("elsewhere", "redirect", None),
        ("nonsense", "no_connection", None),
    ],
)
def test_what_a_receiver_answers(told, receiver, path, outcome, status):
    delivery = told(path)
    send()
    delivery.refresh_from_db()
    assert outcomes(delivery) == [(outcome, status)]
    taken = outcome == "taken"
    assert delivery.state == ("delivered" if taken else "waiting")
    assert len(receiver.told) == 1
    assert send() == 0


def test_who_answers_drop_by_drop_is_not_waited_for(told, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    delivery = told("drop_by_drop")
    begun = clock.now()
    send()
    assert outcomes(delivery) == [("slow", None)]
    assert clock.now() - begun < timedelta(seconds=5)


def test_who_thinks_before_the_answer_is_waited_for(told, monkeypatch):
    """Longer than servers are: fifteen seconds, whatever is heard meanwhile."""
    monkeypatch.setattr(sending, "READ_SECONDS", 0.1)
    delivery = told("after_a_while")
    send()
    assert outcomes(delivery) == [("taken", 200)]


@pytest.mark.parametrize(
    ("host", "outcome"),
    [("node.example", ("refused", 501)), ("other.example", ("no_connection", None))],
)
def test_over_tls_the_name_is_proved(certified, monkeypatch, settings, host, outcome):
    served, settings.FEDERATION_AUTHORITIES = certified
    settings.FEDERATION_NETWORKS = LOOPBACK
    monkeypatch.setattr(addresses, "_resolve", lambda *_asked: ["127.0.0.1"])
    url = f"https://{host}:{served.server_address[1]}/well"
    assert calling.call(Request("POST", url, {}, b"{}")) == outcome


def test_nobody_there_is_tried_again(told, receiver):
    delivery = told()
    change_webhook(
        webhook=delivery.webhook, actor=None, address="http://127.0.0.1:1027/"
    )
    send()
    assert outcomes(delivery) == [("no_connection", None)]


def test_an_address_that_leads_inside_is_never_connected_to(told, receiver, settings):
    delivery = told()
    settings.FEDERATION_NETWORKS = ()
    send()
    assert outcomes(delivery) == [("forbidden", None)]
    assert receiver.told == []


def test_a_name_that_turns_inside_after_it_was_added_is_refused(
    told, receiver, monkeypatch, settings
):
    delivery = told()
    settings.FEDERATION_NETWORKS = ()
    port = receiver.server_address[1]
    monkeypatch.setattr(addresses, "_resolve", lambda *_asked: ["127.0.0.1"])
    address = f"https://rebinding.example:{port}/200"
    change_webhook(webhook=delivery.webhook, actor=None, address=address)
    send()
    assert outcomes(delivery) == [("forbidden", None)]
    assert receiver.told == []


@pytest.mark.parametrize(
    "address",
    [
        *("http://receiver.example/", "ftp://receiver.example/", "receiver.example"),
        *("https://127.0.0.1/", "https://169.254.169.254/", "https://u:p@a.example/"),
        *("https://a.example/#x", "https://a.example:22/", "", "https://[::1]/"),
        "https://a.example/" + "x" * 500,
    ],
)
def test_an_address_that_is_none_is_not_taken(address):
    with pytest.raises(ValidationError) as caught:
        make_webhook(address)
    assert caught.value.code == "address"
    assert not Webhook.objects.exists()
