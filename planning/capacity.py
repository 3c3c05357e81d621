"""Recipes that grow without limit of skill but not of room: a capacity is inferred.

Where requests grow just as offers do, nothing but a capacity can bound the offers.
Then ln(revenue / cost), the log margin M, is a level and not only a change, and the
used part of the capacity is taken to be logistic in it,

    ln offers = ln capacity - ln(1 + exp(-slope (M - middle))),

with the slope and the middle fitted to the last answers of the council.
"""

from collections.abc import Callable

import numpy as np

from planning.arrays import Bools, Floats

# Before anything is known: half of a capacity is offered where revenue is cost.
SLOPE, SLOPE_DEVIATION = 12.0, 0.6
MIDDLE, MIDDLE_DEVIATION = 0.0, 0.15
STEEPEST, FLATTEST = 60.0, 1.0
MISFIT = 1e-4
POINTS = 3
STEPS = 12

# Requests that grow less than this beyond offers, per margin, follow offers.
CONSTANT_RETURNS = 0.35

# More losses than this among recipes, and their margins are not the best they can do.
LOSS, USUAL_LOSSES = 0.02, 0.08


def bounded(
    extra: Floats,
    extra_variance: Floats,
    recipe: Bools,
    margin: Floats,
    many: bool | None = None,
) -> Bools:
    """Which recipes are taken to be bounded by capacity.

    Parameters
    ----------
    extra, extra_variance : (n_councils,) float arrays
        How much more than offers requests grow per margin, as learned.
    recipe : (n_councils,) bool array
    margin : (n_councils,) float array
        ln(revenue / cost); NaN where there is none.
    many : bool or None
        Whether many recipes propose a loss; None: as these show.

    Returns
    -------
    (n_councils,) bool array
        Those whose requests were seen to follow their offers, and those who have not
        shown it either way if they propose a loss, or if many recipes do: who has
        decreasing returns and makes the best of them never does.

    """
    known = recipe & np.isfinite(margin)
    taught = extra_variance < 0.1
    loses = known & (margin < -LOSS)
    if many is None:
        many = losing(recipe, margin)
    open_ = ~taught & (loses | many)
    return known & (open_ | taught & (extra < CONSTANT_RETURNS))


def losing(recipe: Bools, margin: Floats) -> bool:
    """Whether many recipes propose a loss.

    >>> losing(np.ones(4, dtype=bool), np.array([0.2, -0.3, 0.1, np.nan]))
    True

    """
    known = recipe & np.isfinite(margin)
    return bool(known.any() and (margin[known] < -LOSS).mean() > USUAL_LOSSES)


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
    slope, spread, middle, wide = prior
    seen = np.isfinite(margins) & np.isfinite(offers)
    seen[:, -1] = False
    level, change = np.where(seen, margins, 0.0), offers - offers[:, -1:]
    change = np.where(seen, change, 0.0)
    last = margins[:, -1:]
    weight = np.where(seen, 1.0 / (noise + MISFIT)[:, None], 0.0)

    def cost(log_slope: Floats, centre: Floats) -> Floats:
        left = change - _part(log_slope, centre, level) + _part(log_slope, centre, last)
        total: Floats = (weight * left**2).sum(axis=1)
        total += ((log_slope - np.log(slope)) / spread) ** 2
        return total + ((centre - middle) / wide) ** 2

    best, least = _guess(cost, prior)
    damping = np.full(len(slope), 1e-3)
    for _ in range(STEPS):
        step = _gauss_newton(
            (level, change, last, weight), best, (slope, spread, middle, wide), damping
        )
        trial = (
            np.clip(best[0] + step[0], np.log(FLATTEST), np.log(STEEPEST)),
            best[1] + step[1],
        )
        costs = cost(*trial)
        good = costs < least
        best = (
            np.where(good, trial[0], best[0]),
            np.where(good, trial[1], best[1]),
        )
        least = np.where(good, costs, least)
        damping = np.where(good, damping * 0.2, damping * 8.0)
    return np.exp(best[0]), best[1]


def _guess(
    cost: Callable[[Floats, Floats], Floats],
    prior: tuple[Floats, Floats, Floats, Floats],
) -> tuple[tuple[Floats, Floats], Floats]:
    """The best of a few guesses around what is believed, and its cost."""
    slope, spread, middle, wide = prior
    best = (np.log(slope), middle)
    least = cost(*best)
    for tilt in (-1.5, -0.75, 0.0, 0.75, 1.5):
        for shift in (-2.0, -1.2, -0.6, 0.0, 0.6, 1.2, 2.0):
            guess = (np.log(slope) + tilt * spread, middle + shift * wide)
            costs = cost(*guess)
            better = costs < least
            best = (
                np.where(better, guess[0], best[0]),
                np.where(better, guess[1], best[1]),
            )
            least = np.minimum(least, costs)
    return best, least


def used_part(slope: Floats, middle: Floats, margin: Floats) -> Floats:
    """The part of its capacity a council offers."""
    odds = np.clip(slope * (margin - middle), -30.0, 30.0)
    part: Floats = 1.0 / (1.0 + np.exp(-odds))
    return np.clip(part, 1e-12, 1.0 - 1e-9)


def _part(log_slope: Floats, middle: Floats, margin: Floats) -> Floats:
    """Log of the used part."""
    odds = np.exp(log_slope)[:, None] * (margin - middle[:, None])
    part: Floats = -np.logaddexp(0.0, -odds)
    return part


def _gauss_newton(
    data: tuple[Floats, Floats, Floats, Floats],
    at: tuple[Floats, Floats],
    prior: tuple[Floats, Floats, Floats, Floats],
    damping: Floats,
) -> tuple[Floats, Floats]:
    level, change, last, weight = data
    log_slope, centre = at
    slope = np.exp(log_slope)[:, None]
    left = change - _part(log_slope, centre, level) + _part(log_slope, centre, last)
    idle = [
        1.0 / (1.0 + np.exp(np.clip(slope * (x - centre[:, None]), -500, 500)))
        for x in (level, last)
    ]
    by_slope = slope * (
        idle[0] * (level - centre[:, None]) - idle[1] * (last - centre[:, None])
    )
    by_centre = -slope * (idle[0] - idle[1])
    a = (weight * by_slope**2).sum(axis=1) + 1.0 / prior[1] ** 2
    b = (weight * by_slope * by_centre).sum(axis=1)
    d = (weight * by_centre**2).sum(axis=1) + 1.0 / prior[3] ** 2
    x = (weight * by_slope * left).sum(axis=1)
    x -= (log_slope - np.log(prior[0])) / prior[1] ** 2
    y = (weight * by_centre * left).sum(axis=1)
    y -= (centre - prior[2]) / prior[3] ** 2
    a, d = a * (1.0 + damping), d * (1.0 + damping)
    whole = np.maximum(a * d - b * b, 1e-300)
    return (d * x - b * y) / whole, (a * y - b * x) / whole
