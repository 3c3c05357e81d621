"""The prices at which a model of all councils balances, near prices already tried."""

from dataclasses import replace

import numpy as np

from planning.model import Model
from planning.multisecant import multisecant
from planning.newton import DENSE, Found, Search, newton
from planning.sparse import log_gap

__all__ = ["Found", "Search", "solve"]

CLOSE = 1e-6

# How often, and until how near, a large model corrects what its quick one finds.
SWEEPS, NEAR, FAR, ROUGH = 4, 2e-3, 2e-2, 0.02

# The part of a gap that its quick model leaves, before it was seen.
USUAL_PART = 0.25


def solve(model: Model, search: Search, close: float = CLOSE) -> Found:
    """Balance a model within bounds.

    Parameters
    ----------
    model : Model
    search : Search
    close : float
        Largest log gap that counts as balanced.

    Returns
    -------
    Found
        The best prices that were met, also when nothing balances.

    Notes
    -----
    Newton's method on the log gaps of the goods that are not held by a bound. A step
    that does not bring the gaps down is taken shorter, by adding to the slopes of the
    goods' own prices. Up to `planning.newton.DENSE` goods the slopes are one matrix;
    beyond, only products of slopes and directions are asked for, each a sum over
    shards [1]_. Where councils are elsewhere, each of them would be a journey; there
    trials alone have to do (`planning.multisecant`).

    A large model is solved with the slopes of its quick one: what that finds is tried
    on the whole, the difference of their gaps is added, and so on until it is gone.

    References
    ----------
    .. [1] D. A. Knoll and D. E. Keyes, "Jacobian-free Newton-Krylov methods", Journal
       of Computational Physics 193 (2004).

    """
    quick = model.quick
    if quick is not model:
        return _sweep(model, quick, search)
    if model.is_far and len(search.centre) > DENSE:
        return multisecant(model, search, _enough(model, search))
    return newton(model, search, close)


def _enough(model: Model, search: Search) -> float:
    """How near is near enough where every trial is a journey: not all the way."""
    prices = np.clip(search.centre, search.low, search.high)
    gap = search.gap(model.respond(prices), prices)
    left = float(np.abs(gap[~search.blocked(gap, prices)]).max(initial=0.0))
    return min(max(NEAR, ROUGH * left), FAR)


def _sweep(model: Model, quick: Model, search: Search) -> Found:
    """Balance a large model by balancing its quick one, again and again.

    Far from balance it need not be exact: the models themselves are not.
    """
    prices, near = np.clip(search.centre, search.low, search.high), NEAR
    before = 1.0
    for trials in range(1, SWEEPS + 1):
        gap = log_gap(*model.totals(prices))
        whole = search.corrected(gap, prices)
        active = ~search.blocked(whole, prices)
        left = float(np.abs(whole[active]).max(initial=0.0))
        if trials == 1:
            near, part = min(max(NEAR, ROUGH * left), FAR), USUAL_PART
        else:
            part = left / before
        if trials == SWEEPS or left < (near if trials > 1 else CLOSE):
            break
        shifted = replace(search, offset=gap - quick.respond(prices).gap)
        found = newton(quick, shifted, near / 10.0, prices)
        if part * left < near:
            # What is left falls by about this part again: no need to see it.
            return Found(found.prices, found.gap, trials, found.turns)
        prices, before = found.prices, left
    return Found(prices, whole, trials, 0)
