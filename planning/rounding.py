"""Prices as people read them, and which numbers can be prices at all."""

from collections.abc import Sequence

import numpy as np

from planning.arrays import Floats

# Prices a rule takes: far wider than any currency, far from where floats give out.
SMALLEST, LARGEST = 1e-150, 1e150


def checked_prices(prices: Floats | Sequence[float], name: str) -> Floats:
    """Return prices as float64; ValueError if one is not a sensible positive number.

    >>> checked_prices([2.0, 0.0], "price")
    Traceback (most recent call last):
    ValueError: price of good 1 must be between 1e-150 and 1e+150, not 0.0

    """
    array = np.array(prices, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"there must be one {name} a good")
    wrong = ~((array >= SMALLEST) & (array <= LARGEST))
    if wrong.any():
        good = int(np.argmax(wrong))
        raise ValueError(
            f"{name} of good {good} must be between {SMALLEST:g} and {LARGEST:g}, "
            f"not {array[good]}"
        )
    return array


def round_prices(prices: Floats) -> Floats:
    """Round to six significant decimal digits, as people will read them.

    Parameters
    ----------
    prices : (n_goods,) float array
        Finite numbers.

    Returns
    -------
    (n_goods,) float array
        The floats nearest to the rounded decimals; a tie goes to the even digit.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> round_prices(np.array([1234567.0, 0.000123456789, 700.0])).tolist()
    [1234570.0, 0.000123457, 700.0]

    """
    if not np.isfinite(prices).all():
        raise ValueError("a price is not a finite number")
    return np.array([float(f"{price:.6g}") for price in prices], dtype=np.float64)
