"""How noisy answers are, and what that leaves unbalanced in any round."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from planning.arrays import Floats
from planning.balance import Balance
from planning.changes import Changes
from planning.model import Model
from planning.sparse import like, positive

# Variance of the logarithm of an answer, before and within which it is estimated.
NOISE, QUIETEST, LOUDEST = 5e-4, 1e-7, 2e-2

# The worst of many goods: how much of a normal deviation counts, as measured.
TYPICAL = 0.8


def heard_noise(changes: Changes, before: float | None) -> float | None:
    """Estimate the variance of a log answer from what substitution leaves unexplained.

    The median over councils with at least four requests; half of the earlier estimate
    stays once there is one.
    """
    enough = changes.learned & (changes.lines >= 4) & (changes.spread > 1e-10)
    if enough.sum() < 5:
        return before
    left = changes.squares - changes.product**2 / positive(changes.spread)
    freedom = changes.lines / np.maximum(changes.lines - 2.0, 1.0)
    sample = np.maximum(left * freedom - changes.coarseness, 0.0)[enough]
    found = float(np.clip(np.median(sample) / 0.8, QUIETEST, LOUDEST))
    return found if before is None else float(np.sqrt(found * before))


@dataclass(frozen=True, eq=False)
class Dealers:
    """Among how many councils the requests, and the offers, of each good are divided.

    Parameters
    ----------
    lines : (2, n_goods) float array
        Number of requests of each good, then of offers.
    concentration : (2, n_goods) float array
        Sums of squared parts (the Herfindahl index): 1/n for n equal ones, 1 if one
        council requests all. What is offered by those who request nothing (a commons)
        is given, and counts in the whole alone.

    """

    lines: Floats
    concentration: Floats

    @classmethod
    def of(cls, model: Model) -> Self:
        """Those of a model, by what its councils answered last.

        >>> from planning.model import Model
        >>> dealers = Dealers.of(Model([]))
        >>> dealers.lines.shape
        (2, 0)

        """
        n = len(model.shards[0].asked) if model.shards else 0
        lines, sums, squares = np.zeros((3, 2, n))
        for shard in model.shards:
            sums += shard.answered
            for side, matrix in enumerate((shard.requests, shard.offers)):
                lines[side] += like(matrix, np.sign(matrix.data)).T @ shard.weight
                varies = np.where(shard.cost > 0, shard.weight, 0.0)
                squares[side] += like(matrix, matrix.data**2).T @ varies
        return cls(lines, squares / np.maximum(sums, 1e-99) ** 2)


def noise_floor(noise: float, balance: Balance, dealers: Dealers) -> float:
    """About how far from balance the worst good stays, whatever the prices.

    Parameters
    ----------
    noise : float
        Variance of the logarithm of a line of an answer, as heard.
    balance : Balance
        What is requested and offered in all, smallest units.
    dealers : Dealers

    Returns
    -------
    float
        An imbalance, no unit: more rounds cannot bring the worst good far below it.
        0 if no good is both requested and offered.

    Notes
    -----
    The log gap of a good varies by noise (1/requesters + 1/offerers) if all are equal,
    by noise times the concentrations if not, and each line by a twelfth of a smallest
    unit squared. The largest of n normal deviations is near sqrt(2 ln n) of them [1]_;
    the factor 0.8 and the form are those measured at exact equilibrium prices: 5.0, 1.6
    and 0.50 % for 10, 100 and 1,000 producers of each of 40 goods and noise of 2 to
    10 %.

    References
    ----------
    .. [1] M. R. Leadbetter, G. Lindgren and H. Rootzén, "Extremes and Related
       Properties of Random Sequences and Processes", Springer (1983), chapter 1.

    Examples
    --------
    >>> balance = Balance(np.full(40, 10**9), np.full(40, 10**9))
    >>> few = Dealers(np.full((2, 40), 100.0), np.full((2, 40), 0.01))
    >>> many = Dealers(4.0 * few.lines, few.concentration / 4.0)
    >>> round(noise_floor(0.06**2, balance, few), 4)
    0.0184
    >>> round(noise_floor(0.06**2, balance, many), 4)
    0.0092

    """
    traded = (balance.requested > 0) & (balance.offered > 0)
    if not traded.any():
        return 0.0
    units = (balance.requested[traded] / 2.0) + (balance.offered[traded] / 2.0)
    answers = noise * dealers.concentration[:, traded].sum(axis=0)
    whole = dealers.lines[:, traded].sum(axis=0) / (12.0 * units**2)
    typical = float(np.sqrt(np.mean(answers + whole)))
    most = max(1.0, float(np.sqrt(2.0 * np.log(traded.sum()))))
    return min(2.0, TYPICAL * most * typical)
