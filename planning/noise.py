"""How noisy answers are, and what that leaves unbalanced in any round."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from planning.arrays import Floats
from planning.balance import Balance
from planning.changes import Changes
from planning.model import Model
from planning.pooling import Bins, Pool, alone
from planning.sparse import like, positive

# Variance of the logarithm of an answer, before and within which it is estimated.
NOISE, QUIETEST, LOUDEST = 5e-4, 1e-7, 2e-2

# The worst of many goods: how much of a normal deviation counts, as measured.
TYPICAL = 0.8


# Log variances of single councils, counted in steps of a hundredth.
SAMPLES = Bins(float(np.log(QUIETEST / 2)), float(np.log(2 * LOUDEST)), 1360)


def heard_noise(
    changes: Changes | None, before: float | None, pool: Pool = alone
) -> float | None:
    """Estimate the variance of a log answer from what substitution leaves unexplained.

    The median over councils with at least four requests; half of the earlier estimate
    stays once there is one. ``changes`` None: there is nothing to compare here.
    """
    sample = np.zeros(0) if changes is None else _unexplained(changes)
    least = np.maximum(sample, QUIETEST / 2)
    counts = pool("noise", SAMPLES.counts(np.log(least)))
    if counts.sum() < 5:
        return before
    middle = float(np.exp(SAMPLES.median(counts)))
    found = float(np.clip(middle / 0.8, QUIETEST, LOUDEST))
    return found if before is None else float(np.sqrt(found * before))


def _unexplained(changes: Changes) -> Floats:
    """By council with enough to go by, what substitution leaves."""
    enough = changes.learned & (changes.lines >= 4) & (changes.spread > 1e-10)
    left = changes.squares - changes.product**2 / positive(changes.spread)
    freedom = changes.lines / np.maximum(changes.lines - 2.0, 1.0)
    sample: Floats = np.maximum(left * freedom - changes.coarseness, 0.0)[enough]
    return sample


@dataclass(frozen=True, eq=False)
class Dealers:
    """Among how many councils the requests, and the offers, of each good are divided.

    Parameters
    ----------
    lines : (2, n_goods) float array
        Number of requests of each good, then of offers.
    sums, squares : (2, n_goods) float arrays
        What is requested, and offered, and the sum of the squares of what each council
        does. What is offered by those who request nothing (a commons) is given, and
        counts in the whole alone.

    """

    lines: Floats
    sums: Floats
    squares: Floats

    @property
    def concentration(self) -> Floats:
        """(2, n_goods) Sums of squared parts (the Herfindahl index).

        1/n for n equal ones, 1 if one council requests all.
        """
        parts: Floats = self.squares / np.maximum(self.sums, 1e-99) ** 2
        return parts

    @classmethod
    def of(cls, model: Model, n_goods: int) -> Self:
        """Those of a model, by what its councils answered last.

        >>> from planning.model import Model
        >>> Dealers.of(Model([]), 3).concentration.shape
        (2, 3)

        """
        lines, sums, squares = np.zeros((3, 2, n_goods))
        for shard in model.shards:
            sums += shard.answered
            for side, matrix in enumerate((shard.requests, shard.offers)):
                lines[side] += like(matrix, np.sign(matrix.data)).T @ shard.weight
                varies = np.where(shard.cost > 0, shard.weight, 0.0)
                squares[side] += like(matrix, matrix.data**2).T @ varies
        return cls(lines, sums, squares)

    def pooled(self, pool: Pool) -> "Dealers":
        """The same of all places."""
        found = pool("dealers", np.ravel([self.lines, self.sums, self.squares]))
        return Dealers(*found.reshape(3, *self.lines.shape))


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
    >>> few = Dealers(*np.full((3, 2, 40), 100.0))
    >>> many = Dealers(*np.full((3, 2, 40), 400.0))
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
