"""What is learned of each council from its own successive answers."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from planning.answers import Behaviour, positive
from planning.arrays import Bools, Floats, Ints
from planning.capacity import (
    MIDDLE,
    MIDDLE_DEVIATION,
    POINTS,
    SLOPE,
    bounded,
    fit,
    used_part,
)
from planning.councils import Councils

# Where learning begins: elasticities, and the variances of what is not declared.
SUBSTITUTION, EXTRA, EXTRA_VARIANCE = 1.0, 1.0, 0.5
UNDECLARED, DECLARED = 0.6, 0.3
COMMUNITY_SUPPLY, COMMUNITY_VARIANCE = 0.7, 0.3
FIXED_VARIANCE = 0.05
SUPPLY_VARIANCE, DECLARED_SUPPLY_VARIANCE = 0.25, 0.009
# Variance of the logarithm of an answer, before and within which it is estimated.
NOISE, QUIETEST, LOUDEST = 5e-4, 1e-7, 2e-2
# No more is learned from a quantity that changed by a factor of e**20.
EXTREME = 20.0
LOWEST_SHARE, HIGHEST_SHARE = 0.05, 0.95
USUAL_SUPPLY, COARSE_PART = 2.0, 0.01
IDLE, FULL = 1e-6, 0.999
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
    answers: Ints

    @classmethod
    def nobody(cls) -> Self:
        """Beliefs about no council."""
        parts = {part.name: np.zeros(0) for part in fields(cls)[:-1]}
        parts["margins"] = parts["offers"] = np.zeros((0, POINTS))
        return cls(**parts, answers=np.zeros(0, dtype=np.int64))

    @classmethod
    def prior(cls, councils: Councils, whole: Bools, wants: Bools) -> Self:
        """What is believed before a council has answered.

        ``whole``: recipes; ``wants``: councils that request anything. A recipe that
        requests nothing is a commons, and offers what nature gives; the work offered
        by those who spend a budget counts as given too, until they show otherwise.
        """
        count = len(councils.key)
        declared = np.isfinite(councils.substitution)
        substitution = np.where(declared, councils.substitution, SUBSTITUTION)
        spread = np.where(declared, DECLARED, UNDECLARED)
        known = np.isfinite(councils.supply)
        given = np.where(whole & ~wants | councils.consumer, 0.0, COMMUNITY_SUPPLY)
        given = np.where(whole & wants, np.nan, given)
        open_ = np.where(given == COMMUNITY_SUPPLY, COMMUNITY_VARIANCE, FIXED_VARIANCE)
        supply = np.where(known, councils.supply, given)
        sure = DECLARED_SUPPLY_VARIANCE * np.maximum(supply, 0.3) ** 2
        slope = np.where(known & (supply > 0), supply, SLOPE)
        return cls(
            substitution=substitution,
            substitution_variance=(spread * np.maximum(substitution, 0.3)) ** 2,
            supply=supply,
            supply_variance=np.where(known, sure, open_),
            extra=np.full(count, EXTRA),
            extra_variance=np.where(known, 1e-6, EXTRA_VARIANCE),
            slope=slope,
            slope_variance=(UNDECLARED * slope) ** 2,
            middle=np.full(count, MIDDLE),
            middle_variance=np.full(count, MIDDLE_DEVIATION**2),
            fitted_slope=slope,
            fitted_middle=np.full(count, MIDDLE),
            margin=np.full(count, np.nan),
            margins=np.full((count, POINTS), np.nan),
            offers=np.full((count, POINTS), np.nan),
            answers=np.zeros(count, dtype=np.int64),
        )

    def begin(self, cost: Floats, revenue: Floats, coarseness: Floats) -> Self:
        """Take the supply of recipes from cost and revenue, where it is unknown.

        Who makes the most of returns to scale r spends the part r of its revenue, and
        offers r / (1 - r) per cent more at 1 % more margin. Where units are too coarse
        to tell (``coarseness``: variance of the log of cost and revenue) it stays
        unknown.
        """
        told = np.isnan(self.supply) & (cost > 0) & (revenue > 0)
        told &= coarseness < COARSE_PART
        part = np.clip(cost / positive(revenue), LOWEST_SHARE, HIGHEST_SHARE)
        supply = np.where(told, part / (1.0 - part), self.supply)
        variance = np.where(told, SUPPLY_VARIANCE * supply**2, self.supply_variance)
        return replace(self, supply=supply, supply_variance=variance)

    def reconsidered(self, rows: Bools, councils: Councils) -> Self:
        """Forget the supply of those that looked like a commons, and are none."""
        rows = rows & np.isnan(councils.supply) & (self.supply == 0.0)
        return replace(
            self,
            supply=np.where(rows, np.nan, self.supply),
            extra=np.where(rows, EXTRA, self.extra),
            extra_variance=np.where(rows, EXTRA_VARIANCE, self.extra_variance),
        )

    def take(self, rows: Ints) -> Self:
        """Those of some councils."""
        return type(self)(*(getattr(self, part.name)[rows] for part in fields(self)))

    def put(self, rows: Ints, other: Self) -> Self:
        """Replace those of some councils."""
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
        }
        changed["slope_variance"] = np.where(
            limited, AGED_SLOPE * changed["slope"] ** 2, changed["slope_variance"]
        )
        return replace(self, **changed)

    def behaviour(self, recipe: Bools, used: Floats) -> Behaviour:
        """What these beliefs say of answers; ``used``: of capacity, 0 without one.

        A supply that is still unknown is taken to be like that of the others.
        """
        known = self.supply[recipe & (self.supply > 0)]
        usual = float(np.median(known)) if len(known) else USUAL_SUPPLY
        supply = np.where(np.isnan(self.supply), usual, self.supply)
        limited = (used == 0) & self.bounded(recipe)
        part = used_part(self.fitted_slope, self.fitted_middle, self.margin)
        return Behaviour(
            substitution=self.substitution,
            supply=supply,
            scale=np.where(recipe, supply + self.extra, 0.0),
            used=np.where(limited, part, used),
            slope=np.where(limited, self.fitted_slope, self.slope),
        )

    def bounded(self, recipe: Bools) -> Bools:
        """Which councils are taken to be bounded by a capacity they do not declare."""
        return bounded(self.extra, self.extra_variance, recipe, self.margin)

    def anchored(
        self, margin: Floats, changes: "Changes | None", fresh: Bools, noise: float
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
            told = changes.learned & (changes.offers != 0) & np.isfinite(self.margin)
            margins = np.where(told[:, None], next_margins, margins)
            offers = np.where(told[:, None], next_offers, offers)
            coarseness = changes.offers_coarseness
        anchored = replace(
            self,
            margin=np.where(fresh, margin, self.margin),
            margins=margins,
            offers=offers,
        )
        return anchored._fitted(noise + coarseness)

    def tempered(self, noise: float, councils: Councils) -> Self:
        """Judge those who have answered once in the light of all, and of the noise.

        The part of revenue that a single noisy answer showed as cost is moved towards
        the usual part, by as much as noise explains of the differences.
        """
        shown = np.isfinite(self.margin) & (self.supply > 0) & np.isnan(councils.supply)
        once = shown & (self.answers == 0)
        if not once.any() or noise <= 10.0 * QUIETEST:
            return self
        usual = float(np.median(self.margin[shown]))
        spread = float(np.median(np.abs(self.margin[shown] - usual))) / 0.67
        blur = 1.3 * noise
        trust = max(spread**2 - blur, 0.0) / max(spread**2, 1e-12)
        part = np.exp(-(usual + trust * (self.margin - usual)))
        part = np.clip(part, LOWEST_SHARE, HIGHEST_SHARE)
        return replace(self, supply=np.where(once, part / (1.0 - part), self.supply))

    def _fitted(self, noise: Floats) -> Self:
        rows = np.flatnonzero(self.bounded(np.isfinite(self.margin)))
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


@dataclass(frozen=True, eq=False)
class Changes:
    """How councils changed their answers, in logs; one entry a council.

    Means are weighted by value when they answered last; a council that is not to be
    learned from has zeros.

    Parameters
    ----------
    lines : int array
        Requests that could be compared.
    squares, product, spread : float array
        Weighted sums of (change of request)², of request times price with the sign
        turned, and of (change of price)², all relative to the council's mean.
    requests, offers, margin : float array
        Mean changes.
    offer_product, offer_spread : float array
        Sums of offer times price, and of price squared, where lines stand alone.
    used_before, used : float array
        Of a declared capacity; 0 without one.
    coarseness : float array
        Variance of log quantities that whole units cause.
    learned : bool array

    """

    lines: Floats
    squares: Floats
    product: Floats
    spread: Floats
    requests: Floats
    offers: Floats
    margin: Floats
    offer_product: Floats
    offer_spread: Floats
    used_before: Floats
    used: Floats
    coarseness: Floats
    offers_coarseness: Floats
    learned: Bools

    @classmethod
    def stacked(cls, parts: Sequence[Self]) -> Self:
        """Put blocks of councils one after the other."""
        return cls(
            *(
                np.concatenate([getattr(part, column.name) for part in parts])
                for column in fields(cls)
            )
        )


def learn(beliefs: Beliefs, changes: Changes, recipe: Bools, noise: float) -> Beliefs:
    """Update beliefs by what councils did; ``noise``: variance of a log answer."""
    loud = noise + changes.coarseness
    substitution, substitution_variance = updated(
        (beliefs.substitution, beliefs.substitution_variance),
        changes.product,
        changes.spread,
        loud,
        0.02,
        (0.02, 12.0),
    )
    margin, offers = changes.margin, changes.offers
    usable = recipe & (np.abs(offers) <= EXTREME)
    margin, offers = np.where(usable, margin, 0.0), np.where(usable, offers, 0.0)
    louder = 4.0 * (noise + changes.offers_coarseness)
    bounded = changes.used > 0
    lone = ~recipe
    supply, supply_variance = updated(
        (beliefs.supply, beliefs.supply_variance),
        np.where(lone, changes.offer_product, offers * margin),
        np.where(lone, changes.offer_spread, margin * margin),
        np.where(lone, noise + changes.offers_coarseness, louder),
        np.where(lone, 0.02, np.where(bounded, 0.0, 0.2)),
        (np.where(recipe & (changes.lines > 0), 0.02, 0.0), 40.0),
    )
    further = np.where(usable, changes.requests - offers, 0.0)
    extra, extra_variance = updated(
        (beliefs.extra, beliefs.extra_variance),
        further * margin,
        margin * margin,
        louder + 4 * changes.coarseness,
        0.0,
        (-0.5, 2.0),
    )
    slope, slope_variance = _learn_slope(beliefs, changes, margin, louder)
    return replace(
        beliefs,
        substitution=substitution,
        substitution_variance=substitution_variance,
        supply=supply,
        supply_variance=supply_variance,
        extra=extra,
        extra_variance=extra_variance,
        slope=slope,
        slope_variance=slope_variance,
        answers=beliefs.answers + changes.learned,
    )


def _learn_slope(
    beliefs: Beliefs, changes: Changes, margin: Floats, louder: Floats
) -> tuple[Floats, Floats]:
    bounded = changes.used > 0
    if not bounded.any():
        return beliefs.slope, beliefs.slope_variance
    before, now = (
        np.where(bounded, part, 0.5) for part in (changes.used_before, changes.used)
    )
    moved = np.log(now / (1.0 - now)) - np.log(before / (1.0 - before))
    margin = np.where(bounded, margin, 0.0)
    return updated(
        (beliefs.slope, beliefs.slope_variance),
        moved * margin,
        margin * margin,
        louder / np.clip(1.0 - now, 0.03, 1.0) ** 2,
        0.02,
        (0.5, 100.0),
    )


def updated(
    belief: tuple[Floats, Floats],
    product: Floats,
    square: Floats,
    noise: Floats,
    drift: Floats | float,
    bounds: tuple[Floats | float, float],
) -> tuple[Floats, Floats]:
    """Learn x from a = x b + noise (a scalar Kalman filter for each council).

    Parameters
    ----------
    belief : pair of float arrays
        Estimates of x and their variances.
    product, square : float arrays
        Weighted sums of a b and of b²; zeros teach nothing.
    noise : float array
        Variance of a, positive.
    drift : float or float array
        Growth of the variance, as a part of x², by a change of b of size 1.
    bounds : pair
        Least and largest x.

    Returns
    -------
    pair of float arrays

    References
    ----------
    .. [1] R. E. Kalman, "A New Approach to Linear Filtering and Prediction Problems",
       Journal of Basic Engineering 82 (1960).

    Examples
    --------
    >>> one = np.ones(1)
    >>> x, variance = updated((one, one), 3 * one, one, 1e-9 * one, 0.0, (0.0, 9.0))
    >>> x.round(3), bool(variance < 1e-8)
    (array([3.]), True)

    """
    estimate, variance = belief
    gain = variance / (variance * square + noise)
    new = np.clip(estimate + gain * (product - estimate * square), *bounds)
    kept = variance * noise / (variance * square + noise)
    more = drift * np.maximum(new, 0.1) ** 2 * np.minimum(square, 1.0)
    return new, kept + more


def heard_noise(changes: Changes, before: float | None) -> float | None:
    """Estimate the variance of a log answer from what substitution leaves unexplained.

    The median over councils with at least four requests; half of the earlier estimate
    stays once there is one.
    """
    enough = changes.learned & (changes.lines >= 4) & (changes.spread > 1e-10)
    if enough.sum() < 5:
        return before
    left = changes.squares - changes.product**2 / positive(changes.spread)
    freedom = changes.lines / np.maximum(changes.lines - 2.0, 1.0)
    sample = np.maximum(left * freedom - changes.coarseness, 0.0)[enough]
    found = float(np.clip(np.median(sample) / 0.8, QUIETEST, LOUDEST))
    return found if before is None else float(np.sqrt(found * before))
