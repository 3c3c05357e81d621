"""What is learned of each council from its own successive answers."""

from dataclasses import replace

import numpy as np

from planning.arrays import Bools, Floats
from planning.beliefs import Beliefs
from planning.changes import Changes

# No more is learned from a quantity that changed by a factor of e**20.
EXTREME = 20.0

# The least and the largest that is ever believed; of a recipe with requests, some.
SUBSTITUTIONS, SUPPLIES, SLOPES = (0.02, 12.0), (0.0, 40.0), (0.5, 100.0)
EXTRAS, LEAST_SUPPLY = (-0.5, 2.0), 0.02


def learn(beliefs: Beliefs, changes: Changes, recipe: Bools, noise: float) -> Beliefs:
    """Update beliefs by what councils did; ``noise``: variance of a log answer."""
    loud = noise + changes.coarseness
    substitution, substitution_variance = updated(
        (beliefs.substitution, beliefs.substitution_variance),
        changes.product,
        changes.spread,
        loud,
        0.02,
        SUBSTITUTIONS,
    )
    usable = recipe & (np.abs(changes.offers) <= EXTREME)
    margin = np.where(usable, changes.margin, 0.0)
    offers = np.where(usable, changes.offers, 0.0)
    louder = 4.0 * (noise + changes.offers_coarseness)
    supply, supply_variance = _learn_supply(
        beliefs, changes, recipe, (margin, offers), louder
    )
    further = np.where(usable, changes.requests - offers, 0.0)
    extra, extra_variance = updated(
        (beliefs.extra, beliefs.extra_variance),
        further * margin,
        margin * margin,
        louder + 4 * changes.coarseness,
        0.0,
        EXTRAS,
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


def _learn_supply(
    beliefs: Beliefs,
    changes: Changes,
    recipe: Bools,
    moved: tuple[Floats, Floats],
    louder: Floats,
) -> tuple[Floats, Floats]:
    """How offers follow the margin, or where lines stand alone, the price."""
    (margin, offers), lone = moved, ~recipe
    bounded = changes.used > 0
    least = np.where(recipe & (changes.lines > 0), LEAST_SUPPLY, SUPPLIES[0])
    return updated(
        (beliefs.supply, beliefs.supply_variance),
        np.where(lone, changes.offer_product, offers * margin),
        np.where(lone, changes.offer_spread, margin * margin),
        np.where(lone, louder / 4.0, louder),
        np.where(lone, 0.02, np.where(bounded, 0.0, 0.2)),
        (least, SUPPLIES[1]),
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
        SLOPES,
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
