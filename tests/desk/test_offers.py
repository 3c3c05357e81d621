"""The models' offer on a council's page: three versions side by side, and a word."""

import pytest
from django.urls import reverse

from councils.models import Membership
from iteration.models import Offer, Signature
from iteration.services import publish_plan, settle_period, withdraw_offer
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    make_seat,
    reload,
)
from tests.iteration.test_signing import closed, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    """80 kg of bread requested, 70 offered; the models meet somewhere between."""
    bread = make_good("bread")
    hours = make_good("hours", category="labour", unit="h", decimals=2)
    period = make_open_period(
        {bread: "2.5", hours: 10}, code="2027", tolerance="0.2", rule="calibrated"
    )
    eaters, bakers = make_council("eaters"), make_council("bakers", "worker")
    make_proposal(eaters, period, {bread: 80_000, hours: -1_600})
    make_proposal(bakers, period, {bread: -70_000, hours: 1_500})
    assert make_count(period).agreed
    offer = settle_period(period=reload(period), finish="model")
    return reload(period), offer, eaters, bakers


def address(name, council):
    return reverse(f"desk:{name}", args=["2027", council.slug])


def text_of(page, status=200):
    assert page.status_code == status
    gaps = {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
    return page.content.decode().translate(str.maketrans(gaps))


def log_in(client, council, role=Membership.Role.DELEGATE):
    seat = make_seat(council=council, role=role)
    client.force_login(seat.person)
    return seat


def test_a_delegate_sees_proposal_offer_and_settlement(client, offered):
    _period, offer, eaters, _bakers = offered
    log_in(client, eaters)
    text = text_of(client.get(address("offer", eaters)))
    part = offer.parts.get(council=eaters)
    assert part.settled == [70_000, -1_600]
    assert 70_000 < part.quantities[0] < 80_000
    for version in (80_000, part.quantities[0], 70_000):
        assert f"{version / 1000:g} kg" in text
    assert "Accept the offer" in text


def test_a_delegate_accepts_and_thinks_again(client, offered):
    _period, _offer, eaters, _bakers = offered
    seat = log_in(client, eaters)
    where = address("offer", eaters)

    text = text_of(client.post(where, {"accepts": "yes"}, follow=True))
    assert "Your council accepts the offer." in text
    assert seat.person.username in text

    text = text_of(client.post(where, {"accepts": "no"}, follow=True))
    assert "Your council objects and keeps its proposal." in text
    words = Signature.objects.order_by("number").values_list("accepts", flat=True)
    assert list(words) == [True, False]


@pytest.mark.parametrize("data", [{}, {"accepts": "maybe"}, {"accepts": "\0"}])
def test_a_word_nobody_understands_says_nothing(client, offered, data):
    _period, _offer, eaters, _bakers = offered
    log_in(client, eaters)
    text = text_of(client.post(address("offer", eaters), data), status=409)
    assert "Choose whether your council accepts or objects." in text
    assert not Signature.objects.exists()


def test_a_member_reads_and_cannot_sign(client, offered):
    _period, _offer, eaters, _bakers = offered
    log_in(client, eaters, Membership.Role.MEMBER)
    text = text_of(client.get(address("offer", eaters)))
    assert "Accept the offer" not in text
    page = client.post(address("offer", eaters), {"accepts": "yes"})
    assert "Only a delegate or clerk of Eaters can sign" in text_of(page, status=409)
    assert not Signature.objects.exists()


def test_a_stranger_learns_nothing(client, offered):
    _period, _offer, eaters, bakers = offered
    log_in(client, eaters)
    assert client.get(address("offer", bakers)).status_code == 404


def test_without_an_offer_there_is_no_page(client, offered):
    _period, offer, eaters, _bakers = offered
    withdraw_offer(offer=offer, reason="A mistake.")
    log_in(client, eaters)
    assert client.get(address("offer", eaters)).status_code == 404
    assert client.get(address("assignment", eaters)).status_code == 404


def test_members_find_it_from_their_start_page_and_their_council(client, offered):
    _period, _offer, eaters, _bakers = offered
    log_in(client, eaters)
    for where in ("/", address("council", eaters)):
        text = text_of(client.get(where))
        assert address("offer", eaters) in text
    page = client.get(address("assignment", eaters))
    assert page.url == address("offer", eaters)


def test_what_came_of_it_is_said_on_the_assignment(client, offered):
    period, offer, eaters, bakers = offered
    say(offer, "eaters", True)
    closed(offer)
    publish_plan(period=reload(period))

    log_in(client, eaters)
    text = text_of(client.get(address("assignment", eaters)))
    assert "your council accepted the models’ offer" in text
    text = text_of(client.get(address("offer", eaters)))
    assert "the plan is made" in text
    assert "Accept the offer" not in text
    assert Offer.objects.get().status == Offer.Status.CLOSED

    log_in(client, bakers)
    text = text_of(client.get(address("assignment", bakers)))
    assert "Your council did not accept the models’ offer" in text
    assert "said nothing" in text_of(client.get(address("offer", bakers)))
    assert "the others kept at most" in text_of(client.get("/years/2027/plan/"))


def test_whole_things_are_given_as_the_reason_and_their_cost_in_the_plan(client):
    buses = make_good("buses", unit="1", decimals=0)
    steel = make_good("steel", category="resource")
    period = make_open_period({buses: 1000, steel: 100}, code="2027", tolerance="0.2")
    garage, mine = (
        make_council("garage", kind="worker"),
        make_council("mine", "commons"),
    )
    make_proposal(garage, period, {buses: -3, steel: 3_000})
    make_proposal(mine, period, {steel: -2_700})
    make_proposal(make_council("riders"), period, {buses: 3})
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))

    log_in(client, garage)
    text = text_of(client.get(address("assignment", garage)))
    assert "what this council makes is only whole" in text
    assert "One recipe that makes whole things only" in text_of(
        client.get("/years/2027/plan/")
    )
