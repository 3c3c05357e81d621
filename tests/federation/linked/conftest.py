import json

import pytest
from django.db import transaction

from iteration.models import Plan
from iteration.services import publish_plan, settle_period
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    reload,
)
from tests.federation.linked.graphs import BASE, LD, PLAN, ask, body
from tests.federation.linked.reading import Reader


@pytest.fixture(autouse=True)
def _base(settings):
    settings.BASE_URL = BASE


@pytest.fixture(scope="module")
def _once(django_db_setup, django_db_blocker):
    """One year for a whole module; each test begins with it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_plan()
        transaction.set_rollback(True)


@pytest.fixture
def plan(db, _once):
    """A year with every kind of good and council, and its published plan."""
    return Plan.objects.select_related("period", "publication").get(pk=_once.pk)


@pytest.fixture
def graph(plan):
    return json.loads(body(ask(Accept=LD)))


@pytest.fixture
def read(graph):
    return Reader(graph)


@pytest.fixture
def published(plan):
    return json.loads(body(ask(f"{PLAN}/document")))


def make_plan():
    goods = {
        "bread": make_good("bread", classification="CPC 2.1: 23491"),
        "meals": make_good("meals", unit="{meal}", decimals=0),
        "park": make_good("park", category="public", unit="m2", decimals=0),
        "flour": make_good("flour", category="intermediate", unit="t"),
        "hours": make_good("hours", category="labour", unit="h", decimals=1),
        "land": make_good("land", category="resource", unit="har"),
        "oven": make_good("oven", category="capital", unit="kW.h", decimals=0),
        "soot": make_good("soot", category="pollutant"),
        "honey": make_good("honey"),  # Nobody has any.
        "freight": make_good("freight", category="intermediate", unit="t.km"),
    }
    year = make_open_period(
        dict.fromkeys(goods.values(), "2.5"), code="2027", max_rounds=1
    )
    town = make_council("town", kind="consumer_federation", members=0)
    councils = {
        "eaters": make_council("eaters", name_de="Die Esser", parent=town),
        "town": town,
        "bakers": make_council("bakers", kind="worker"),
        "millers": make_council("millers", kind="industry_federation"),
        "meadow": make_council("meadow", kind="commons"),
        "valley": make_council("valley", kind="community"),
    }
    lines = {
        "eaters": {"bread": 80_000, "meals": 120, "hours": -4_000, "honey": 500},
        "town": {"park": 500},
        "bakers": {
            "bread": -79_000,
            "meals": -120,
            "flour": 60_000,
            "hours": 3_000,
            "land": 1_500,
            "oven": 90,
            "soot": 700,
        },
        "millers": {"flour": -60_000, "park": -500, "hours": 900, "freight": 12_000},
        "meadow": {"land": -2_000, "oven": -100, "freight": -12_000},
        "valley": {"soot": -900},
    }
    for slug, each in lines.items():
        wanted = {goods[code]: units for code, units in each.items()}
        make_proposal(councils[slug], year, wanted)
    make_count(year)
    settle_period(period=reload(year))
    return publish_plan(period=reload(year))
