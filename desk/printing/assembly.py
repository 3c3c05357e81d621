"""What a council has in hand when it talks about its figures."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from desk.drafting import Desk
from desk.names import by_name
from desk.sheet import ORDER
from iteration.insight import appraise, prices_of
from iteration.models import Round
from proposals.models import Good

BLANK = 4  # Lines for goods nobody has thought of yet.


@dataclass(frozen=True)
class Line:
    """A good with its price now and before, and our figures, smallest units."""

    good: Good
    price: Decimal
    before: Decimal | None
    first: Decimal | None
    last: int
    suggested: int | None


class Assembly:
    """Prices, our last revision, what is suggested, and what it is all worth."""

    def __init__(self, place):
        self.place, self.desk = place, Desk(place)
        self.last = self.desk.last.lines if self.desk.last else {}
        rounds = Round.objects.filter(period=place.period)
        before = rounds.filter(number=place.round.number - 1).first()
        first = rounds.filter(number=1).first()
        self.before = prices_of(before) if before else {}
        self.first = prices_of(first) if place.round.number > 2 else {}

    @property
    def lines(self):
        expected = self.desk.expected
        rows = [
            Line(
                good,
                price,
                self.before.get(good.pk),
                self.first.get(good.pk),
                self.last.get(good.pk, 0),
                None if expected is None else expected.get(good.pk, 0),
            )
            for good, price in self.desk.catalogue.prices.values()
        ]
        return sorted(
            rows, key=lambda row: (ORDER[row.good.category], by_name(row.good))
        )

    @property
    def parts(self):
        """The lines we need, and those we offer, each under its heading."""
        offered = [row for row in self.lines if self._signs(row) < 0]
        needed = [row for row in self.lines if self._signs(row) >= 0]
        return [(_("We need"), needed), (_("We offer"), offered)]

    @property
    def appraisal(self):
        """The last revision at the prices of now."""
        goods = self.desk.catalogue.named(self.last)
        quantities = {goods[key]: n for key, n in self.last.items() if key in goods}
        return appraise(
            council=self.place.council,
            round=self.place.round,
            quantities=quantities,
            prices=self.desk.catalogue.by_key,
        )

    def _signs(self, row):
        return row.last or row.suggested or self.desk.last_year.get(row.good.pk, 0)
