"""Which recipes are taken to be bounded by a capacity that nobody declares."""

from enum import IntEnum

import numpy as np

from planning.arrays import Bools, Floats

# Below this variance of what its requests grow beyond its offers, a recipe has shown
# whether they do; below this growth, per margin, they follow its offers.
SHOWN, CONSTANT_RETURNS = 0.1, 0.35

# More losses than this among recipes, and their margins are not the best they can do.
LOSS, USUAL_LOSSES = 0.02, 0.04

# What so many of the recipes have shown counts for the others: if nearly none of them,
# or nearly all, were seen to be bounded, or the fewer.
ENOUGH, NEARLY_NONE, HALF = 0.05, 0.1, 0.5


class Presumed(IntEnum):
    """Which recipes that have not shown it either way are taken to be bounded."""

    NOBODY = -1
    LOSERS = 0
    EVERYBODY = 1


def bounded(
    extra: Floats,
    extra_variance: Floats,
    recipe: Bools,
    margin: Floats,
    others: int | None = None,
) -> Bools:
    """Which recipes are taken to be bounded by capacity.

    Parameters
    ----------
    extra, extra_variance : (n_councils,) float arrays
        How much more than offers requests grow per margin, as learned.
    recipe : (n_councils,) bool array
    margin : (n_councils,) float array
        ln(revenue / cost); NaN where there is none.
    others : Presumed or None
        Who is among those who have not shown it; None: as these let `presume`.

    Returns
    -------
    (n_councils,) bool array
        Those whose requests were seen to follow their offers, and of those who have
        not shown it either way whoever is presumed to be.

    """
    known = recipe & np.isfinite(margin)
    if others is None:
        others = presume(extra, extra_variance, recipe, margin)
    taken = margin < -LOSS
    if others != Presumed.LOSERS:
        taken = np.full(len(margin), others == Presumed.EVERYBODY)
    shown = extra_variance < SHOWN
    return known & np.where(shown, extra < CONSTANT_RETURNS, taken)


def presume(
    extra: Floats, extra_variance: Floats, recipe: Bools, margin: Floats
) -> Presumed:
    """What is presumed of the recipes that have not shown it; arrays as in `bounded`.

    Who has decreasing returns and makes the best of them never proposes a loss. So
    losses speak for bounds, and many for bounds everywhere. But margins may have other
    reasons, and what recipes show when prices move goes first: where a twentieth of
    them has, and fewer than a tenth, or more than nine, of these ten are bounded, the
    rest is taken to be like them; where fewer than half are, only losers.

    Examples
    --------
    >>> one, all_ = np.ones(4), np.ones(4, dtype=bool)
    >>> losses = np.array([-0.4, 0.1, -0.2, 0.3])
    >>> presume(one, 0.5 * one, all_, losses).name
    'EVERYBODY'
    >>> presume(one, np.array([0.5, 0.01, 0.5, 0.01]), all_, losses).name
    'NOBODY'

    """
    return presumed(showing(extra, extra_variance, recipe, margin))


def showing(
    extra: Floats, extra_variance: Floats, recipe: Bools, margin: Floats
) -> Floats:
    """(4,) Recipes with a margin, those that have shown bounds or none, the bounded
    of these, and those with losses; arrays as in `bounded`.
    """
    known = recipe & np.isfinite(margin)
    shown = known & (extra_variance < SHOWN)
    constant = shown & (extra < CONSTANT_RETURNS)
    loses = known & (np.where(known, margin, 0.0) < -LOSS)
    return np.array([each.sum() for each in (known, shown, constant, loses)], float)


def presumed(counts: Floats) -> Presumed:
    """What `presume` says, from the counts of `showing`, of whichever councils."""
    known, shown, constant, loses = counts.tolist()
    if shown > ENOUGH * known:
        if constant / shown < NEARLY_NONE:
            return Presumed.NOBODY
        if constant / shown > 1.0 - NEARLY_NONE:
            return Presumed.EVERYBODY
        if constant / shown < HALF:
            return Presumed.LOSERS
    return Presumed.EVERYBODY if loses > USUAL_LOSSES * known else Presumed.LOSERS
