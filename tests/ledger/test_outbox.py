from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from ledger.models import Message
from ledger.services import claimed, enqueue
from ledger.tasks import deliver
from ledger.writing import WRITERS

pytestmark = pytest.mark.django_db

LETTER = {"subject": "Round 2", "body": "It is open."}


def put(key="round-2-ada"):
    return enqueue(key=key, kind="mail", to="ada@example.org", payload=LETTER)


def test_the_same_key_twice_is_one_message():
    assert put() is True
    assert put() is False
    assert Message.objects.count() == 1


def test_a_message_exists_only_if_its_transaction_was_committed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert put() / 0
    assert not Message.objects.exists()


def test_a_letter_is_delivered_once_however_often_the_task_arrives():
    put()
    for _time in range(3):
        deliver()
    assert [letter.subject for letter in mail.outbox] == ["Round 2"]


def test_what_is_done_is_not_taken_again():
    put()
    deliver()
    with claimed(message_id=Message.objects.get().pk) as message:
        assert message is None


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_workers_takes_a_message():
    put()
    key = Message.objects.get().pk
    with claimed(message_id=key) as message, ThreadPoolExecutor() as other:
        assert message.attempts == 1
        assert other.submit(takes, key).result() is False
    with ThreadPoolExecutor() as other:
        assert other.submit(takes, key).result() is True


@pytest.mark.django_db(transaction=True)
def test_whoever_is_cut_off_while_delivering_lets_go_at_once():
    put()
    key = Message.objects.get().pk
    with ThreadPoolExecutor(1) as lost, ThreadPoolExecutor(1) as other:
        hand = lost.submit(take_and_vanish, key).result()
        assert other.submit(takes, key).result() is True
    del hand


def takes(key):
    """Whether a worker of its own gets the message."""
    try:
        with claimed(message_id=key) as message:
            return message is not None
    finally:
        connection.close()


def take_and_vanish(key):
    """Be gone in the middle of it, without a chance to let go."""
    hand = claimed(message_id=key)
    hand.__enter__()
    connection.close()
    return hand


def test_a_failed_delivery_is_kept_and_tried_again_later(monkeypatch):
    put()

    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    deliver()
    message = Message.objects.get()
    assert (message.sent_at, message.attempts) == (None, 1)
    assert "no mail server" in message.error
    assert not Message.objects.due(Now()).exists()

    monkeypatch.undo()
    Message.objects.update(due_at=Now() - timedelta(seconds=1))
    deliver()
    assert Message.objects.get().sent_at
    assert len(mail.outbox) == 1


def test_every_attempt_carries_the_same_id():
    put()
    deliver()
    assert mail.outbox[0].extra_headers["Message-ID"] == "<round-2-ada@commonplan>"


def test_what_came_too_late_is_dropped_and_not_delivered():
    put("late")
    Message.objects.update(expires_at=Now() - timedelta(seconds=1))
    deliver()
    message = Message.objects.get()
    assert (mail.outbox, message.sent_at) == ([], None)
    assert message.dropped_at
    with claimed(message_id=message.pk) as taken:
        assert taken is None


def test_a_message_of_use_for_a_while_is_delivered():
    put("early")
    Message.objects.update(expires_at=Now() + timedelta(hours=1))
    deliver()
    assert len(mail.outbox) == 1


def test_after_twelve_attempts_a_message_is_left_to_people():
    put()
    Message.objects.update(attempts=12)
    deliver()
    assert mail.outbox == []
    assert not Message.objects.due(Now()).exists()


def test_a_message_that_cannot_be_written_stops_no_other():
    enqueue(key="broken", kind="mail", to="a@example.org", payload={})
    put()
    deliver()
    assert [letter.subject for letter in mail.outbox] == ["Round 2"]
    assert "KeyError" in Message.objects.get(key="broken").error


def test_a_message_with_nothing_to_say_any_more_is_dropped(monkeypatch):
    monkeypatch.setitem(WRITERS, "mail", lambda message, at: None)
    put()
    deliver()
    assert mail.outbox == []
    assert Message.objects.get().dropped_at
    assert not Message.objects.waiting().exists()


def test_no_message_is_both_delivered_and_dropped():
    put()
    with pytest.raises(IntegrityError, match="delivered_or_dropped"):
        Message.objects.update(sent_at=Now(), dropped_at=Now())
