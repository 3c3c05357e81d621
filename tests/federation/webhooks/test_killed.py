"""Twice, and killed anywhere: at least once, under the same id."""

import threading

import pytest
from django.db import connection

from federation.models import Attempt, Delivery
from federation.services.webhooks import remove_webhook
from federation.services.webhooks_sending import (
    LEASE,
    begin_try,
    note_try,
)
from federation.webhooks import delivering
from federation.webhooks.delivering import deliver
from tests.federation.webhooks.receiver import outcomes, pass_time

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("step", ["call", "note_try"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_step_it_is_delivered_under_the_same_id(
    told, receiver, monkeypatch, step, after
):
    delivery = told()
    done = getattr(delivering, step)

    def dies(*args, **kwargs):
        if after:
            done(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(delivering, step, dies)
    with pytest.raises(Killed):
        deliver([delivery.pk])
    monkeypatch.setattr(delivering, step, done)

    assert deliver([delivery.pk]) == 0  # Left to whoever began it, for a while.
    noted = step == "note_try" and after
    pass_time(delivery, seconds=LEASE.total_seconds())
    assert deliver([delivery.pk]) == (0 if noted else 1)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert 1 <= len(receiver.told) <= 2
    assert {headers["webhook-id"] for headers, _body in receiver.told} == {
        delivery.message_id
    }
    cut_off = [("", None)] * (0 if noted else 1)
    assert outcomes(delivery) == [*cut_off, ("taken", 200)]


def test_a_try_that_took_too_long_decides_nothing_unless_it_succeeded(told):
    delivery = told()
    slow, first = begin_try(delivery_id=delivery.pk)
    pass_time(delivery, seconds=LEASE.total_seconds())
    _quick, second = begin_try(delivery_id=delivery.pk)
    assert (first, second) == (1, 2)
    before = Delivery.objects.get().due_at
    note_try(attempt=slow, tries=first, outcome="refused", status=500)
    assert Delivery.objects.get().due_at == before
    Attempt.objects.filter(pk=slow.pk).update(ended_at=None, outcome="", status=None)
    note_try(attempt=slow, tries=first, outcome="taken", status=200)
    assert Delivery.objects.get().state == "delivered"


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_one_delivery_make_one_try(told, receiver):
    delivery = told("500")
    begin, made = threading.Barrier(6), []

    def work():
        try:
            begin.wait()
            made.append(deliver([delivery.pk]))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0] * 5 + [1]
    assert len(receiver.told) == 1


def test_a_webhook_that_is_removed_while_it_is_told_leaves_nothing(told):
    delivery = told()
    attempt, tries = begin_try(delivery_id=delivery.pk)
    remove_webhook(webhook=delivery.webhook, actor=None)
    for outcome, status in (("taken", 200), ("refused", 500), ("gone", 410)):
        note_try(attempt=attempt, tries=tries, outcome=outcome, status=status)
    assert not Delivery.objects.exists()
    assert not Attempt.objects.exists()
