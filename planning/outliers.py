"""Which councils answered far from what their own earlier answers let expect."""

from typing import NamedTuple

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.beliefs import Beliefs
from planning.changes import Changes

# An answer is named if it is so many times as far from what was expected as is usual,
# and further than a tenth.
NAMED, LARGE = 5.0, 0.1


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
    beliefs: Beliefs, changes: Changes, recipe: Bools, richer: Floats, noise: float
) -> Floats:
    """How far each council's answer was from what was expected of it.

    Parameters
    ----------
    beliefs : Beliefs
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
    that noise, whole units and the uncertainty of the beliefs explain; where even the
    median council is missed by more than that, by the median. Nothing is known of the
    intentions behind an answer: who misread a unit stands out too.

    """
    missed, allowed = _requests(beliefs, changes, noise)
    further, more = _offers(beliefs, changes, recipe, noise)
    missed, allowed = missed + further, allowed + more
    further, more = _scale(beliefs, changes, recipe, richer, noise)
    missed, allowed = missed + further, allowed + more
    missed = np.maximum(missed, 0.0)
    ratio = missed / allowed
    told = changes.learned & np.isfinite(ratio)
    usual = float(np.median(ratio[told])) if told.any() else 1.0
    far = np.sqrt(ratio / max(usual, 1.0))
    return np.where(told, np.where(missed < LARGE**2, 0.0, far), np.nan)


def _requests(
    beliefs: Beliefs, changes: Changes, noise: float
) -> tuple[Floats, Floats]:
    sigma = beliefs.substitution
    missed = changes.squares - 2.0 * sigma * changes.product + sigma**2 * changes.spread
    allowed = noise + changes.coarseness
    return missed, allowed + beliefs.substitution_variance * changes.spread


def _offers(
    beliefs: Beliefs, changes: Changes, recipe: Bools, noise: float
) -> tuple[Floats, Floats]:
    supply = np.where(np.isfinite(beliefs.supply), beliefs.supply, 0.0)
    alone = changes.offer_squares - 2.0 * supply * changes.offer_product
    alone = alone + supply**2 * changes.offer_spread
    whole = (changes.offers - supply * changes.margin) ** 2
    unknown = np.where(
        np.isfinite(beliefs.supply), beliefs.supply_variance, changes.offers**2
    )
    moved = np.where(recipe, changes.margin**2, changes.offer_spread)
    allowed = noise + changes.offers_coarseness + unknown * moved
    return np.where(recipe, whole, alone), allowed


def _scale(
    beliefs: Beliefs, changes: Changes, recipe: Bools, richer: Floats, noise: float
) -> tuple[Floats, Floats]:
    """Requests beyond offers in recipes; what is spent by everybody else."""
    beyond = changes.requests - changes.offers - beliefs.extra * changes.margin
    beyond = np.where(changes.comparable, beyond, 0.0)
    spent = changes.requests + changes.paid - richer
    spent = np.where(changes.lines > 0, spent, 0.0)
    missed = np.where(recipe, beyond, spent)
    moved = np.where(recipe, changes.margin**2, 0.0)
    return missed**2, noise + changes.coarseness + beliefs.extra_variance * moved


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
