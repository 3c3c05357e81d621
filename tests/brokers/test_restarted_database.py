"""The database is stopped hard and started in mid-round, while people read pages."""

import json
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client

from config.backup import back_up
from config.embedded import Server
from config.restoring import restore
from councils.models import Person
from iteration.models import Round
from iteration.services import close_round, publish_plan, settle_period
from tests.brokers.serving import Readers, Service, answers
from tests.brokers.test_killed_workers import OUTCOME, STATUS, WAITING
from tests.factories import reload
from tests.letterbox import write

pytestmark = pytest.mark.slow
FIXED = "SELECT count(*) FROM ledger_record WHERE kind = 'round.fixed'"
# Seconds after which it is stopped: as soon as the tick may have come, in the count, in
# the settlement, after it; and how long it is away.
STOPS, AWAY = (0.3, 0.8, 0.4, 1.2), 0.7


@pytest.fixture
def server():
    folder = Path(tempfile.mkdtemp(prefix="commonplan-tests-"))
    folder.chmod(0o755)
    found = Server(folder / "postgres")
    found.start()
    yield found
    found.stop("immediate")
    shutil.rmtree(folder)


@contextmanager
def at(server):
    """Let this process work in the database of another server."""
    connection.close()
    before = {key: connection.settings_dict[key] for key in ("NAME", "HOST")}
    connection.settings_dict.update(NAME="postgres", HOST=str(server.socket))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def ask(server, statement):
    with psycopg.connect(server.url, autocommit=True) as session:
        return session.execute(statement).fetchone()


def until(condition, service, seconds=90):
    """Wait, and start again whoever has ended; the database may be away meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        service.look_after()
        try:
            if condition():
                return
        except psycopg.OperationalError:
            pass
        assert time.monotonic() < deadline, service.said()
        time.sleep(0.1)


def finish(year):
    """What an undisturbed service does from here on."""
    assert close_round(Round.objects.get(number=2).pk)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))
    write()
    with connection.cursor() as cursor:
        cursor.execute(OUTCOME)
        return cursor.fetchone()


def test_a_database_stopped_in_mid_round_costs_time_only(bread_year, server, tmp_path):
    file = tmp_path / "before.backup"
    back_up(file)
    expected = finish(bread_year)
    assert expected[0] == "published"
    with at(server):
        restore(file, replace=True)
        client = Client()
        client.force_login(Person.objects.first())
        cookie = client.cookies.output(attrs=[], header="").strip()

    service = Service(server, tmp_path)
    try:
        service.start("web")
        until(lambda: answers(service.port), service)
        with Readers(service.port, cookie) as readers:
            service.start("worker", "beat")
            until(lambda: readers.seen[200] > 20, service)
            for pause in STOPS:
                time.sleep(pause)
                server.stop("immediate")
                time.sleep(AWAY)
                server.start()
            until(lambda: ask(server, STATUS) == ("published",), service)
            until(lambda: ask(server, WAITING) == (0,), service)
            before = readers.seen[200]
            until(lambda: readers.seen[200] > before + 20, service)
    finally:
        service.stop()

    assert readers.strange == []
    assert readers.seen[503] > 0
    assert tuple(ask(server, OUTCOME)) == expected
    assert ask(server, FIXED) == (2,)
    said = (tmp_path / "web.log").read_text().splitlines()
    logged = [json.loads(line) for line in said]
    assert {200, 503} <= {entry.get("status") for entry in logged}
    assert "gunicorn.error" in {entry["logger"] for entry in logged}
    worked = (tmp_path / "worker.log").read_text()
    assert '"task_name": "iteration.tasks.' in worked
    assert cookie.partition("=")[2] not in worked + str(logged)
