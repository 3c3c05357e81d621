"""The record in the administration."""

import pytest
from django.urls import reverse

from ledger.models import Message
from ledger.services import enqueue, record
from tests.factories import make_facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    client.force_login(make_facilitator())
    return client


def listed(client, model, **asked):
    answer = client.get(reverse(f"admin:ledger_{model}_changelist"), asked)
    return [row.pk for row in answer.context["cl"].result_list]


def test_the_record_is_found_by_what_it_is_about(facilitator):
    bread = record(kind="plan.published", subject="2027")
    record(kind="plan.published", subject="2028")
    assert listed(facilitator, "record", q="2027") == [bread.pk]


def test_letters_that_wait_and_letters_that_fail_are_told_apart(facilitator):
    for key, attempts in (("fresh", 0), ("failed", 3)):
        enqueue(key=key, kind="mail", to="a@example.org", payload={})
        Message.objects.filter(key=key).update(attempts=attempts)
    keys = dict(Message.objects.values_list("key", "pk"))
    waiting = listed(facilitator, "message", delivery="waiting")
    assert waiting == [keys["failed"], keys["fresh"]]
    assert listed(facilitator, "message", delivery="failing") == [keys["failed"]]
