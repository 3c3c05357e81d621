"""Which councils answered far from what their own earlier answers let expect."""

from typing import NamedTuple

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.behaviour import Behaviour
from planning.beliefs import Beliefs
from planning.changes import Changes

# An answer is named if it is so many times as far from what was expected as is usual,
# and further than a tenth.
NAMED, LARGE = 5.0, 0.1

# No model is surer of an answer than to this part of the change it expects, and this.
UNSURE, SURELY = 0.3, 0.03

# Prices that moved less than this, squared, have not moved.
STILL = 1e-8


class Outlier(NamedTuple):
    """A council whose last answer was far from what was expected of it.

    Parameters
    ----------
    key : int
        The council.
    surprise : float
        In standard deviations of what is usual; see `surprises`.

    """

    key: int
    surprise: float


def surprises(
    beliefs: Beliefs,
    behaviour: Behaviour,
    changes: Changes,
    recipe: Bools,
    richer: Floats,
    noise: float,
) -> Floats:
    """How far each council's answer was from what was expected of it.

    Parameters
    ----------
    beliefs, behaviour : Beliefs, Behaviour
        As they were before the answers.
    changes : Changes
        What the answers changed.
    recipe : (n_councils,) bool array
    richer : (n_councils,) float array
        Log change of what it may spend; 0 where nothing is known.
    noise : float
        Variance of a log answer.

    Returns
    -------
    (n_councils,) float array
        In standard deviations, not negative. 1 is usual; an answer that is within a
        tenth of what was expected is 0. NaN: the council did not answer, or nothing was
        to be expected of it yet.

    Notes
    -----
    Three things were expected: how requests are replaced by each other, how offers
    follow the margin (or the price), and how requests grow with offers (or fit a
    budget). The mean square of what was missed, in logs, is divided by the variance
    that noise, whole units and the uncertainty of the beliefs explain; where more than
    a quarter of the councils are missed by more than that, by their upper quartile: a
    model that is wrong for many says nothing of one of them. Who requests more of what
    has become dearer, or offers less, is measured by noise alone. Nothing is known of
    the intentions behind an answer: who misread a unit stands out too, and while prices
    still move by factors so do some honest councils that the model fits badly.

    """
    sigma = behaviour.substitution
    missed = changes.squares - 2.0 * sigma * changes.product + sigma**2 * changes.spread
    unsure = beliefs.substitution_variance * changes.spread
    offers, scale = _expected(behaviour, changes)
    supply = behaviour.supply
    alone = changes.offer_squares - 2.0 * supply * changes.offer_product
    alone = alone + supply**2 * changes.offer_spread
    missed = missed + np.where(recipe, (changes.offers - offers) ** 2, alone)
    moved = np.where(recipe, changes.margin**2, changes.offer_spread)
    known = np.isfinite(beliefs.supply) & (behaviour.used == 0)
    unsure = unsure + np.where(known, beliefs.supply_variance * moved, offers**2)
    beyond = changes.requests - changes.offers - scale + offers
    beyond = np.where(changes.comparable, beyond, 0.0)
    spent = np.where(changes.lines > 0, changes.requests + changes.paid - richer, 0.0)
    missed = np.maximum(missed + np.where(recipe, beyond, spent) ** 2, 0.0)
    unsure = unsure + np.where(recipe, beliefs.extra_variance * moved, 0.0)
    unsure = (
        unsure
        + SURELY**2
        + UNSURE**2 * (sigma**2 * changes.spread + offers**2 + (scale - offers) ** 2)
    )
    coarse = 2.0 * changes.coarseness + changes.offers_coarseness
    allowed = 3.0 * noise + coarse
    against = _against(changes, recipe)
    ratio = np.maximum(missed / (allowed + unsure), against / (allowed + SURELY**2))
    ratio = np.where(np.maximum(missed, against) < LARGE**2, 0.0, ratio)
    return _in_deviations(ratio, changes.learned)


def _against(changes: Changes, recipe: Bools) -> Floats:
    """The mean square of what no belief allows: more of what has become dearer."""
    wrong = np.minimum(changes.product, 0.0) ** 2 / np.maximum(changes.spread, STILL)
    fallen = np.where(changes.offers * changes.margin < 0, changes.offers**2, 0.0)
    lone = np.minimum(changes.offer_product, 0.0) ** 2
    lone = lone / np.maximum(changes.offer_spread, STILL)
    return wrong + np.where(recipe, fallen, lone)


def _expected(behaviour: Behaviour, changes: Changes) -> tuple[Floats, Floats]:
    """Log changes of offers, and of requests as a whole, of recipes."""
    margin, bounded = changes.margin, behaviour.used > 0
    used = np.where(bounded, behaviour.used, 0.5)
    odds = np.log(used / (1.0 - used)) + behaviour.slope * margin
    limited = -np.logaddexp(0.0, -odds) - np.log(used)
    offers = np.where(bounded, limited, behaviour.supply * margin)
    scale = np.where(bounded, limited, behaviour.scale * margin)
    return offers, scale


def _in_deviations(ratio: Floats, learned: Bools) -> Floats:
    """Ratios of variances as deviations, where something could be expected."""
    told = learned & np.isfinite(ratio)
    usual = float(np.quantile(ratio[told], 0.75)) if told.any() else 1.0
    return np.where(told, np.sqrt(ratio / max(usual, 1.0)), np.nan)


def named(key: Ints, surprise: Floats) -> list[Outlier]:
    """The councils to be named, the furthest first.

    Parameters
    ----------
    key : (n_councils,) int64 array
    surprise : (n_councils,) float array

    Returns
    -------
    list of Outlier
        Those of more than five standard deviations; equal ones by their keys.

    Examples
    --------
    >>> named(np.array([3, 4, 8]), np.array([7.0, np.nan, 30.5]))
    [Outlier(key=8, surprise=30.5), Outlier(key=3, surprise=7.0)]

    """
    rows = np.flatnonzero(np.nan_to_num(surprise) > NAMED)
    rows = rows[np.lexsort((key[rows], -surprise[rows]))]
    return [Outlier(int(key[row]), float(surprise[row])) for row in rows]
