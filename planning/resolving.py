"""What would bring each good of a counted round within tolerance, exactly."""

from fractions import Fraction

import numpy as np

from planning.arrays import Bools, Ints
from planning.balance import Balance


def missing(balance: Balance, tolerance: Fraction, free: Bools) -> Ints:
    """How much more of a good would have to be offered, or requested, to be within.

    Parameters
    ----------
    balance : Balance
    tolerance : Fraction
    free : (n_goods,) bool array
        Free goods need nothing.

    Returns
    -------
    (n_goods,) int64 array
        Smallest units: positive, so much more supply (or less demand by about as much)
        at these prices; negative, so much more demand; 0 for a good within tolerance.

    Notes
    -----
    With a the addition to the smaller side and e the size of the excess, the imbalance
    is 2 (e - a) / (requested + offered + a); the least whole a that makes it at most
    the tolerance is taken. No floating-point number is involved.

    Examples
    --------
    >>> balance = Balance(np.array([110, 90, 100]), np.array([90, 110, 100]))
    >>> missing(balance, Fraction("0.03"), np.zeros(3, dtype=bool))
    array([ 17, -17,   0])

    """
    found = np.zeros(len(balance.requested), dtype=np.int64)
    pairs = zip(balance.requested.tolist(), balance.offered.tolist(), strict=True)
    for good, (wanted, made) in enumerate(pairs):
        excess, size = abs(wanted - made), wanted + made
        least = (2 * excess - tolerance * size) / (2 + tolerance)
        if least > 0 and not free[good]:
            units = -((-least.numerator) // least.denominator)
            found[good] = units if wanted > made else -units
    return found


def least_tolerance(balance: Balance, free: Bools, digits: int = 5) -> Fraction:
    """The smallest tolerance, of so many decimal digits, at which this would agree.

    >>> balance = Balance(np.array([203]), np.array([197]))
    >>> least_tolerance(balance, np.array([False]))
    Fraction(3, 100)

    """
    worst = Fraction(0)
    pairs = zip(balance.requested.tolist(), balance.offered.tolist(), strict=True)
    for good, (wanted, made) in enumerate(pairs):
        if wanted + made and not free[good]:
            worst = max(worst, Fraction(2 * abs(wanted - made), wanted + made))
    steps = 10**digits
    return Fraction(-((-worst.numerator * steps) // worst.denominator), steps)
