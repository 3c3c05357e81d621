"""A small town whose councils answer prices, under the calibrated rule."""

from iteration.models import Round
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
)


class Town:
    """Bakers turn work into bread, eaters work: they take prices as they are."""

    def __init__(self, **rules):
        self.bread, self.work = make_good("bread"), make_good("work", category="labour")
        self.period = make_open_period(
            {self.bread: 4, self.work: 20},
            **({"rule": "calibrated", "silence": "impute"} | rules),
        )
        self.bakers = [make_council(f"bakers-{n}", kind="worker") for n in range(2)]
        self.eaters = [make_council(f"eaters-{n}") for n in range(3)]

    @property
    def councils(self):
        return self.bakers + self.eaters

    @property
    def prices(self):
        round = Round.objects.current(self.period)
        found = dict(round.prices.values_list("good__code", "price"))
        return float(found["bread"]), float(found["work"])

    def answer(self, council):
        bread, work = self.prices
        if council in self.bakers:
            made = 60_000 * (bread / work * 5) ** 0.8
            lines = {self.bread: -int(made), self.work: int(made * bread / work * 0.7)}
        else:
            lines = {self.bread: int(200_000 / bread), self.work: -9_000}
        return make_proposal(council, self.period, lines)

    def round(self, silent=()):
        for council in self.councils:
            if council not in silent:
                self.answer(council)
        counted = make_count(self.period)
        self.period.refresh_from_db()
        return counted
