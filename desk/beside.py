"""What stands beside a line: last year, similar councils, and the good's imbalance."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.core.cache import cache

from iteration.inheritance import counted_before
from iteration.models import Result, Round
from pages.fields import echo
from proposals.averages import Sum, sums
from proposals.conversion import Conversion
from proposals.models import Proposal

# An average of fewer councils would tell of single ones.
FEWEST = 5
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Beside:
    """Figures beside one line, in smallest units; None where there is nothing to say.

    ``counted`` is the council's own line in the last count, ``result`` what that count
    found of the good. ``others`` are the sums of similar councils without this one, by
    whether they request or offer.
    """

    members: int
    good: object
    last_year: int | None
    counted: int
    result: Result | None
    others: dict

    def average(self, units):
        """Per member of similar councils, on the side of ``units``; shown text."""
        wanted = (units or self.counted or self.last_year or 1) > 0
        found = self.others.get(wanted)
        return per_member(found.units, found.members, self.good) if found else ""

    def own(self, units):
        """Per member of this council."""
        if not units or not self.members:
            return ""
        return per_member(abs(units), self.members, self.good)

    def effect(self, units):
        """The imbalance of the last count, and with this line instead of that one.

        A line that cannot be understood yet changes nothing.
        """
        if self.result is None:
            return None
        requested, offered = self.result.requested, self.result.offered
        now, then = self.counted if units is None else units, self.counted
        return (
            imbalance(requested, offered),
            imbalance(
                requested - max(then, 0) + max(now, 0),
                offered - max(-then, 0) + max(-now, 0),
            ),
        )


class Surroundings:
    """Everything that stands beside the lines of a council: few queries, once."""

    def __init__(self, place, last_year, goods):
        self.place, self.last_year = place, last_year
        self.round = last_count(place.period)
        self.results, self.counted, self.similar = {}, {}, {}
        # Of how many councils the own figures were: of several that were merged.
        self.own_councils = 1
        if not (self.round and goods):
            return
        # A year before this one has goods of its own, and no count to change.
        if self.round.period_id == place.period.pk:
            found = Result.objects.filter(round=self.round, good__in=goods)
            self.results = {row.good_id: row for row in found}
            self.counted = _counted(place.council, self.round)
        else:
            self.counted, self.own_councils = counted_before(
                place.council, place.period, self.round
            )
        self.similar = similar(self.round, place.council.kind, place.period)

    def beside(self, good):
        return Beside(
            members=self.place.council.members,
            good=good,
            last_year=self.last_year.get(good.pk),
            counted=self.counted.get(good.pk, 0),
            result=self.results.get(good.pk),
            others=self._others(good),
        )

    def _others(self, good):
        found = {}
        for wanted in (True, False):
            total = self.similar.get((good.pk, wanted))
            if total is None:
                continue
            own = self.counted.get(good.pk, 0)
            if own and (own > 0) == wanted:
                members = total.members - self.place.council.members
                units = max(total.units - abs(own), 0)
                total = Sum(total.councils - self.own_councils, members, units)
            if total.councils >= FEWEST and total.members > 0:
                found[wanted] = total
        return found


def similar(round, kind, period):
    """Sums of the councils of a kind in a published round, which never change.

    In the goods of ``period``, which has opened: how goods ended is fixed in it.
    """
    name = f"similar|{round.pk}|{kind}|{period.pk}"
    found = cache.get(name)
    if found is None:
        before = round.period_id != period.pk
        conversion = Conversion.for_year(period.frozen_at) if before else None
        found = sums(
            period=round.period,
            at=round.cutoff,
            kind=kind,
            factors=conversion.factors if conversion else None,
        )
        cache.set(name, found, KEPT_SECONDS)
    return found


def last_count(period):
    """The last published round of the year; in its first, of the year before."""
    rounds = Round.objects.filter(status=Round.Status.PUBLISHED).order_by("-number")
    for year in (period.pk, period.previous_id):
        found = rounds.filter(period=year).select_related("period").first()
        if found or period.previous_id is None:
            return found
    return None


def imbalance(requested, offered):
    """2 (requested - offered) / (requested + offered); 0 of nothing.

    >>> imbalance(80, 60), imbalance(0, 0)
    (Decimal('0.285714'), Decimal('0'))
    """
    if not requested + offered:
        return Decimal(0)
    share = Fraction(2 * (requested - offered), requested + offered)
    return round(Decimal(share.numerator) / Decimal(share.denominator), 6)


def per_member(units, members, good):
    """So much for each, as exact as the good is counted: ``7.4 kg``."""
    return echo(round(Fraction(units, members)), good)


def _counted(council, round):
    in_force = Proposal.objects.in_force(round.period, round.cutoff)
    proposal = in_force.filter(council=council).first()
    return proposal.lines if proposal else {}
