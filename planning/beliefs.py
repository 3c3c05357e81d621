"""What is believed of each council, with variances."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.behaviour import Behaviour
from planning.bounds import bounded, presumed, showing
from planning.capacity import POINTS, fit, used_part
from planning.changes import Changes
from planning.pooling import Bins, Pool, alone

# The usual supply of recipes as long as none is known.
USUAL_SUPPLY = 2.0

# Log supplies, counted in steps of a hundredth.
SUPPLIES = Bins(float(np.log(1e-3)), float(np.log(41.0)), 1062)

# How certain a capacity is in the year after: variances of its middle and log slope.
AGED_MIDDLE, AGED_SLOPE = 0.08**2, 0.25**2


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What is believed about councils, one entry each, with variances.

    Parameters
    ----------
    substitution, supply : float array
        Elasticities, no unit: how much per cent less of what becomes 1 % dearer than
        the rest; how much per cent more is offered at 1 % more margin (recipes) or
        price (others). The supply of a recipe is NaN before its first answer.
    extra : float array
        How much more than its offers all requests of a recipe grow, per margin.
    slope : float array
        Change of the log odds of used capacity per margin, where one is declared.
    middle, fitted_slope, fitted_middle, margin, margins, offers : float array
        Where a capacity nobody declared would lie, and the answers that show it; see
        `planning.capacity`.
    declared_substitution, declared_supply, declared_capacity : float array
        The declaration this was begun with; NaN: none.
    surprise : float array
        How far the last answer was from what was expected; see `planning.outliers`.
        NaN: it was not expected, or there was none.
    answers : int array
        How many own answers have taught this.

    """

    substitution: Floats
    substitution_variance: Floats
    supply: Floats
    supply_variance: Floats
    extra: Floats
    extra_variance: Floats
    slope: Floats
    slope_variance: Floats
    middle: Floats
    middle_variance: Floats
    fitted_slope: Floats
    fitted_middle: Floats
    margin: Floats
    margins: Floats
    offers: Floats
    declared_substitution: Floats
    declared_supply: Floats
    declared_capacity: Floats
    surprise: Floats
    answers: Ints

    @classmethod
    def nobody(cls) -> Self:
        """Beliefs about no council."""
        parts = {part.name: np.zeros(0) for part in fields(cls)[:-1]}
        parts["margins"] = parts["offers"] = np.zeros((0, POINTS))
        return cls(**parts, answers=np.zeros(0, dtype=np.int64))

    def take(self, rows: Ints) -> Self:
        """Those of some councils, each once and in ascending order."""
        if len(rows) == len(self.answers):
            return self
        return type(self)(*(getattr(self, part.name)[rows] for part in fields(self)))

    def put(self, rows: Ints, other: Self) -> Self:
        """Replace those of some councils, given by their rows in ascending order."""
        if len(rows) == len(self.answers):
            return other
        changed = {}
        for part in fields(self):
            values = getattr(self, part.name).copy()
            values[rows] = getattr(other, part.name)
            changed[part.name] = values
        return type(self)(**changed)

    def aged(self) -> Self:
        """Carried into another year: nothing is more certain than 3 %."""
        changed = {}
        for name in ("substitution", "supply", "slope"):
            least = 1e-3 * np.maximum(getattr(self, name), 0.1) ** 2
            variance = f"{name}_variance"
            changed[variance] = np.maximum(getattr(self, variance), least)
        limited = self.bounded(np.isfinite(self.margin))
        changed |= {
            "slope": np.where(limited, self.fitted_slope, self.slope),
            "middle": np.where(limited, self.fitted_middle, self.middle),
            "middle_variance": np.where(limited, AGED_MIDDLE, self.middle_variance),
            "margin": np.full_like(self.margin, np.nan),
            "margins": np.full_like(self.margins, np.nan),
            "offers": np.full_like(self.offers, np.nan),
            "surprise": np.full_like(self.surprise, np.nan),
        }
        changed["slope_variance"] = np.where(
            limited, AGED_SLOPE * changed["slope"] ** 2, changed["slope_variance"]
        )
        return replace(self, **changed)

    def common(self, recipe: Bools, pool: Pool = alone) -> tuple[float, int]:
        """What holds of all together: the usual supply; who is presumed bounded."""
        known = self.supply[recipe & (self.supply > 0)]
        shown = self._showing(recipe)
        parts = [SUPPLIES.counts(np.log(known)), shown]
        counts = pool("common", np.concatenate(parts))
        supplies, shown = counts[: SUPPLIES.count], counts[SUPPLIES.count :]
        usual = USUAL_SUPPLY
        if supplies.any():
            usual = float(np.exp(SUPPLIES.median(supplies)))
        return usual, int(presumed(shown))

    def _showing(self, recipe: Bools) -> Floats:
        return showing(self.extra, self.extra_variance, recipe, self.margin)

    def behaviour(
        self, recipe: Bools, used: Floats, common: tuple[float, int] | None = None
    ) -> Behaviour:
        """What these beliefs say of answers; ``used``: of capacity, 0 without one.

        A supply that is still unknown is taken to be the usual one. ``common``: of all,
        if these are some; None: they are all.
        """
        usual, others = self.common(recipe) if common is None else common
        supply = np.where(np.isnan(self.supply), usual, self.supply)
        limited = (used == 0) & self.bounded(recipe, others)
        part = used_part(self.fitted_slope, self.fitted_middle, self.margin)
        return Behaviour(
            substitution=self.substitution,
            supply=supply,
            scale=np.where(recipe, supply + self.extra, 0.0),
            used=np.where(limited, part, used),
            slope=np.where(limited, self.fitted_slope, self.slope),
        )

    def bounded(self, recipe: Bools, others: int | None = None) -> Bools:
        """Which councils are taken to be bounded by a capacity they do not declare."""
        return bounded(self.extra, self.extra_variance, recipe, self.margin, others)

    def anchored(
        self,
        margin: Floats,
        changes: Changes | None,
        fresh: Bools,
        noise: float,
        pool: Pool = alone,
    ) -> Self:
        """Note the margins of the councils that answered; fit those with capacities.

        ``margin``: ln(revenue / cost) of the answers, NaN where there is none.
        """
        margins, offers = self.margins, self.offers
        coarseness = np.zeros(len(margin))
        if changes is not None:
            moved = changes.offers[:, None]
            offers = np.where(fresh[:, None], offers - moved, offers)
            next_margins = np.column_stack([margins[:, 1:], self.margin])
            next_offers = np.column_stack([offers[:, 1:], -changes.offers])
            told = changes.comparable & np.isfinite(self.margin)
            margins = np.where(told[:, None], next_margins, margins)
            offers = np.where(told[:, None], next_offers, offers)
            coarseness = changes.offers_coarseness
        anchored = replace(
            self,
            margin=np.where(fresh, margin, self.margin),
            margins=margins,
            offers=offers,
        )
        return anchored._fitted(noise + coarseness, pool)

    def _fitted(self, noise: Floats, pool: Pool) -> Self:
        known = np.isfinite(self.margin)
        others = int(presumed(pool("bounds", self._showing(known))))
        rows = np.flatnonzero(self.bounded(known, others))
        if not len(rows):
            return self
        prior = (
            self.slope[rows],
            np.sqrt(self.slope_variance[rows]) / self.slope[rows],
            self.middle[rows],
            np.sqrt(self.middle_variance[rows]),
        )
        slope, middle = fit(
            np.column_stack([self.margins[rows], self.margin[rows]]),
            np.column_stack([self.offers[rows], np.zeros(len(rows))]),
            prior,
            noise[rows],
        )
        fitted_slope = self.fitted_slope.copy()
        fitted_middle = self.fitted_middle.copy()
        fitted_slope[rows], fitted_middle[rows] = slope, middle
        return replace(self, fitted_slope=fitted_slope, fitted_middle=fitted_middle)
