import os

import pytest

from proposals.services import instruct
from tests.brokers import servers
from tests.brokers.running import Broker
from tests.databases import database_url
from tests.factories import (
    make_bread_year,
    make_count,
    make_due,
    make_person,
    make_seat,
    reload,
)


@pytest.fixture(scope="session")
def pgmq_url():
    return "pgmq://database"


@pytest.fixture(scope="session")
def rabbitmq_url():
    yield from address("rabbitmq", servers.rabbitmq_program(), servers.rabbitmq)


@pytest.fixture(scope="session")
def redis_url():
    yield from address("redis", servers.redis_program(), servers.redis)


def address(name, program, start):
    """The server of the environment, or one started here; without both a skip."""
    variable = f"TEST_{name.upper()}_URL"
    if url := os.environ.get(variable):
        yield url
    elif program:
        with start() as url:
            yield url
    else:
        reason = f"{variable} is not set and {name}-server is not installed"
        required = os.environ.get("REQUIRE_BROKERS") == "1"
        (pytest.fail if required else pytest.skip)(reason)


@pytest.fixture
def open_broker(request, tmp_path):
    """Open a queue at a broker, by its name, for a database of the test's server."""

    def opened(name, database=None):
        url = request.getfixturevalue(f"{name}_url")
        return Broker(url, database_url(database), tmp_path)

    return opened


@pytest.fixture(params=["pgmq", "rabbitmq", "redis"])
def broker(request, transactional_db, open_broker):
    with open_broker(request.param) as opened:
        yield opened


@pytest.fixture
def bread_year(transactional_db):
    """A year that is settled and published as soon as it agrees, which is now.

    Its second round is due. Both councils follow the prices; Ada is to hear of the
    plan.
    """
    period, _bread, eaters, bakers = make_bread_year(
        tolerance="0.2", automatic=True, rule="calibrated", silence="impute"
    )
    for council in (eaters, bakers):
        instruct(council=council, mode="follow")
    make_seat(make_person(email="ada@example.org"), eaters)
    make_count(period)
    make_due(period)
    return reload(period)
