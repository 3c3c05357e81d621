"""Returns to scale of recipes, as their cost and revenue show them at first.

Who makes the most of returns to scale r spends the part r of its revenue, and offers
r / (1 - r) per cent more at 1 % more margin.
"""

from dataclasses import replace

import numpy as np

from planning.arrays import Floats
from planning.beliefs import Beliefs
from planning.councils import Councils
from planning.noise import QUIETEST
from planning.pooling import Bins, Pool, alone
from planning.sparse import positive

# What a recipe is seen to spend of its revenue is taken to lie between.
LOWEST, HIGHEST = 0.05, 0.95

# Variance of a supply read so, as a part of its square.
SUPPLY_VARIANCE = 0.25

# Units that make the log of cost and revenue vary more than this are too coarse.
COARSE = 0.01

# Margins, and how far they are from the usual one, in steps of half a per cent.
MARGINS, DISTANCES = Bins(-3.0, 3.0, 1200), Bins(0.0, 3.0, 600)


def begun(
    beliefs: Beliefs, cost: Floats, revenue: Floats, coarseness: Floats
) -> Beliefs:
    """Take the supply of recipes from cost and revenue, until they have shown it.

    Parameters
    ----------
    beliefs : Beliefs
    cost, revenue, coarseness : (n_councils,) float arrays
        See `planning.accounts.accounts`. Where units are too coarse to tell, a supply
        that is unknown stays so.

    Returns
    -------
    Beliefs
        Until a recipe has shown how its offers follow its margin, its last answer
        counts: an earlier one may have been so small that most of its lines, and with
        them most of its cost, were less than a unit.

    """
    first = np.isclose(
        beliefs.supply_variance, _variance(beliefs.supply), rtol=1e-9, atol=0.0
    )
    unseen = np.isnan(beliefs.supply) | first & (beliefs.supply > 0)
    told = unseen & (cost > 0) & (revenue > 0) & (coarseness < COARSE)
    supply = np.where(told, _supply(cost / positive(revenue)), beliefs.supply)
    variance = np.where(told, _variance(supply), beliefs.supply_variance)
    return replace(beliefs, supply=supply, supply_variance=variance)


def tempered(
    beliefs: Beliefs, noise: float, councils: Councils, pool: Pool = alone
) -> Beliefs:
    """Judge those who have answered once in the light of all, and of the noise.

    The part of revenue that a single noisy answer showed as cost is moved towards the
    usual part, by as much as noise explains of the differences.
    """
    shown = np.isfinite(beliefs.margin) & (beliefs.supply > 0)
    shown &= np.isnan(councils.supply)
    once = shown & (beliefs.answers == 0)
    if noise <= 10.0 * QUIETEST:
        return beliefs
    margins = beliefs.margin[shown]
    counts = pool("margins", MARGINS.counts(margins))
    if not counts.any():
        return beliefs
    usual = MARGINS.median(counts)
    far = pool("distances", DISTANCES.counts(np.abs(margins - usual)))
    spread = DISTANCES.median(far) / 0.67
    trust = max(spread**2 - 1.3 * noise, 0.0) / max(spread**2, 1e-12)
    part = np.exp(-(usual + trust * (beliefs.margin - usual)))
    return replace(beliefs, supply=np.where(once, _supply(part), beliefs.supply))


def _supply(part: Floats) -> Floats:
    """How offers follow the margin of who spends this part of its revenue."""
    returns = np.clip(part, LOWEST, HIGHEST)
    supply: Floats = returns / (1.0 - returns)
    return supply


def _variance(supply: Floats) -> Floats:
    variance: Floats = SUPPLY_VARIANCE * supply**2
    return variance
