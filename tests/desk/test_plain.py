"""The year and the round in plain language, in every state they can be in."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from councils.models import Council
from desk.plain import moved, needed
from iteration.models import Result
from proposals.models import Good, Period
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
)


@pytest.fixture
def year(db):
    """Round 1 is counted: 80 kg of bread are requested, 60 kg offered; 2 is open."""
    bread = make_good("bread")
    period = make_open_period({bread: "2"})
    make_proposal(make_council(), period, {bread: 80_000})
    make_proposal(make_council(kind="worker"), period, {bread: -60_000})
    make_count(period)
    return period


def page(client, name, *args):
    with translation.override("en"):
        return client.get(reverse(f"desk:{name}", args=args)).content.decode()


def test_a_year_says_which_round_it_is_and_what_does_not_fit(client, year):
    text = page(client, "plain-year", year.code)
    assert "Now it is round 2." in text
    assert "One thing does not fit yet." in text


def test_an_open_round_says_what_moved_its_prices(client, year):
    text = page(client, "plain-round", year.code, 2)
    assert "This round is open." in text
    assert "People want more than there is." in text
    assert "The price goes up." in text


def test_a_counted_round_says_what_was_found(client, year):
    text = page(client, "plain-round", year.code, 1)
    assert "Everything was added up." in text
    assert "One thing does not fit yet." in text


@pytest.mark.parametrize("status", Period.Status.values[1:])
def test_every_state_of_a_year_has_its_sentences(client, year, status):
    Period.objects.filter(pk=year.pk).update(status=status)
    text = page(client, "plain-year", year.code)
    stalled = "Now people talk about how to go on." in text
    assert stalled == (status == Period.Status.STALLED)


def test_a_stalled_year_says_what_does_not_fit_and_which_ways_there_are(client, year):
    assert "There are two ways." not in page(client, "plain-year", year.code)
    Period.objects.filter(pk=year.pk).update(status=Period.Status.STALLED, max_rounds=1)
    text = page(client, "plain-year", year.code)
    assert "Bread: People want more than there is." in text
    assert "All rounds are used up." in text
    assert "There are two ways." in text


def test_the_page_of_a_stalled_year_says_why_without_a_council(client, year):
    assert 'id="why"' not in page(client, "year", year.code)
    Period.objects.filter(pk=year.pk).update(status=Period.Status.STALLED, max_rounds=1)
    text = page(client, "year", year.code)
    assert 'href="#why"' in text
    assert "All the rounds that were set for this year are used up." in text
    assert "20\N{NO-BREAK SPACE}kg more is requested than offered" in text
    assert "What the facilitators can choose" in text
    for council in Council.objects.all():
        assert council.name not in text


def test_of_a_surplus_at_the_lowest_price_it_is_said_that_it_cannot_fall(client, year):
    Period.objects.filter(pk=year.pk).update(status=Period.Status.STALLED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Result.objects.filter(round__period=year).update(reason="at_floor")
    text = page(client, "year", year.code)
    assert "its price cannot fall further" in text
    assert "In four rounds" in text


def test_a_round_that_never_was_has_no_page(client, year):
    address = reverse("desk:plain-round", args=[year.code, 7])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("requested", "offered", "within", "sentence"),
    [
        (5, 5, True, "There is as much as people want."),
        (102, 100, True, "There is almost enough."),
        (200, 100, False, "People want more than there is."),
        (100, 102, True, "There is a little more than people want."),
        (100, 200, False, "There is more than people want."),
    ],
)
def test_what_is_wanted_is_one_sentence(requested, offered, within, sentence):
    good = Good(code="bread", name_en="Bread", name_de="Brot")
    result = Result(good=good, requested=requested, offered=offered, within=within)
    with translation.override("en"):
        assert needed(result) == f"Bread: {sentence}"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (0.2, "The price goes up."),
        (-0.2, "The price goes down."),
        (0.001, "The price stays almost the same."),
    ],
)
def test_what_a_price_does_is_one_sentence(step, sentence):
    with translation.override("en"):
        assert moved(Result(step=step)) == sentence
