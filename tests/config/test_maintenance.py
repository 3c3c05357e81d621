"""What operators let every page say, and the time in which only they are answered."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import clock
from ledger.models import Maintenance, Record
from ledger.services import announce_maintenance, lift_maintenance
from tests.factories import make_bread_year, make_facilitator, make_operator, make_seat

pytestmark = pytest.mark.django_db
WORDS = {"text_en": "We move house.", "text_de": "Wir ziehen um."}


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    cache.clear()
    yield
    cache.clear()


def announce(*, begins=-1, ends=60, closed=False, **words):
    """So many minutes from now."""
    now = clock.now()
    return announce_maintenance(
        begins=now + timedelta(minutes=begins),
        ends=now + timedelta(minutes=ends),
        closed=closed,
        actor=None,
        **(WORDS | words),
    )


def test_every_page_says_it_in_the_reader_s_language(client):
    announce()
    assert "We move house." in client.get("/words/").content.decode()
    german = client.get("/words/", headers={"Accept-Language": "de"})
    assert "Wir ziehen um." in german.content.decode()


@pytest.mark.parametrize("when", [{"begins": 1}, {"begins": -5, "ends": 0.001}])
def test_before_and_after_no_page_says_it(client, when):
    announce(**when)
    cached = client.get("/words/")
    if "ends" in when:
        Maintenance.objects.update(ends=clock.now())
        cache.clear()
        cached = client.get("/words/")
    assert "We move house." not in cached.content.decode()


def test_the_database_is_asked_once_a_minute(client):
    announce()
    client.get("/words/")
    with CaptureQueriesContext(connection) as queries:
        assert "We move house." in client.get("/words/").content.decode()
    assert not [q for q in queries if "maintenance" in q["sql"]]


def test_what_is_lifted_is_said_no_more(client):
    found = announce()
    assert lift_maintenance(maintenance=found, actor=None)
    assert not lift_maintenance(maintenance=found, actor=None)
    assert "We move house." not in client.get("/words/").content.decode()
    kinds = Record.objects.filter(subject=f"maintenance/{found.pk}").order_by("pk")
    assert [each.kind for each in kinds] == [
        "maintenance.announced",
        "maintenance.lifted",
    ]
    assert kinds[0].reason == "We move house."


@pytest.mark.parametrize("when", [{"begins": 5, "ends": 4}, {"begins": -9, "ends": -1}])
def test_a_time_that_is_none_is_refused(when):
    with pytest.raises(ValidationError, match="must end after it begins"):
        announce(**when)


def test_closed_everybody_is_told_when_to_come_back(client):
    period, _bread, eaters, _bakers = make_bread_year()
    announce(closed=True)
    client.force_login(make_seat(council=eaters).person)
    for path in ("/", "/console/", f"/years/{period.code}/"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert 3500 < int(answer["Retry-After"]) <= 3600
        assert "We move house." in answer.content.decode()
    api = client.get("/api/v1/periods")
    assert api.status_code == 503
    assert api["Content-Type"] == "application/problem+json"
    assert int(api["Retry-After"]) > 3500


def test_closed_whoever_runs_it_gets_in(client):
    announce(closed=True)
    assert client.get("/login/").status_code == 200
    client.force_login(make_operator())
    assert client.get("/words/").status_code == 200
    client.force_login(make_facilitator())
    assert client.get("/words/").status_code == 503


def test_closed_it_still_says_how_it_is(client):
    announce(closed=True)
    assert client.get("/health/").status_code == 200
    assert client.get("/health/seal/").status_code == 200
    assert client.get("/metrics/").status_code == 200


def test_deadlines_stay(client):
    period, *_rest = make_bread_year()
    cutoff = period.rounds.latest("number").cutoff
    announce(closed=True)
    assert period.rounds.latest("number").cutoff == cutoff
