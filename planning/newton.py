"""Newton's method on the log gaps of a model, within bounds of prices."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import LinearOperator, gmres

from planning.arrays import Bools, Floats
from planning.model import Model
from planning.secant import Secant
from planning.trial import Trial

LARGEST_STEP = 1.5
WIDEST_GAP = 6.0
ITERATIONS = 30

# Up to so many goods the slopes are one matrix.
DENSE = 160


@dataclass(frozen=True, eq=False)
class Search:
    """Where prices are looked for, and what is added to the model's log gap.

    Parameters
    ----------
    centre, low, high : (n_goods,) float arrays
        Log prices: where the correction is 0, and the bounds.
    secant : Secant
    fixed : (n_goods,) bool array
        Goods whose price is not the model's to choose.
    offset : (n_goods,) float array
        Added to the log gap of the model.

    """

    centre: Floats
    low: Floats
    high: Floats
    secant: Secant
    fixed: Bools
    offset: Floats | float = 0.0

    def gap(self, trial: Trial, prices: Floats) -> Floats:
        """The corrected log gap; 0 for goods that are fixed."""
        return self.corrected(trial.gap + self.offset, prices)

    def corrected(self, gap: Floats, prices: Floats) -> Floats:
        """A log gap with the correction; 0 for goods that are fixed."""
        gap = gap + self.secant @ (prices - self.centre)
        return np.where(self.fixed, 0.0, gap)

    def blocked(self, gap: Floats, prices: Floats) -> Bools:
        """Goods at a bound that wish to go beyond it."""
        too_low = (prices <= self.low + 1e-9) & (gap < 0)
        return self.fixed | too_low | (prices >= self.high - 1e-9) & (gap > 0)


@dataclass(frozen=True, eq=False)
class Found:
    """Log prices, the gap that remains at them, and how it was found."""

    prices: Floats
    gap: Floats
    trials: int
    turns: int


def newton(
    model: Model, search: Search, close: float, start: Floats | None = None
) -> Found:
    """Newton's method on the whole of a model."""
    start = search.centre if start is None else start
    prices = np.clip(start, search.low, search.high)
    trial = model.respond(prices)
    gap = search.gap(trial, prices)
    damping, trials, turns = 0.0, 1, 0
    for _ in range(ITERATIONS):
        active = ~search.blocked(gap, prices)
        if not active.any() or np.abs(gap[active]).max() < close:
            break
        step, used = _step(trial, search, gap, active, damping)
        turns += used
        step *= min(1.0, LARGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        next_prices = np.clip(prices + step, search.low, search.high)
        next_trial = model.respond(next_prices)
        next_gap = search.gap(next_trial, next_prices)
        trials += 1
        if is_better(search, (next_gap, next_prices), (gap, prices)):
            prices, trial, gap = next_prices, next_trial, next_gap
            damping = damping * 0.2 if damping > 1e-3 else 0.0
        else:
            damping = max(0.05, 4.0 * damping)
            if damping > 1e3:
                break
    return Found(prices, gap, trials, turns)


def is_better(
    search: Search, new: tuple[Floats, Floats], old: tuple[Floats, Floats]
) -> bool:
    """Whether a gap, at its log prices, is nearer to balance than an older one."""
    whole = _size(new[0])
    if not np.isfinite(whole):
        return False
    free = [
        _size(np.where(search.blocked(*place), 0.0, place[0])) for place in (new, old)
    ]
    return bool(whole < _size(old[0]) or free[0] < free[1])


def _size(gap: Floats) -> float:
    return float(np.linalg.norm(np.clip(gap, -WIDEST_GAP, WIDEST_GAP)))


def _step(
    trial: Trial,
    search: Search,
    gap: Floats,
    active: Bools,
    damping: float,
) -> tuple[Floats, int]:
    """One Newton step for the active goods, and how many directions it asked for."""
    bounded = np.clip(gap, -2 * WIDEST_GAP, 2 * WIDEST_GAP)
    if len(gap) <= DENSE:
        return _dense_step(trial, search, bounded, active, damping)
    # Far from balance the slopes are only about right anyway.
    part = min(0.1, 0.5 * float(np.abs(bounded[active]).max()))
    return _krylov_step(trial, search, bounded, active, damping, part)


def _dense_step(
    trial: Trial, search: Search, gap: Floats, active: Bools, damping: float
) -> tuple[Floats, int]:
    n = len(gap)
    slope = trial.slope(np.eye(n)) + search.secant @ np.eye(n)
    place = np.flatnonzero(active)
    matrix = damping * np.eye(len(place)) - slope[np.ix_(place, place)]
    step = np.zeros(n)
    step[place] = _solved(matrix, gap[place])
    return step, n


def _solved(matrix: Floats, gap: Floats) -> Floats:
    """The solution, the least one where one price is free, or a careful move."""
    careful: Floats = 0.3 * np.clip(gap, -2.0, 2.0)
    if not np.isfinite(matrix).all():
        return careful
    step = _direct(matrix, gap)
    if step is None:
        step = np.asarray(np.linalg.lstsq(matrix, gap, rcond=1e-8)[0])
    return np.where(np.isfinite(step), step, careful)


def _direct(matrix: Floats, gap: Floats) -> Floats | None:
    """The solution; None if all prices may rise together and nothing changes."""
    if np.abs(matrix.sum(axis=1)).max() < 1e-6 * np.abs(matrix).max():
        return None
    try:
        return np.asarray(np.linalg.solve(matrix, gap), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None


def _krylov_step(
    trial: Trial,
    search: Search,
    gap: Floats,
    active: Bools,
    damping: float,
    part: float,
) -> tuple[Floats, int]:
    n, asked = len(gap), 0

    def product(direction: Floats) -> Floats:
        nonlocal asked
        asked += 1
        direction = np.where(active, np.ravel(direction), 0.0)
        slope = trial.slope(direction) + search.secant @ direction
        return np.where(active, damping * direction - slope, direction)

    own = np.where(active, damping - trial.own_slope(), 1.0)
    own = np.where(own > 0.05, own, 0.05)
    step, _ = gmres(
        LinearOperator((n, n), matvec=product, dtype=np.float64),
        np.where(active, gap, 0.0),
        rtol=part,
        restart=40,
        maxiter=2,
        M=LinearOperator((n, n), matvec=lambda x: np.ravel(x) / own, dtype=np.float64),
    )
    return np.where(active, step, 0.0), asked
