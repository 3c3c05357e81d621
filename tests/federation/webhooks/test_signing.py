"""Signatures: by the secret, by the server, by two secrets for a while."""

import json
from base64 import b64decode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.functions import Now

from federation.node import describe
from federation.services.webhooks_secrets import (
    live_secrets,
    rotate_secret,
    shown_secret,
)
from federation.webhooks.signing import secret_of, signed
from federation.wire.keys import verifying_key
from ledger import clock
from ledger.models import Record
from tests.federation.webhooks.receiver import send

pytestmark = pytest.mark.django_db
VECTOR = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "timestamp": 1614265330,
    "body": b'{"test": 2432232314}',
}
EXPECTED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_vector_is_signed_byte_for_byte():
    secret = secret_of(VECTOR["secret"])
    asked = {name: VECTOR[name] for name in ("message_id", "timestamp", "body")}
    assert signed(**asked, secrets=[secret])["webhook-signature"] == EXPECTED


@pytest.mark.parametrize("text", ["whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8I", "x"])
def test_what_is_no_secret_is_none(text):
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        secret_of(text)


def test_a_receiver_gets_the_body_signed_by_the_secret_and_by_the_server(
    told, receiver
):
    delivery = told()
    assert send() == 1
    [(headers, body)] = receiver.told
    assert json.loads(body)["type"] == "round.opened"
    assert headers["Content-Type"] == "application/json"
    assert headers["webhook-id"] == delivery.message_id
    at = int(headers["webhook-timestamp"])
    assert abs(at - clock.now().timestamp()) < 60

    by_secret, by_key = headers["webhook-signature"].split(" ")
    secret = secret_of(shown_secret(webhook=delivery.webhook))
    again = signed(
        message_id=delivery.message_id, timestamp=at, body=body, secrets=[secret]
    )
    assert by_secret == again["webhook-signature"]
    version, _comma, signature = by_key.partition(",")
    assert version == "v1a"
    public = verifying_key(describe()["keys"][0]["public"])
    content = f"{delivery.message_id}.{at}.".encode() + body
    public.verify(b64decode(signature), content)


def test_after_a_change_of_the_secret_both_sign_for_a_while(told, receiver):
    delivery = told("500")
    webhook = delivery.webhook
    before = shown_secret(webhook=webhook)
    rotate_secret(webhook=webhook, actor=None)
    after = shown_secret(webhook=webhook)
    assert before != after
    send()
    [(headers, _body)] = receiver.told
    kinds = [each.partition(",")[0] for each in headers["webhook-signature"].split()]
    assert kinds == ["v1", "v1", "v1a"]

    webhook.secrets.exclude(ends_at=None).update(ends_at=Now())
    assert live_secrets(webhook=webhook, at=clock.now()) == [secret_of(after)]


def test_a_secret_that_leaked_signs_nothing_from_that_moment(told):
    webhook = told().webhook
    rotate_secret(webhook=webhook, actor=None, overlap=0)
    assert len(live_secrets(webhook=webhook, at=clock.now())) == 1
    rotate_secret(webhook=webhook, actor=None, overlap=24)
    rotate_secret(webhook=webhook, actor=None, overlap=0)
    assert len(live_secrets(webhook=webhook, at=clock.now())) == 1
    with pytest.raises(ValidationError):
        rotate_secret(webhook=webhook, actor=None, overlap=169)


def test_the_secret_stands_nowhere_in_the_clear(told):
    webhook = told().webhook
    text = shown_secret(webhook=webhook).removeprefix("whsec_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM federation_webhooksecret")
        kept = str(cursor.fetchall())
    assert text not in kept
    assert text not in str(list(Record.objects.values_list("data", "subject")))
