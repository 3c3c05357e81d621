"""Every check can fail, and says for how long a part has been silent."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import F

from iteration.models import Round
from iteration.tasks import tick
from ledger.models import Heartbeat, Message
from ledger.services import enqueue, heartbeat, record, seal
from ledger.tasks import heartbeat as worked
from tests.factories import make_bread_year, make_due

pytestmark = pytest.mark.django_db


def ask(client, part):
    answer = client.get(f"/health/{part}/")
    return answer.status_code, answer.json().get(part)


def older(queryset, field, **by):
    queryset.update(**{field: F(field) - timedelta(**by)})


@pytest.mark.parametrize("part", ["beat", "tick", "worker"])
def test_a_part_that_is_silent_fails_and_one_that_speaks_does_not(client, part):
    never = {"ok": False, "seconds": None, "limit": 120}
    assert ask(client, part) == (503, never)

    heartbeat(name=part)
    assert ask(client, part) == (200, {"ok": True, "seconds": 0, "limit": 120})

    older(Heartbeat.objects, "at", seconds=119)
    assert ask(client, part)[0] == 200
    older(Heartbeat.objects, "at", seconds=2)
    assert ask(client, part) == (503, {"ok": False, "seconds": 121, "limit": 120})


def test_a_tick_and_the_task_it_sends_are_heard(client, monkeypatch):
    sent = []
    monkeypatch.setattr(worked, "delay", lambda: sent.append(1))
    tick()
    assert sent == [1]
    assert ask(client, "tick")[0] == 200
    assert ask(client, "worker")[0] == 503
    worked()
    worked()
    assert ask(client, "worker")[0] == 200
    assert Heartbeat.objects.get(name="worker").count == 2


def test_a_tick_that_fails_on_its_way_is_not_heard(client, monkeypatch):
    def fail(*_args):
        raise RuntimeError("a letter that cannot be written")

    monkeypatch.setattr("iteration.letters.remind", fail)
    with pytest.raises(RuntimeError):
        tick()
    assert ask(client, "tick")[0] == 503


def test_a_letter_that_is_due_for_long_fails(client):
    enqueue(key="a", kind="mail", to="ada@example.org", payload={})
    assert ask(client, "outbox")[0] == 200
    older(Message.objects, "due_at", seconds=901)
    assert ask(client, "outbox") == (503, {"ok": False, "seconds": 901, "limit": 900})
    Message.objects.update(due_at=F("due_at") + timedelta(hours=1))
    assert ask(client, "outbox")[0] == 200


def test_a_record_that_nobody_seals_fails(client, settings):
    record(kind="test", subject="x")
    assert ask(client, "seal")[0] == 200
    # It cannot be made older, so the limit comes nearer.
    settings.ALARM_SECONDS = settings.ALARM_SECONDS | {"seal": -1}
    assert ask(client, "seal")[0] == 503
    settings.ALARM_SECONDS = settings.ALARM_SECONDS | {"seal": 0}
    seal()
    assert ask(client, "seal") == (200, {"ok": True, "seconds": 0, "limit": 0})


def test_a_round_that_nobody_counts_fails(client):
    period, *_others = make_bread_year()
    assert ask(client, "rounds")[0] == 200
    make_due(period)
    Round.objects.update(
        opened_at=F("opened_at") - timedelta(hours=1),
        cutoff=F("cutoff") - timedelta(minutes=6),
    )
    assert ask(client, "rounds")[0] == 503


def test_all_of_them_fail_with_one(client):
    for part in ("beat", "tick"):
        heartbeat(name=part)
    answer = client.get("/health/all/")
    assert answer.status_code == 503
    failing = [name for name, said in answer.json().items() if not said["ok"]]
    assert failing == ["worker"]
    heartbeat(name="worker")
    assert client.get("/health/all/").status_code == 200


def test_the_limits_are_settings(client, settings):
    heartbeat(name="beat")
    older(Heartbeat.objects, "at", seconds=30)
    settings.ALARM_SECONDS = settings.ALARM_SECONDS | {"beat": 20}
    assert ask(client, "beat")[0] == 503


def test_there_is_no_other_part(client):
    assert client.get("/health/anything/").status_code == 404


@pytest.mark.parametrize("part", ["", "all/"])
def test_without_a_database_it_says_so(client, monkeypatch, part):
    def gone(*_args, **_options):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get(f"/health/{part}")
    assert (answer.status_code, answer.json()) == (503, {"database": False})
