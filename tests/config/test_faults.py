"""What goes wrong before any view is answered too: in words, in the asker's form."""

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.test import Client
from kombu.exceptions import OperationalError as NoBroker

from iteration.tasks import tick
from tests.factories import make_person

pytestmark = pytest.mark.django_db
GONE = [OperationalError, InterfaceError, psycopg.OperationalError, NoBroker]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def break_sessions(monkeypatch, error):
    def fail(*_args):
        raise error("server closed the connection unexpectedly")

    monkeypatch.setattr(SessionStore, "load", fail)


@pytest.mark.parametrize("error", GONE)
def test_in_middleware_it_is_a_page_that_says_when_to_come_back(
    client, monkeypatch, error
):
    client.force_login(make_person())
    break_sessions(monkeypatch, error)
    answer = client.get("/account/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "Nothing is lost" in text
    assert "connection" not in text


def test_in_a_view_too(client, monkeypatch):
    def fail(*_args, **_options):
        raise OperationalError("terminating connection")

    monkeypatch.setattr("django.shortcuts.render", fail)
    monkeypatch.setattr("desk.views.start.render", fail)
    answer = client.get("/words/")
    assert (answer.status_code, "Retry-After" in answer) == (503, True)


def test_a_program_is_told_as_a_problem(client, monkeypatch):
    client.force_login(make_person())
    break_sessions(monkeypatch, OperationalError)
    answer = client.get("/api/v1/periods")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["type"].endswith("/unavailable")


def test_another_fault_is_a_fault(client, monkeypatch):
    client.force_login(make_person())
    break_sessions(monkeypatch, ZeroDivisionError)
    answer = client.get("/account/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_a_knock_that_nobody_hears_spoils_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*_args):
        raise NoBroker("connection refused")

    monkeypatch.setattr(tick, "delay", fail)
    with django_capture_on_commit_callbacks(execute=True) as knocked:
        tick.delay_on_commit()
    assert len(knocked) == 1


def test_a_program_is_told_of_a_fault_as_a_problem(client, monkeypatch):
    client.force_login(make_person())
    break_sessions(monkeypatch, ZeroDivisionError)
    answer = client.get("/api/v1/periods")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/internal")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/periods", "application/problem+json"), ("/words/", "text/html")],
)
def test_a_request_for_a_strange_host_is_refused_in_the_form_of_its_asker(
    client, path, kind
):
    answer = client.get(path, HTTP_HOST="5CW@?K")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(kind)
