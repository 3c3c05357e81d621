"""The aggregate rule: sees no council, only what is requested and offered in all."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from planning.arrays import Bools, Floats
from planning.balance import Balance
from planning.outcome import ACCELERATED, CAPPED
from planning.rule import Rule

# Far from balance: a gain for every good.
GAIN, SMALLEST_GAIN, LARGEST_GAIN = 0.3, 0.02, 3.0
GROW, SHRINK = 1.3, 0.5
LARGEST_STEP = 1.0
FAR = 0.5
NEAR_SHARE = 0.8

# Near balance: Anderson acceleration.
MEMORY = 6
RIDGE = 1e-5
SMALLEST_MIXING, LARGEST_MIXING = 0.05, 0.45
RADIUS, SMALLEST_RADIUS, WIDEN = 0.5, 0.03, 1.3

WIDEST_GAP = 4.0
LARGEST_GAP = 2.0


class AggregateRule(Rule):
    """Gains for goods far from balance, Anderson acceleration for those near it.

    It works with the log gap f = ln(requested / offered), clipped to ±4. While goods
    are far apart, each price has a gain: 0.3, times 1.3 as long as its gap keeps its
    sign, times 0.5 when the sign turns; ln p moves by gain * f, at most by 1. Once
    more than four fifths of the goods have |f| <= 0.5, these move together: the last
    seven rounds, gaps clipped to ±2, are read as a linear map from prices to gaps
    (Anderson acceleration, type II, least squares with a small ridge), and the step
    leads towards its zero. A round twice as bad as the best one returns to the best
    prices with a shorter step.
    Parameters, errors: see `planning.rule.Rule`.

    Notes
    -----
    No proof of convergence exists for proposals of a free form; see `stalled`.

    References
    ----------
    .. [1] D. G. Anderson, "Iterative Procedures for Nonlinear Integral Equations",
       Journal of the ACM 12 (1965).
    .. [2] H. F. Walker and P. Ni, "Anderson Acceleration for Fixed-Point Iterations",
       SIAM Journal on Numerical Analysis 49 (2011).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from planning.book import Book
    >>> rule = AggregateRule(prices=np.array([1.0, 1.0]), tolerance=Fraction("0.03"))
    >>> book = Book(2, [0, 2, 4], [0, 1, 0, 1], [300, -100, -100, 100], [False, True])
    >>> outcome = rule.answer(book)
    >>> outcome.prices
    array([1.39039, 1.     ])
    >>> outcome.explanations[0].code, outcome.explanations[1].code
    ('over_requested', 'balanced')

    """

    name: ClassVar[str] = "aggregate"
    version: ClassVar[int] = 1

    _gain: Floats
    _previous: Floats
    _accelerating: bool
    _mixing: float | None
    _radius: float
    _best: tuple[float, Floats, Floats] | None
    _past: list[tuple[Floats, Floats]]

    def _next(
        self, seen: Balance, measure: Floats, free: Bools
    ) -> tuple[Floats, list[str | None]]:
        prices, wide = np.log(self.prices), _gap(seen, free)
        single = self._gain_step(wide)
        gap = np.clip(wide, -LARGEST_GAP, LARGEST_GAP)
        far = (np.abs(gap) > FAR) | free
        self._accelerating = self._accelerating or float(np.mean(~far)) > NEAR_SHARE
        if not self._accelerating:
            full = np.abs(single) >= LARGEST_STEP
            return np.exp(prices + single), _codes(far | ~far, full)
        base, gap, far = self._look_back(prices, gap, far)
        together = self._anderson_step(gap, far)
        step = np.where(far, single, np.clip(together, -self._radius, self._radius))
        limit = np.where(far, LARGEST_STEP, self._radius)
        return np.exp(base + step), _codes(far, np.abs(step) >= limit)

    def _gain_step(self, gap: Floats) -> Floats:
        """Move every good by its own gain, after the gain has learned from the sign."""
        same = gap * self._previous
        factor = np.where(same > 0, GROW, np.where(same < 0, SHRINK, 1.0))
        self._gain = np.clip(self._gain * factor, SMALLEST_GAIN, LARGEST_GAIN)
        self._previous = gap
        step: Floats = np.clip(self._gain * gap, -LARGEST_STEP, LARGEST_STEP)
        return step

    def _look_back(
        self, prices: Floats, gap: Floats, far: Bools
    ) -> tuple[Floats, Floats, Bools]:
        """Remember this round; where to step from, and which goods go by gain."""
        if self._mixing is None:
            middle = float(np.median(self._gain))
            self._mixing = min(max(middle, SMALLEST_MIXING), LARGEST_MIXING)
        merit = float(np.sqrt(np.mean(gap * gap)))
        if self._best is None or merit < self._best[0]:
            self._best = (merit, prices, gap)
        self._past = [*self._past, (prices, gap)][-(MEMORY + 1) :]
        least, best_prices, best_gap = self._best
        if merit <= 2.0 * least:
            self._radius = min(LARGEST_STEP, self._radius * WIDEN)
            return prices, gap, far
        self._radius = max(SMALLEST_RADIUS, self._radius * 0.5)
        self._mixing = max(SMALLEST_MIXING, self._mixing * 0.7)
        self._best = (least * 1.1, best_prices, best_gap)
        return best_prices, best_gap, np.zeros_like(far)

    def _anderson_step(self, gap: Floats, far: Bools) -> Floats:
        mixing = self._mixing or SMALLEST_MIXING
        if len(self._past) < 2:
            return mixing * gap
        price_steps = np.diff([prices for prices, _ in self._past], axis=0).T
        gap_steps = np.diff([seen for _, seen in self._past], axis=0).T
        near = np.where(far[:, None], 0.0, gap_steps)
        normal = near.T @ near
        ridge = RIDGE * np.trace(normal) / len(normal) + 1e-12
        normal[np.diag_indices_from(normal)] += ridge
        weights = np.linalg.lstsq(normal, near.T @ gap, rcond=1e-12)[0]
        step: Floats = mixing * (gap - gap_steps @ weights) - price_steps @ weights
        return step

    def _state(self) -> dict[str, Any]:
        best = self._best
        return {
            "gain": self._gain.tolist(),
            "previous": self._previous.tolist(),
            "accelerating": self._accelerating,
            "mixing": self._mixing,
            "radius": self._radius,
            "best": best and [best[0], best[1].tolist(), best[2].tolist()],
            "past": [[prices.tolist(), gap.tolist()] for prices, gap in self._past],
        }

    def _remember(self, state: Mapping[str, Any] | None) -> None:
        if state is None:
            state = {
                "gain": np.full(len(self.prices), GAIN),
                "previous": np.zeros(len(self.prices)),
                "accelerating": False,
                "mixing": None,
                "radius": RADIUS,
                "best": None,
                "past": [],
            }
        self._gain = np.array(state["gain"], dtype=np.float64)
        self._previous = np.array(state["previous"], dtype=np.float64)
        self._accelerating = state["accelerating"]
        self._mixing = state["mixing"]
        self._radius = state["radius"]
        best = state["best"]
        self._best = best and (float(best[0]), np.array(best[1]), np.array(best[2]))
        self._past = [(np.array(u), np.array(f)) for u, f in state["past"]]


def _gap(seen: Balance, free: Bools) -> Floats:
    """ln(requested / offered), within ±4; 0 if free, or if both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(seen.requested / seen.offered)
    gap = np.clip(gap, -WIDEST_GAP, WIDEST_GAP)
    return np.where(free | (seen.requested == seen.offered), 0.0, gap)


def _codes(single: Bools, full: Bools) -> list[str | None]:
    return [
        CAPPED if limit else None if alone else ACCELERATED
        for alone, limit in zip(single.tolist(), full.tolist(), strict=True)
    ]
