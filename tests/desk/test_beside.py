"""What stands beside a line: last year, similar councils, the good's imbalance."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from councils.models import Departure, Heir
from desk.access import find_place
from desk.beside import Surroundings
from desk.drafting import Desk
from proposals.conversion import Part
from proposals.services.successions import end_goods
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db


def set_up(others, *, kind="consumer", client=None):
    """Ada's ten people took 80 kg; so many other councils of ten took 60 kg each."""
    bread = make_good("bread")
    period = make_open_period({bread: "2"}, code="2027")
    seat = make_seat(council=make_council("eaters"))
    make_proposal(seat.council, period, {bread: 80_000})
    for _ in range(others):
        make_proposal(make_council(kind=kind), period, {bread: 60_000})
    make_proposal(make_council(kind="worker"), period, {bread: -100_000})
    make_count(period)
    return seat, bread


def beside(seat, good):
    place = find_place(seat.person, "2027", seat.council.slug)
    return Surroundings(place, {}, [good.pk]).beside(good)


def test_the_average_of_similar_councils_leaves_the_own_out():
    seat, bread = set_up(5)

    found = beside(seat, bread)

    assert found.average(80_000) == "6\N{NO-BREAK SPACE}kg"
    assert found.own(80_000) == "8\N{NO-BREAK SPACE}kg"


def test_of_fewer_than_five_others_nothing_is_said():
    seat, bread = set_up(4)
    assert beside(seat, bread).average(80_000) == ""


def test_other_kinds_of_council_are_not_similar():
    seat, bread = set_up(5, kind="commons")
    assert beside(seat, bread).average(80_000) == ""


def test_what_is_offered_is_not_averaged_with_what_is_requested():
    seat, bread = set_up(5)
    assert beside(seat, bread).average(-80_000) == ""


def test_the_imbalance_is_shown_with_the_own_change_in_it():
    seat, bread = set_up(1)

    before, after = beside(seat, bread).effect(40_000)

    assert before == Decimal("0.333333")  # 2 (140 - 100) / 240
    assert after == 0
    assert beside(seat, bread).effect(80_000) == (before, before)
    assert beside(seat, bread).effect(None) == (before, before)
    assert beside(seat, bread).effect(0)[1] == Decimal("-0.5")
    # Who turns from taking 80 kg to giving 20 kg: 60 requested, 120 offered.
    assert beside(seat, bread).effect(-20_000)[1] == Decimal("-0.666667")


def test_the_page_shows_it_and_follows_while_somebody_types(client):
    seat, _bread = set_up(5)
    client.force_login(seat.person)
    args = ["2027", "eaters"]

    page = client.get(reverse("desk:draft", args=args)).content.decode()
    sent = {"line": "bread", "bread-request": "10", "version": 0}
    reply = client.post(reverse("desk:autosave", args=args), sent).content.decode()

    assert "similar councils, per member: 6\N{NO-BREAK SPACE}kg" in page
    assert "yours: 8\N{NO-BREAK SPACE}kg" in page
    assert "+117\N{NO-BREAK SPACE}%" in page
    assert "yours: 1\N{NO-BREAK SPACE}kg" in reply
    assert "<strong>+102\N{NO-BREAK SPACE}%</strong>" in reply


def test_in_the_first_round_of_a_year_the_year_before_is_compared_with():
    seat, bread = set_up(5)
    before = seat.council.proposals.first().period
    following = make_open_period({bread: "2"}, code="2028")
    following.previous = before
    following.save()
    place = find_place(seat.person, "2028", "eaters")

    desk = Desk(place)
    sheet = desk.begin()
    desk.look_around(sheet)
    line = sheet.lines[0]

    assert line.beside.last_year == 80_000
    assert line.average == "6\N{NO-BREAK SPACE}kg"
    assert line.effect is None


def test_counts_of_the_year_before_are_told_in_the_goods_of_this_one():
    seat, bread = set_up(5)
    before = seat.council.proposals.first().period
    loaves = make_good("loaves", unit="1", decimals=0)
    # A loaf weighs half a kilogram.
    end_goods(
        kind="merge", ends={bread: [Part(loaves, Fraction(1), Fraction(2))]}, reason="x"
    )
    make_open_period({loaves: "1"}, code="2028", previous=before)
    place = find_place(seat.person, "2028", "eaters")
    found = Surroundings(place, {}, [loaves.pk]).beside(loaves)
    assert found.counted == 160
    assert found.average(160).startswith("12")
    assert found.own(160).startswith("16")


def test_a_council_goes_on_with_what_was_counted_of_those_that_were_merged():
    seat, bread = set_up(6)
    before = seat.council.proposals.first().period
    other = before.proposals.exclude(council=seat.council).filter(
        council__kind="consumer"
    )[0]
    heir = make_seat(council=make_council("together", members=20))
    for gone in (seat.council, other.council):
        departure = Departure.objects.create(council=gone, kind="merge")
        Heir.objects.create(
            departure=departure, council=heir.council, numerator=1, denominator=1
        )
    make_open_period({bread: "2"}, code="2028", previous=before)
    place = find_place(heir.person, "2028", "together")
    found = Surroundings(place, {}, [bread.pk]).beside(bread)
    assert found.counted == 140_000
    # The five others took 60 kg each.
    assert found.average(140_000) == "6\N{NO-BREAK SPACE}kg"
