"""A village whose agreed year is finished by an offer, and those who sign it."""

from django.db import connection

from councils.models import Council
from iteration.models import Plan
from iteration.services import close_offer, settle_period, sign
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    make_seat,
    reload,
)


def make_village():
    """An agreed year, bread a little short: the models bake more and eat less."""
    bread, flour = make_good("bread"), make_good("flour", category="intermediate")
    hours = make_good("hours", category="labour", unit="h", decimals=2)
    period = make_open_period(
        {bread: 3, flour: 1, hours: 10},
        code="2027",
        tolerance="0.1",
        rule="calibrated",
    )
    lines = {
        make_council("bakers", kind="worker"): {
            bread: -100_000,
            flour: 80_000,
            hours: 9_000,
        },
        make_council("mill", kind="worker"): {flour: -79_000, hours: 4_000},
        make_council("north", members=30): {bread: 62_000, hours: -7_500},
        make_council("south", members=20): {bread: 43_000, hours: -5_400},
    }
    for council, quantities in lines.items():
        make_proposal(council, period, quantities)
    round = make_count(period)
    assert round.agreed
    return reload(period)


def make_offer(period, **settings):
    return settle_period(period=period, finish="model", **settings)


def make_delegate(slug):
    return make_seat(council=Council.objects.get(slug=slug))


def say(offer, slug, accepts):
    seat = make_delegate(slug)
    return sign(offer=offer, council=seat.council, person=seat.person, accepts=accepts)


def pass_window(offer):
    """Let the window have passed: moments of an offer are never changed otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE iteration_offer SET made_at = made_at - interval '9 days',"
            " closes_at = closes_at - interval '9 days' WHERE id = %s",
            [offer.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def closed(offer):
    pass_window(offer)
    assert close_offer(offer.pk)
    return Plan.objects.in_force().get(period=offer.period)


def lines_of(rows):
    return {row.council.slug: row.quantities for row in rows}


def excess(plan):
    sums = {}
    for assignment in plan.assignments.all():
        for key, units in assignment.lines.items():
            sums[key] = sums.get(key, 0) + units
    return {good.code: sums[good.pk] for good in plan.period.goods.all()}
