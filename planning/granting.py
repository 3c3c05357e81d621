"""What a rule grants to councils, in whole hundredths of a credit: exact, or refused.

Every head of a council gets the same whole number of hundredths, rounded down; so the
sum of a council is a product of two whole numbers, and anybody can check it.
"""

import numpy as np

from planning.arrays import Ints

HUNDREDTH, THOUSANDTH = 100, 1000
# Far from where 64 bits end.
MOST = 10**17


def effort_per_head(*, rate: int, hours: Ints | None, rating: Ints, cap: Ints) -> Ints:
    """Hundredths of a credit that one working member of each council is paid.

    Parameters
    ----------
    rate : int
        Hundredths of a credit for a member, or, with ``hours``, for an hour.
    hours : (n_councils,) int array or None
        Hundredths of an hour that a member works; None: hours do not matter.
    rating, cap : (n_councils,) int array
        Mean effort rating of the council, and the most that counts of it, both in
        thousandths.

    Returns
    -------
    (n_councils,) int array
        Rounded down.

    Raises
    ------
    ValueError
        If a figure is negative, or the products are too large to be exact.

    Examples
    --------
    10 credits an hour, 1600 hours; rated 1.2 where 1.1 is the most that counts.

    >>> hours, rating = np.array([160_000, 160_000]), np.array([1200, 900])
    >>> cap = np.array([1100, 1100])
    >>> effort_per_head(rate=1000, hours=hours, rating=rating, cap=cap)
    array([1760000, 1440000])

    """
    counted = np.minimum(rating, cap)
    if rate < 0 or (counted < 0).any() or (hours is not None and (hours < 0).any()):
        raise ValueError("a figure is negative")
    worked = np.full(len(counted), HUNDREDTH) if hours is None else hours
    _exact(float(rate) * worked.astype(np.float64) * counted)
    paid: Ints = rate * worked * counted // (HUNDREDTH * THOUSANDTH)
    return paid


def for_heads(heads: Ints, per_head: Ints) -> Ints:
    """Whole numbers of heads times hundredths for each; shapes as numpy fits them.

    ValueError if a figure is negative, or a product too large to be exact.

    >>> for_heads(np.array([[3, 0], [1, 2]]), np.array([500, 700]))
    array([[1500,    0],
           [ 500, 1400]])

    """
    if (heads < 0).any() or (per_head < 0).any():
        raise ValueError("a figure is negative")
    _exact(heads.astype(np.float64) * per_head)
    return heads * per_head


def spread_heads(members: Ints, said: Ints) -> tuple[Ints, Ints]:
    """Divide the members of councils among rows, as far as they say how.

    Parameters
    ----------
    members : (n_councils,) int array
    said : (n_councils, n_rows) int array
        How many each council says stand in each row; the first row takes whoever is
        left, whatever was said of it.

    Returns
    -------
    heads : (n_councils, n_rows) int array
        Each row of it adds up to the members.
    fits : (n_councils,) bool array
        False where more people were said than there are members: nothing that was said
        counts then.

    Examples
    --------
    >>> heads, fits = spread_heads(np.array([10, 10]), np.array([[0, 3], [0, 11]]))
    >>> heads
    array([[ 7,  3],
           [10,  0]])
    >>> fits
    array([ True, False])

    """
    others = said[:, 1:].sum(axis=1)
    fits = (others <= members) & (said >= 0).all(axis=1)
    heads = np.where(fits[:, None], said, 0)
    heads[:, 0] = members - heads[:, 1:].sum(axis=1)
    return heads, fits


def repayment_due(amount: Ints, years: Ints, since: Ints, repaid: Ints) -> Ints:
    """What is to be repaid of each credit this year, in hundredths.

    Equal shares by year; what could not be repaid in a year is due in the next, and
    after the last year all of it is.

    Parameters
    ----------
    amount, years : (n_credits,) int array
        What was lent, and in how many years it is repaid.
    since : (n_credits,) int array
        How many years ago it was lent; 0 in that year itself.
    repaid : (n_credits,) int array
        What has been repaid in the years before.

    Examples
    --------
    100.00 in three years, with nothing missed; then with the first year missed.

    >>> once = np.ones(4, dtype=np.int64)
    >>> repaid = np.array([0, 3333, 6666, 10000])
    >>> repayment_due(10_000 * once, 3 * once, np.array([1, 2, 3, 4]), repaid)
    array([3333, 3333, 3334,    0])
    >>> repayment_due(10_000 * once[:1], 3 * once[:1], np.array([2]), np.array([0]))
    array([6666])

    """
    _exact(amount.astype(np.float64) * years)
    due = amount * np.clip(since, 0, years) // years
    left: Ints = np.maximum(due - repaid, 0)
    return left


def take(due: Ints, *sources: Ints) -> list[Ints]:
    """What is taken from each source, the first ones first, never more than is there.

    >>> credit, effort = take(np.array([5, 5]), np.array([2, 0]), np.array([9, 1]))
    >>> credit, effort
    (array([2, 0]), array([3, 1]))

    """
    taken = []
    for source in sources:
        part = np.minimum(due, source)
        due = due - part
        taken.append(part)
    return taken


def shared_out(taken: Ints, group: Ints, due: Ints) -> Ints:
    """What was taken of each group, laid to its dues one after the other.

    Parameters
    ----------
    taken : (n_groups,) int array
    group, due : (n_dues,) int array
        Which group a due belongs to, ascending, and how much it is.

    Examples
    --------
    >>> shared_out(np.array([7, 4]), np.array([0, 0, 1]), np.array([5, 5, 4]))
    array([5, 2, 4])

    """
    ahead = np.cumsum(due) - due
    first = np.searchsorted(group, group)
    before = ahead - ahead[first] if len(due) else ahead
    laid: Ints = np.clip(taken[group] - before, 0, due)
    return laid


def _exact(size: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    if size.size and size.max() >= MOST:
        raise ValueError("an amount is too large to be exact")
