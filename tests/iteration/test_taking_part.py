"""Which councils a year is planned by, and which its table of entitlements is for."""

from decimal import Decimal

import pytest

from councils.models import Council
from iteration.entitled import known_of
from iteration.services import rehearse, retire_council
from iteration.turnout import taking_part
from ledger import clock
from tests.factories import make_council, make_good, make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared():
    """A year in preparation, of a street and a bakery; one is invented."""
    make_council("street")
    make_council("bakery", kind="worker")
    make_council("village", practice=True)
    return make_period("2031", {make_good("bread"): Decimal("2.5")})


def slugs(period):
    return set(taking_part(period, clock.now()).values_list("slug", flat=True))


def test_real_councils_rehearse_a_real_year(prepared):
    assert slugs(rehearse(period=prepared)) == {"street", "bakery"}


def test_invented_councils_plan_an_invented_year():
    make_council("street")
    make_council("village", practice=True)
    assert slugs(make_period("village", practice=True)) == {"village"}


def test_a_table_is_for_real_consumer_councils_that_go_on(prepared):
    gone = make_council("last-street")
    retire_council(council=gone, reason="Everybody has moved.")
    street = Council.objects.get(slug="street")
    assert known_of(prepared).key.tolist() == [street.pk]
