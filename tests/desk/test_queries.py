"""How many queries a page takes, pinned: independent of how much is on it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Membership
from iteration.insight import appraise, public_charge
from iteration.models import Round
from proposals.services import grant, instruct, save_draft
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_period,
    make_proposal,
    make_seat,
    open_period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(client):
    """Fourteen goods, six councils, two counted rounds; eaters in a federation.

    Ada sits in all of them. Her own council has an entitlement and a draft.
    """
    goods = {make_good(f"good-{n}"): "2.5" for n in range(14)}
    period = make_period(prices=goods, code="2027")
    town = make_council("town", kind="consumer_federation", members=0)
    seat = make_seat(council=make_council("eaters", parent=town))
    councils = [seat.council, town, *(make_council() for _ in range(4))]
    for council in councils[1:]:
        make_seat(seat.person, council)
    grant(council=seat.council, period=period, source="effort", amount=Decimal(1000))
    open_period(period=period)
    for council in councils:
        make_proposal(council, period, dict.fromkeys(goods, 1000))
        instruct(council=council, mode="keep")
    make_count(period)
    make_count(period)
    save_draft(
        council=seat.council,
        period=period,
        lines={good.code: {"request": "2", "offer": ""} for good in goods},
        note="",
        version=0,
        saved_by=seat.person,
    )
    client.force_login(seat.person)
    return period, seat.council


@pytest.mark.parametrize(
    ("name", "more", "queries"),
    [
        ("start", [], 11),
        ("glossary", [], 2),
        ("year", ["2027"], 6),
        ("round", ["2027", 3], 10),
        ("round", ["2027", 2], 12),
        ("good", ["2027", "good-1"], 6),
    ],
)
def test_a_public_page(client, year, django_assert_num_queries, name, more, queries):
    where = reverse(f"desk:{name}", args=more)
    with django_assert_num_queries(queries):
        assert client.get(where).status_code == 200


@pytest.mark.parametrize(
    ("name", "more", "queries"),
    [("standing", [], 7), ("draft", [], 14), ("check", [], 13), ("receipt", [1], 9)],
)
def test_a_page_of_a_council(
    client, year, django_assert_num_queries, name, more, queries
):
    period, council = year
    if name != "standing":  # It alone shows no value.
        queries += count(appraise, council, period, quantities={})
    where = reverse(f"desk:{name}", args=["2027", council.slug, *more])
    with django_assert_num_queries(queries):
        assert client.get(where).status_code == 200


@pytest.mark.parametrize(
    ("name", "queries"),
    [("revisions", 9), ("recipe", 9), ("draft-goods", 6), ("draft-others", 7)],
)
def test_what_helps_while_a_draft_is_written(
    client, year, django_assert_num_queries, name, queries
):
    where = reverse(f"desk:{name}", args=["2027", "eaters"])
    with django_assert_num_queries(queries):
        assert client.get(where, {"good": "good"}).status_code == 200


def test_saving_while_somebody_types(client, year, django_assert_num_queries):
    period, council = year
    queries = 22 + count(appraise, council, period, quantities={})
    where = reverse("desk:autosave", args=["2027", "eaters"])
    sent = {"line": "good-1", "good-1-request": "3", "version": 1}
    with django_assert_num_queries(queries):
        assert client.post(where, sent).status_code == 200


def test_the_page_of_a_council(client, year, django_assert_num_queries):
    period, council = year
    queries = 11 + count(public_charge, council, period)
    where = reverse("desk:council", args=["2027", council.slug])
    with django_assert_num_queries(queries):
        assert client.get(where).status_code == 200


def count(question, council, period, **about):
    """How many queries it takes the floor below to answer a question of a council."""
    seats = Membership.objects.select_related("council__parent__parent__parent")
    council = seats.filter(council=council)[0].council
    round = Round.objects.current(period)
    with CaptureQueriesContext(connection) as queries:
        question(council=council, round=round, **about)
    return len(queries)
