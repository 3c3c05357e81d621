"""A broker that forgets everything, in the middle of it all, costs ticks only."""

import os
import time

import pytest
import redis

from iteration.models import Publication
from iteration.recount import faults
from tests.brokers import servers
from tests.brokers.running import TICK, Broker
from tests.databases import database_url
from tests.factories import reload

pytestmark = pytest.mark.slow
# Long enough for some messages to be taken, too short for all that follows from them.
PAUSE = 0.4


@pytest.fixture
def own_redis():
    """A Redis that no other test uses: everything in it is going to be deleted."""
    if not servers.redis_program():
        reason = "redis-server is not installed"
        required = os.environ.get("REQUIRE_BROKERS") == "1"
        (pytest.fail if required else pytest.skip)(reason)
    with servers.redis() as url:
        yield url


def test_a_redis_flushed_again_and_again_loses_nothing(bread_year, own_redis, tmp_path):
    store = redis.Redis.from_url(own_redis)
    flushed = []

    def over():
        broker.send(TICK)
        time.sleep(PAUSE)
        store.flushall()
        flushed.append(time.monotonic())
        return reload(bread_year).status == "published"

    with Broker(own_redis, database_url(), tmp_path) as broker:
        broker.worker(pool="prefork")
        broker.until(over, seconds=90)

    assert len(flushed) > 1
    assert Publication.objects.count() == 3
    assert list(faults(bread_year)) == []


@pytest.mark.parametrize("name", ["pgmq", "rabbitmq"])
def test_a_queue_emptied_again_and_again_loses_nothing(bread_year, open_broker, name):
    with open_broker(name) as broker:
        broker.worker(pool="prefork")

        def over():
            broker.send(TICK)
            time.sleep(PAUSE)
            broker.purge()
            return reload(bread_year).status == "published"

        broker.until(over, seconds=90)

    assert Publication.objects.count() == 3
    assert list(faults(bread_year)) == []
