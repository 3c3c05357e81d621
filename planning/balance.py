"""How far the totals of a book are from balance."""

from fractions import Fraction

import numpy as np

from planning.arrays import Bools, Floats
from planning.totals import LIMIT, Balance, total

__all__ = [
    "LIMIT",
    "Balance",
    "agreed",
    "free_goods",
    "imbalance",
    "out_of_tolerance",
    "total",
    "weighted_imbalance",
]


def imbalance(balance: Balance, free: Bools) -> Floats:
    """The published measure of each good: 2 (requested - offered) / (their sum).

    Parameters
    ----------
    balance : Balance
    free : (n_goods,) bool array
        Free goods, see `free_goods`.

    Returns
    -------
    (n_goods,) float array
        In [-2, 2], no unit. 0 for a free good, and for one nobody requests or offers.

    Examples
    --------
    >>> balance = Balance(np.array([8, 5, 0]), np.array([10, 0, 0]))
    >>> imbalance(balance, np.zeros(3, dtype=bool)).round(4)
    array([-0.2222,  2.    ,  0.    ])

    """
    size = (balance.requested + balance.offered).astype(np.float64)
    result = np.zeros(len(size))
    np.divide(2.0 * balance.excess, size, out=result, where=(size > 0) & ~free)
    return result


def free_goods(balance: Balance, prices: Floats, floor: Floats | float) -> Bools:
    """Goods that cost the least possible and are still offered in surplus.

    Parameters
    ----------
    balance : Balance
    prices, floor : (n_goods,) float array
        Credits per smallest unit; ``floor`` may be one number for all.

    Returns
    -------
    (n_goods,) bool array
        Their surplus is no reason to go on: no lower price could remove it.

    Examples
    --------
    >>> balance = Balance(np.array([8, 8]), np.array([10, 10]))
    >>> free_goods(balance, np.array([0.01, 2.0]), 0.01)
    array([ True, False])

    """
    return (prices <= floor) & (balance.offered > balance.requested)


def out_of_tolerance(balance: Balance, tolerance: Fraction, free: Bools) -> Bools:
    """Which goods are further from balance than the tolerance; compared exactly.

    Parameters
    ----------
    balance : Balance
    tolerance : Fraction
        Largest size of the imbalance that still counts as balanced, positive.
    free : (n_goods,) bool array

    Returns
    -------
    (n_goods,) bool array
        A good exactly at the tolerance is within it. No floating-point number is
        involved, so everybody who recounts finds the same. ValueError if the
        tolerance is not positive.

    Examples
    --------
    >>> balance = Balance(np.array([203, 204]), np.array([197, 197]))
    >>> out_of_tolerance(balance, Fraction("0.03"), np.zeros(2, dtype=bool))
    array([False,  True])

    """
    if tolerance <= 0:
        raise ValueError(f"the tolerance must be positive, not {tolerance}")
    above, below = tolerance.numerator, tolerance.denominator
    pairs = zip(balance.requested.tolist(), balance.offered.tolist(), strict=True)
    out = [
        2 * abs(wanted - made) * below > above * (wanted + made)
        for wanted, made in pairs
    ]
    return np.array(out, dtype=np.bool_) & ~free


def agreed(balance: Balance, tolerance: Fraction, free: Bools) -> bool:
    """Whether every good is within tolerance.

    An empty book agrees on nothing: where nothing at all is requested or offered the
    answer is False.

    >>> nothing, no_good = Balance(np.array([0]), np.array([0])), np.array([False])
    >>> agreed(nothing, Fraction("0.03"), no_good)
    False
    >>> agreed(Balance(np.array([8]), np.array([8])), Fraction("0.03"), no_good)
    True

    """
    if not (balance.requested.any() or balance.offered.any()):
        return False
    return not out_of_tolerance(balance, tolerance, free).any()


def weighted_imbalance(balance: Balance, prices: Floats) -> float:
    """The imbalance of the economy by value: sum p |D - S| / sum p (D + S) / 2.

    Parameters
    ----------
    balance : Balance
    prices : (n_goods,) float array
        Credits per smallest unit.

    Returns
    -------
    float
        In [0, 2], no unit; 0 if nothing is requested or offered.

    Examples
    --------
    >>> balance = Balance(np.array([8, 100]), np.array([10, 100]))
    >>> round(weighted_imbalance(balance, np.array([1.0, 1.0])), 4)
    0.0183

    """
    size = (balance.requested + balance.offered).astype(np.float64)
    value = float(prices @ size) / 2
    return float(prices @ np.abs(balance.excess)) / value if value else 0.0
