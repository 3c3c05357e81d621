"""The council's own recipe, scaled to other outputs."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from desk.recipes import Recipe, by_percent
from proposals.models import Draft, Good
from proposals.services import save_draft
from tests.factories import (
    make_council,
    make_good,
    make_open_period,
    make_proposal,
    make_seat,
)

BREAD = Good(pk=1, code="bread", name_en="Bread", unit="kg", decimals=3)
CAKE = Good(pk=2, code="cake", name_en="Cake", unit="kg", decimals=3)
FLOUR = Good(pk=3, code="flour", name_en="Flour", unit="kg", decimals=3)
HOURS = Good(pk=4, code="hours", name_en="Hours", unit="h", decimals=0)
GOODS = {good.pk: good for good in (BREAD, CAKE, FLOUR, HOURS)}
PRICES = {1: Decimal(2), 2: Decimal(6), 3: Decimal(1), 4: Decimal(20)}


def recipe(**lines):
    keys = {good.code: key for key, good in GOODS.items()}
    return Recipe({keys[code]: units for code, units in lines.items()}, GOODS, PRICES)


def lines(scaled):
    return {line.good.code: line.now for line in scaled}


def test_ten_percent_more_bread_takes_ten_percent_more_of_everything():
    own = recipe(bread=-1000, flour=700, hours=10)

    scaled = own.scaled(by_percent(own.outputs, Fraction(1, 10)))

    assert lines(scaled) == {"bread": -1100, "flour": 770, "hours": 11}


def test_what_is_only_whole_is_rounded_up_so_that_nothing_is_short():
    own = recipe(bread=-1000, hours=10)
    assert lines(own.scaled({"bread": 1001}))["hours"] == 11


def test_several_outputs_count_by_their_value():
    own = recipe(bread=-1000, cake=-1000, flour=800)

    assert own.factor({"bread": 2000}) == Fraction(10, 8)
    assert lines(own.scaled({"cake": 0}))["flour"] == 200


@given(
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.fractions(0, 10),
    st.integers(0, 99),
)
def test_inputs_never_fall_short_and_never_by_a_unit_too_many(made, used, share, more):
    own = recipe(bread=-made, flour=used)
    wanted = round(made * share) + more

    units = lines(own.scaled({"bread": wanted}))["flour"]

    assert 0 <= units - Fraction(used * wanted, made) < 1


def test_a_council_that_makes_nothing_or_takes_nothing_has_no_recipe():
    assert not recipe(flour=5).is_one
    assert not recipe(bread=-5).is_one
    assert recipe(bread=-5, flour=5).is_one


@pytest.fixture
def bakers(client):
    """Bakers who offered 1000 kg of bread for 700 kg of flour and 10 hours."""
    bread, flour = make_good("bread"), make_good("flour")
    hours = make_good("hours", unit="h", decimals=0)
    period = make_open_period({bread: "2", flour: "1", hours: "20"})
    seat = make_seat(council=make_council("bakers", kind="worker"))
    make_proposal(seat.council, period, {bread: -1_000_000, flour: 700_000, hours: 10})
    client.force_login(seat.person)
    address = reverse("desk:recipe", args=[period.code, "bakers"])
    return client, address, seat, period


@pytest.mark.django_db
def test_the_result_is_seen_and_corrected_before_it_changes_the_draft(bakers):
    client, address, seat, period = bakers
    save_draft(
        council=seat.council,
        period=period,
        lines={"flour": {"request": "1", "offer": "", "note": "wholemeal"}},
        note="",
        version=0,
        saved_by=seat.person,
    )

    page = client.post(address, {"do": "preview", "percent": "10"})
    assert 'value="770"' in page.content.decode()
    assert Draft.objects.get().version == 1

    sent = {"do": "fill", "percent": "10", "hours-amount": "12"}
    sent |= {"bread-amount": "1100", "flour-amount": "770"}
    reply = client.post(address, sent)

    assert reply.url == reverse("desk:draft", args=[period.code, "bakers"])
    assert Draft.objects.get().lines == {
        "bread": {"request": "", "offer": "1100"},
        "flour": {"request": "770", "offer": "", "note": "wholemeal"},
        "hours": {"request": "12", "offer": ""},
    }
    assert b"Undo the last change (3 lines)" in client.get(reply.url).content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"percent": "1.500"},
        {"percent": "x"},
        {"percent": "150", "direction": "less"},
        {"bread-output": "-4"},
        {"bread-amount": "1.500"},
    ],
)
def test_what_cannot_be_read_fills_nothing(bakers, sent):
    client, address, _seat, _period = bakers

    page = client.post(address, {"do": "fill"} | sent)

    assert b"There is a problem" in page.content
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_council_without_a_recipe_is_told_why(client):
    seat = make_seat()
    period = make_open_period({make_good("bread"): "2"})
    client.force_login(seat.person)
    address = reverse("desk:recipe", args=[period.code, seat.council.slug])

    assert b"There is no recipe to go by" in client.get(address).content
    assert client.post(address, {"do": "fill"}).status_code == 200
