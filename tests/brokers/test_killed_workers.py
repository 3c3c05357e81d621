"""Kill -9 of a worker at every named place: the next one ends in the same plan."""

import time
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connection

from iteration.models import Round
from iteration.services import close_round, publish_plan, settle_period
from ledger import faults
from tests.brokers.running import TICK, letters
from tests.databases import copy_database, database_url, drop_database
from tests.factories import reload
from tests.letterbox import write

pytestmark = pytest.mark.slow

# Every place at the broker that is always there; at the others one of each half.
SOME = ["round.fixed", "plan.assignments_written"]
BATCH = 4
KNOCK_SECONDS = 3
CASES = [
    ("pgmq", list(faults.POINTS[first : first + BATCH]))
    for first in range(0, len(faults.POINTS), BATCH)
]
CASES += [("rabbitmq", SOME), ("redis", SOME)]

OUTCOME = """
    SELECT (SELECT status FROM proposals_period),
           (SELECT json_agg(json_build_array(digest, body) ORDER BY number)
            FROM iteration_publication),
           (SELECT json_agg(json_build_array(key, payload) ORDER BY key)
            FROM ledger_message)
"""
STATUS = "SELECT status FROM proposals_period"
WAITING = """
    SELECT (SELECT count(*) FROM ledger_message
            WHERE sent_at IS NULL AND dropped_at IS NULL)
         + (SELECT count(*) FROM councils_event WHERE spread_at IS NULL)
         + (SELECT count(*) FROM councils_notice
            WHERE told_at IS NULL AND outdated_at IS NULL)
"""
SENT = """
    SELECT array_agg(key ORDER BY key COLLATE "C")
    FROM ledger_message WHERE sent_at IS NOT NULL
"""


@pytest.fixture
def copy(bread_year):
    """A way to copy the database of the year, as it is just before the count."""
    made = []

    def copied():
        connection.close()  # A database in use is not copied.
        original = connection.settings_dict["NAME"]
        name = f"{original}_copy_{len(made)}"
        copy_database(name, original)
        made.append(name)
        return name

    yield copied
    for name in made:
        drop_database(name)


def ask(database, statement):
    """The one row, or nothing, a statement gives in a database of the test's server."""
    url = database_url(database)
    with psycopg.connect(url, autocommit=True) as session:
        cursor = session.execute(statement)
        return cursor.fetchone() if cursor.description else None


def finish(year):
    """What the tasks do from here on, without them."""
    assert close_round(Round.objects.get(number=2).pk)
    settle_period(period=reload(year))
    publish_plan(period=reload(year))
    write()


@pytest.mark.parametrize(("name", "points"), CASES)
def test_a_year_whose_worker_is_killed_ends_in_the_same_plan(
    bread_year, copy, open_broker, name, points
):
    databases = {point: copy() for point in points}
    finish(bread_year)
    expected = ask(None, OUTCOME)
    assert expected[0] == "published"
    assert len(expected[1]) == 3

    with ExitStack() as stack:
        brokers = {
            point: stack.enter_context(open_broker(name, database))
            for point, database in databases.items()
        }
        # All at once, since a worker takes most of its time to start.
        for point, broker in brokers.items():
            broker.worker(fault=point)
        for point, broker in brokers.items():
            knock_until(broker, broker.workers[0].has_ended)
            assert broker.workers[0].was_killed(), f"{point}\n{broker.said()}"

        for broker in brokers.values():
            broker.send(TICK)
            broker.worker()
        for point, broker in brokers.items():
            ends_as(expected, databases[point], broker, point)


def knock_until(broker, condition):
    """A tick now and then, as the clock sends them, until a condition holds."""
    last = 0.0

    def knocked():
        nonlocal last
        if time.monotonic() - last > KNOCK_SECONDS:
            broker.send(TICK)
            last = time.monotonic()
        return condition()

    broker.until(knocked)


def ends_as(expected, database, broker, point):
    """Wait for the end of the year, deliver its letters, and compare."""
    broker.until(lambda: ask(database, STATUS) == ("published",))
    knock_until(broker, lambda: ask(database, WAITING) == (0,))
    assert ask(database, OUTCOME) == expected
    sent = letters(broker.said())
    if point == "letter.handed_over":
        # It died before it could note the mail server's yes: the same id came twice.
        assert len(sent) == len(set(sent)) + 1
        sent = sorted(set(sent))
    assert [key for key in sent if key.startswith("plan-")]
    # The rounds are over, so their letters are dropped; no other is delivered twice.
    assert (sent,) == ask(database, SENT)
