"""The curve of used capacity that several answers of a council lie on, most probably.

See `planning.capacity` for what the curve means.
"""

from typing import NamedTuple

import numpy as np

from planning.arrays import Floats
from planning.threads import in_order

STEEPEST, FLATTEST = 60.0, 1.0
MISFIT = 1e-4
STEPS = 12
# Councils fitted at a time, few enough to stay near the processor.
BLOCK = 2**12


def fit(
    margins: Floats,
    offers: Floats,
    prior: tuple[Floats, Floats, Floats, Floats],
    noise: Floats,
) -> tuple[Floats, Floats]:
    """Slope and middle of the used part of capacity, from several answers.

    Parameters
    ----------
    margins, offers : (n_councils, n_points) float arrays
        Log margins and log offers, the latest last; NaN where there is none.
    prior : tuple of four (n_councils,) float arrays
        Slope, standard deviation of its logarithm, middle, standard deviation.
    noise : (n_councils,) float array
        Variance of a log offer.

    Returns
    -------
    slope, middle : (n_councils,) float arrays
        The most probable ones: Gauss-Newton steps from the best of a few guesses.

    Examples
    --------
    >>> margins = np.array([[-0.2, 0.0, 0.1]])
    >>> offers = 5.0 - np.log(1 + np.exp(-20.0 * (margins - 0.05)))
    >>> one = np.ones(1)
    >>> prior = (12.0 * one, 0.6 * one, 0.0 * one, 0.15 * one)
    >>> slope, middle = fit(margins, offers, prior, 1e-9 * one)
    >>> slope.round(0), middle.round(2)
    (array([20.]), array([0.05]))

    """

    def piece(first: int) -> tuple[Floats, Floats]:
        rows = slice(first, first + BLOCK)
        points = _Points(margins[rows], offers[rows], noise[rows])
        return _fitted(points, _Prior(*(column[rows] for column in prior)))

    parts = in_order(piece, range(0, max(len(noise), 1), BLOCK))
    log_slope, middle = (np.concatenate(side) for side in zip(*parts, strict=True))
    return np.exp(log_slope), middle


class _Prior(NamedTuple):
    """What is believed of slopes and middles, and the deviations of it."""

    slope: Floats
    spread: Floats
    middle: Floats
    wide: Floats


class _Points:
    """The answers before the last, as changes to it: a row a point, a column a council.

    Points that no council of a block has are left out.
    """

    def __init__(self, margins: Floats, offers: Floats, noise: Floats) -> None:
        seen = np.isfinite(margins[:, :-1]) & np.isfinite(offers[:, :-1])
        kept = np.flatnonzero(seen.any(axis=0))
        seen = seen[:, kept].T
        change = (offers[:, kept] - offers[:, -1:]).T
        self.change = np.where(seen, change, 0.0)
        self.weight = np.where(seen, 1.0 / (noise + MISFIT), 0.0)
        level = np.where(seen, margins[:, kept].T, 0.0)
        # The last answer stands below the others.
        self.margins: Floats = np.vstack([level, margins[:, -1]])

    def left(self, slope: Floats, centre: Floats) -> tuple[Floats, Floats, Floats]:
        """What a curve leaves unexplained, idle parts, distances from its middle."""
        away = self.margins - centre
        odds = slope * away
        far = np.exp(-np.abs(odds))
        part = np.minimum(odds, 0.0) - np.log1p(far)
        idle = np.where(odds > 0, far, 1.0) / (1.0 + far)
        return self.change - part[:-1] + part[-1], idle, away

    def cost(self, log_slope: Floats, centre: Floats, prior: _Prior) -> Floats:
        """How improbable a curve is."""
        away = self.margins - centre
        odds = np.exp(log_slope) * away
        part = np.minimum(odds, 0.0)
        part -= np.log1p(np.exp(-np.abs(odds, out=odds), out=odds), out=odds)
        left = self.change - part[:-1] + part[-1]
        total: Floats = (self.weight * left * left).sum(axis=0)
        total += ((log_slope - np.log(prior.slope)) / prior.spread) ** 2
        return total + ((centre - prior.middle) / prior.wide) ** 2


def _fitted(points: _Points, prior: _Prior) -> tuple[Floats, Floats]:
    """Logarithm of the slope, and the middle."""
    best, least = _guess(points, prior)
    damping = np.full(len(least), 1e-3)
    for _ in range(STEPS):
        step = _gauss_newton(points, best, prior, damping)
        trial = (
            np.clip(best[0] + step[0], np.log(FLATTEST), np.log(STEEPEST)),
            best[1] + step[1],
        )
        costs = points.cost(*trial, prior)
        good = costs < least
        if not good.any():
            damping *= 8.0
            continue
        best = np.where(good, trial[0], best[0]), np.where(good, trial[1], best[1])
        least = np.where(good, costs, least)
        damping = np.where(good, damping * 0.2, damping * 8.0)
    return best


def _guess(points: _Points, prior: _Prior) -> tuple[tuple[Floats, Floats], Floats]:
    """The best of a few guesses around what is believed, and its cost."""
    usual = np.log(prior.slope)
    best = usual, prior.middle
    least = points.cost(*best, prior)
    for tilt in (-1.5, -0.75, 0.0, 0.75, 1.5):
        for shift in (-2.0, -1.2, -0.6, 0.0, 0.6, 1.2, 2.0):
            guess = usual + tilt * prior.spread, prior.middle + shift * prior.wide
            costs = points.cost(*guess, prior)
            better = costs < least
            best = (
                np.where(better, guess[0], best[0]),
                np.where(better, guess[1], best[1]),
            )
            least = np.minimum(least, costs)
    return best, least


def _gauss_newton(
    points: _Points, at: tuple[Floats, Floats], prior: _Prior, damping: Floats
) -> tuple[Floats, Floats]:
    log_slope, centre = at
    slope, weight = np.exp(log_slope), points.weight
    left, idle, away = points.left(slope, centre)
    pull = idle * away
    by_slope = slope * (pull[:-1] - pull[-1])
    by_centre = -slope * (idle[:-1] - idle[-1])
    a = (weight * by_slope**2).sum(axis=0) + 1.0 / prior.spread**2
    b = (weight * by_slope * by_centre).sum(axis=0)
    d = (weight * by_centre**2).sum(axis=0) + 1.0 / prior.wide**2
    x = (weight * by_slope * left).sum(axis=0)
    x -= (log_slope - np.log(prior.slope)) / prior.spread**2
    y = (weight * by_centre * left).sum(axis=0)
    y -= (centre - prior.middle) / prior.wide**2
    a, d = a * (1.0 + damping), d * (1.0 + damping)
    whole = np.maximum(a * d - b * b, 1e-300)
    return (d * x - b * y) / whole, (a * y - b * x) / whole
