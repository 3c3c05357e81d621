"""The view for the assembly: everything in hand, on paper."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from councils.models import Council
from desk.printing.qr import qr_code
from proposals.services import grant
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    open_period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def eaters(client):
    """Round 2 is open; the eaters asked for 80 kg of bread, 60 were offered."""
    bread = make_good("bread")
    period = make_period("2027", {bread: "2.5"})
    eaters = make_seat(make_person("ada")).council
    grant(council=eaters, period=period, source="effort", amount=Decimal(5000))
    open_period(period=period)
    bakers = make_council("bakers", kind="worker")
    make_proposal(eaters, period, {bread: 80_000})
    make_proposal(bakers, period, {bread: -60_000})
    make_count(period)
    client.force_login(eaters.seats.get().person)
    return eaters


def printed(client, council, **query):
    where = reverse("desk:print", args=["2027", council.slug])
    response = client.get(where, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_shows_the_price_how_it_moved_and_our_last_figure(client, eaters):
    page = printed(client, eaters)

    row = re.search(r'<th scope="row">Bread.*?</tr>', page)[0]
    assert "credits per kg" in row
    assert re.search(r"\+\d", row), "the price has risen"
    assert "80 kg" in row


def test_it_says_what_is_left_of_the_entitlement(client, eaters):
    page = printed(client, eaters)

    assert "Entitlement, less our share of public goods" in page
    assert "5 000.00 credits" in page


def test_a_workplace_is_told_its_ratio(client, eaters):
    bakers = make_seat(eaters.seats.get().person, council_named("bakers")).council

    page = printed(client, bakers)

    assert "Ratio of benefit to cost" in page
    assert "no inputs" in page
    assert page.index("We offer") < page.index("60 kg")


def council_named(slug):
    return Council.objects.get(slug=slug)


def test_a_camera_finds_the_draft_page(client, eaters, settings):
    settings.BASE_URL = "https://plan.example"

    page = printed(client, eaters)

    address = reverse("desk:draft", args=["2027", eaters.slug])
    drawn = qr_code(f"https://plan.example{address}", "QR code: the draft page")
    assert drawn in page


def test_there_is_a_large_print(client, eaters):
    assert 'class="sheet large"' in printed(client, eaters, size="large")
    assert 'class="sheet"' in printed(client, eaters)


def test_a_council_without_figures_gets_blank_lines(client, eaters):
    new = make_seat(eaters.seats.get().person).council

    page = printed(client, new)

    assert "We have proposed nothing yet." in page
    assert page.count('class="blank"') == 8
