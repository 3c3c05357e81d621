"""A council's own recipe: what it takes for what it makes, scaled to other outputs."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from desk.names import by_name
from proposals.models import Good


@dataclass(frozen=True)
class Ingredient:
    """A line of the recipe and what it comes to; smallest units, offers negative."""

    good: Good
    was: int
    now: int

    @property
    def name(self):
        return f"{self.good.code}-amount"


class Recipe:
    """The lines of a proposal or an assignment, as a recipe.

    ``prices`` are those of this round, by the good's key: with several outputs they say
    how much each of them counts.
    """

    def __init__(self, lines, goods, prices):
        named = [(goods[key], units) for key, units in lines.items() if key in goods]
        self.lines = sorted(named, key=lambda line: by_name(line[0]))
        self.prices = prices

    @property
    def outputs(self):
        return [(good, -units) for good, units in self.lines if units < 0]

    @property
    def inputs(self):
        return [(good, units) for good, units in self.lines if units > 0]

    @property
    def is_one(self):
        """Whether something is made, and something taken for it."""
        return bool(self.outputs and self.inputs)

    def factor(self, amounts):
        """How much of the recipe is run for these outputs, by the good's code; 1 = all.

        With several outputs, their mean by value: what each single one takes, a council
        with one recipe for all does not say.
        """
        then = sum(self._worth(good, units) for good, units in self.outputs)
        now = sum(
            self._worth(good, amounts.get(good.code, units))
            for good, units in self.outputs
        )
        return now / then if then else Fraction(1)

    def scaled(self, amounts):
        """The lines for other outputs. Inputs are rounded up, so that none is short."""
        factor = self.factor(amounts)
        made = [
            Ingredient(good, -units, -amounts.get(good.code, units))
            for good, units in self.outputs
        ]
        taken = [
            Ingredient(good, units, ceil(units * factor)) for good, units in self.inputs
        ]
        return made + taken

    def _worth(self, good, units):
        return Fraction(good.in_units(units)) * Fraction(self.prices[good.pk])


def by_percent(outputs, share):
    """All outputs changed by a share, to the nearest smallest unit, by code.

    >>> by_percent([(Good(code="bread"), 1005)], Fraction(1, 10))
    {'bread': 1106}
    """
    return {good.code: round(units * (1 + share)) for good, units in outputs}
