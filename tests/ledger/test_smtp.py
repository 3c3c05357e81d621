"""Delivery to a mail server that fails in between."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from ledger.models import Message
from ledger.services import enqueue
from ledger.tasks import deliver
from tests.ledger.smtpd import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with Server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_TIMEOUT = 5
        yield server


def put(*keys, subject="Rundgang für alle"):
    for key in keys:
        letter = {"subject": subject, "body": f"{key}: grün"}
        enqueue(key=key, kind="mail", to=f"{key}@example.org", payload=letter)


def come_again():
    """The time until the next attempt passes."""
    Message.objects.filter(sent_at=None).update(due_at=Now() - timedelta(seconds=1))
    deliver()


def ids(server):
    return [letter["Message-ID"] for letter in server.letters]


def test_letters_arrive_as_they_were_written(server):
    put("a", "b")
    deliver()
    first, _second = server.letters
    assert first["Subject"] == "Rundgang für alle"
    assert first["To"] == "a@example.org"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().strip() == "a: grün"


def test_a_server_that_dies_delays_one_letter_and_loses_none(server):
    put("a", "b", "c")
    server.plan = ["take", "lose"]
    deliver()
    assert ids(server) == ["<a@commonplan>", "<c@commonplan>"]
    come_again()
    assert ids(server)[2:] == ["<b@commonplan>"]
    assert Message.objects.waiting().count() == 0


def test_a_letter_kept_by_a_server_that_died_comes_again_under_its_own_id(server):
    put("a")
    server.plan = ["keep"]
    deliver()
    come_again()
    assert ids(server) == ["<a@commonplan>"] * 2


def test_an_address_refused_for_now_stops_no_other(server):
    put("a", "b")
    server.plan = ["refuse"]
    deliver()
    assert ids(server) == ["<b@commonplan>"]
    assert "try again later" in Message.objects.get(key="a").error
    come_again()
    assert ids(server)[1:] == ["<a@commonplan>"]


def test_a_server_that_is_not_there_is_called_again_later(server, settings):
    put("a")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    deliver()
    assert Message.objects.get().attempts == 1
    settings.EMAIL_PORT = port
    come_again()
    assert ids(server) == ["<a@commonplan>"]


def test_a_line_break_in_a_subject_makes_no_header(server):
    put("a", subject="News\r\nBcc: everybody@example.org")
    deliver()
    [letter] = server.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "News Bcc: everybody@example.org"
