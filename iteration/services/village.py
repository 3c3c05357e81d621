from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from councils.models import Council, Membership, Person
from councils.services import seat
from iteration.packages import rows
from iteration.packages.fitting import changed
from iteration.practice import village
from iteration.practice.renaming import for_practice, in_both
from iteration.services.opening import open_period
from iteration.services.practising import forget_practice
from proposals.models import Good, Period, Proposal
from proposals.services import create_period, fill_catalogue, submit_many

# Any number will do, as long as nothing else in the database uses it.
ONE = 7_310_004
VILLAGE = "practice-village"
# Seats for whoever wants to see what members see: one that makes, one that uses.
SEATS = ("practice-village-bakery", "practice-riverside")
NAME = gettext_noop("A village practises")


@transaction.atomic
def rehearse_village(*, actor: Person, round_length: timedelta | None = None) -> Period:
    """A village's year for practice, its first round open; ``actor`` gets seats in it.

    The village that is there already is taken away first. With ``round_length`` its
    rounds last so long and are counted by the clock; else it goes on by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE])
    if old := Period.objects.filter(code=VILLAGE, practice=True).first():
        forget_practice(period=old, actor=actor)
    package = for_practice(village.package())
    goods = rows.store_goods(package.goods)
    councils = rows.store_councils(package.councils)
    Good.objects.filter(code__in=goods).update(practice=True)
    Council.objects.filter(slug__in=councils).update(practice=True)
    period = create_period(
        code=VILLAGE,
        **in_both(NAME),
        starts=package.period.starts,
        ends=package.period.ends,
        tolerance=package.tolerance,
        practice=True,
        publishers=1,
        actor=actor,
        automatic=round_length is not None,
        **({"round_length": round_length} if round_length else {}),
    )
    prices = {goods[row.good]: row.price for row in package.prices}
    fill_catalogue(period=period, prices=prices)
    rows.store_entitlements(package, period, councils)
    rows.store_instructions(package.standing, councils)
    lines = rows.lines_of(changed(package), councils, goods)
    submit_many(period=period, lines=lines, origin=Proposal.Origin.FILE)
    for slug in SEATS:
        seat(person=actor, council=councils[slug], role=Membership.Role.DELEGATE)
    open_period(period=period, actor=actor)
    return period
