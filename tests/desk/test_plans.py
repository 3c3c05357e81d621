import pytest
from django.urls import reverse

from iteration.models import Publication
from iteration.services import publish_plan, settle_period, withdraw_plan
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_proposal,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """A published plan: 100 kg of bread requested, 98 offered and shared."""
    period, bread, eaters, bakers = make_bread_year(code="2027")
    make_proposal(make_council("guests"), period, {bread: 20_000})
    make_proposal(bakers, period, {bread: -98_000})
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))
    return reload(period), bread, eaters, bakers


def read(client, where):
    page = client.get(where)
    assert page.status_code == 200
    gaps = {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
    return page.content.decode().translate(str.maketrans(gaps))


def test_anybody_reads_the_plan_good_by_good(client, year):
    text = read(client, "/years/2027/plan/")

    assert "Bread" in text
    assert Publication.objects.get(plan__isnull=False).digest in text
    assert "?show=councils&amp;good=bread" in text


def test_anybody_reads_who_makes_and_who_uses_what(client, year):
    text = read(client, "/years/2027/plan/?show=councils&good=bread")

    assert "Who makes and who uses: Bread" in text
    for council in ("Bakers", "Eaters", "Guests"):
        assert council in text


@pytest.mark.parametrize("good", ["gold", "%00", "x" * 500])
def test_a_good_nobody_knows_filters_nothing(client, year, good):
    read(client, f"/years/2027/plan/?show=councils&good={good}")


def test_a_plan_that_is_only_settled_is_not_shown(client):
    period, bread, _eaters, bakers = make_bread_year(code="2027")
    make_proposal(bakers, period, {bread: -80_000})
    make_count(period)
    settle_period(period=reload(period))

    assert client.get("/years/2027/plan/").status_code == 404


def test_a_withdrawn_plan_is_no_plan_but_its_document_stays(client, year):
    period, _bread, eaters, _bakers = year
    withdraw_plan(period=period, reason="A mistake in the catalogue.")
    client.force_login(make_seat(council=eaters).person)
    digest = Publication.objects.get(plan__isnull=False).digest

    assert client.get("/years/2027/plan/").status_code == 404
    where = reverse("desk:assignment", args=["2027", eaters.slug])
    assert client.get(where).status_code == 404
    assert "(withdrawn)" in read(client, "/years/2027/")
    assert client.get(f"/documents/{digest}/").status_code == 200


def test_a_member_reads_each_difference_with_its_reason(client, year):
    _period, _bread, eaters, bakers = year
    client.force_login(make_seat(council=eaters).person)
    text = read(client, reverse("desk:assignment", args=["2027", eaters.slug]))

    assert "80 kg" in text
    assert "One figure differs" in text
    assert "every request for this good is met to the same share" in text

    client.force_login(make_seat(council=bakers).person)
    text = read(client, reverse("desk:assignment", args=["2027", bakers.slug]))
    assert "What we make or offer" in text


def test_a_council_that_proposed_nothing_has_no_assignment(client, year):
    seat = make_seat()
    client.force_login(seat.person)
    where = reverse("desk:assignment", args=["2027", seat.council.slug])
    assert client.get(where).status_code == 404
    assert "Your council has no part in it" in read(client, "/")
