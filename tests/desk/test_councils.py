from decimal import Decimal

import pytest
from django.urls import reverse

from proposals.models import StandingInstruction
from proposals.services import grant, instruct
from tests.factories import (
    make_council,
    make_good,
    make_open_period,
    make_period,
    make_proposal,
    make_seat,
    open_period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakers(client):
    """Bakers who make 100 kg of bread, and their delegate, logged in."""
    bread = make_good("bread")
    period = make_open_period({bread: "2.5"})
    seat = make_seat(council=make_council("bakers", kind="worker"))
    make_proposal(seat.council, period, {bread: -100_000})
    client.force_login(seat.person)
    return period, seat.council


def address(name, period, council):
    return reverse(f"desk:{name}", args=[period.code, council.slug])


def standing(council):
    return StandingInstruction.objects.filter(council=council, until=None).first()


def test_revisions_are_listed_with_their_origin_and_receipt(client, bakers):
    period, council = bakers
    text = client.get(address("council", period, council)).content.decode()

    assert "by a member" in text
    assert council.proposals.get().receipt[:12] in text
    assert "What to do by when" in text
    assert "There is none. If the council is silent" in text


def test_an_entitlement_is_shown_with_what_public_goods_cost_of_it(client):
    bread, park = make_good("bread"), make_good("park", category="public")
    period = make_period(prices={bread: "2.5", park: "10"})
    town = make_council("town", kind="consumer_federation", members=0)
    seat = make_seat(council=make_council("eaters", parent=town, members=10))
    make_council("others", parent=town, members=30)
    grant(
        council=seat.council,
        period=period,
        source="effort",
        amount=Decimal(1000),
        basis="10 × 100",
    )
    open_period(period=period)
    make_proposal(town, period, {park: 40_000})
    client.force_login(seat.person)

    text = client.get(address("council", period, seat.council)).content.decode()

    assert "10 × 100" in text
    assert "100.00 credits" in text  # A quarter of 400.
    assert "900.00 credits" in text


def test_a_standing_instruction_is_given_in_answers_and_shown_in_words(client, bakers):
    period, council = bakers
    where = address("standing", period, council)

    reply = client.post(
        where, {"mode": "follow", "less": "7,5", "more": "20", "capacity": "150"}
    )

    assert reply.url == address("council", period, council)
    given = standing(council)
    assert (given.substitution, given.supply_response) == (Decimal("0.75"), 2)
    assert given.capacity == 150
    text = client.get(where).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "it takes 7.5 % less" in text
    assert "it offers 20 % more, at most 150.00 kg" in text


def test_the_form_opens_with_what_stands(client, bakers):
    period, council = bakers
    instruct(
        council=council,
        mode="follow",
        substitution=Decimal("0.7"),
        supply_response=Decimal(3),
        capacity=Decimal("1.234"),
    )

    text = client.get(address("standing", period, council)).content.decode()

    assert 'name="less" value="7"' in text
    assert 'name="more" value="30"' in text
    assert 'value="1234 g"' in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"mode": "follow"}, "Write a figure, 0 if nothing."),
        ({"mode": "follow", "less": "121", "more": "1"}, "At most 120"),
        ({"mode": "follow", "less": "-1", "more": "1"}, "is negative"),
        ({"mode": "follow", "less": "NaN", "more": "1"}, "cannot be read"),
        ({"mode": "keep", "capacity": "0"}, "above 0"),
        ({"mode": "keep", "capacity": "1.500"}, "two ways"),
        ({"mode": "x"}, "x is not one of the available choices"),
        ({}, "required"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_asked_again(client, bakers, answers, words):
    period, council = bakers

    page = client.post(address("standing", period, council), answers)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert b"problem" in page.content
    assert standing(council) is None


def test_an_ambiguous_capacity_is_asked_back_and_the_answer_taken(client, bakers):
    period, council = bakers
    where = address("standing", period, council)
    answers = {"mode": "keep", "capacity": "1.500"}

    page = client.post(where, answers)
    assert b'name="capacity-reading" value="1500"' in page.content

    chosen = {"capacity-asked": "1.500", "capacity-reading": "1.5"}
    client.post(where, answers | chosen)
    assert standing(council).capacity == Decimal("1.5")


def test_revoking_ends_it(client, bakers):
    period, council = bakers
    instruct(council=council, mode="keep")

    client.post(address("standing", period, council), {"do": "revoke"})

    assert standing(council) is None


def test_a_member_reads_it_and_cannot_change_it(client, bakers):
    period, council = bakers
    instruct(council=council, mode="keep")
    client.force_login(make_seat(council=council, role="member").person)
    where = address("standing", period, council)

    text = client.get(where).content.decode()
    assert "A delegate of your council can change it" in text
    client.post(where, {"do": "revoke"})
    client.post(where, {"mode": "follow", "less": "1", "more": "1"})

    assert standing(council).mode == "keep"


def test_many_revisions_are_listed_page_by_page(client, bakers):
    period, council = bakers
    bread = period.goods.get()
    for n in range(25):
        make_proposal(council, period, {bread: -1000 - n})

    first = client.get(address("council", period, council)).content.decode()
    second = client.get(address("council", period, council) + "?page=2")

    assert "Revision 26" in first
    assert "Page 1 of 2" in first
    assert b"Revision 1" in second.content
