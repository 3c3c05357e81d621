"""What recipes pay and earn by their last answers."""

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.record import Record, blocks, lines_of
from planning.sparse import positive


def accounts(record: Record, whole: Bools) -> tuple[Floats, Floats, Floats]:
    """Cost and revenue of recipes, and how roughly whole units tell them.

    Parameters
    ----------
    record : Record
    whole : (n_councils,) bool array
        Which of its councils are recipes; the others have zeros.

    Returns
    -------
    cost, revenue : (n_councils,) float arrays
        Credits, at the prices each council answered.
    coarseness : (n_councils,) float array
        Variance of the log of cost and revenue that half units cause.

    """
    cost, revenue, coarseness = np.zeros((3, len(record.key)))
    # A block at a time: all lines at once would be the most a round ever holds.
    for first, last in blocks(record.start):
        rows = first + np.flatnonzero(whole[first:last])
        cost[rows], revenue[rows], coarseness[rows] = _accounts(record, rows)
    return cost, revenue, coarseness


def _accounts(record: Record, recipes: Ints) -> tuple[Floats, Floats, Floats]:
    """The same of some councils, all of them recipes."""
    count, lengths = len(recipes), record.start[recipes + 1] - record.start[recipes]
    lines = lines_of(record.start, recipes)
    row = np.repeat(np.arange(count), lengths)
    units = record.units[lines]
    asked = record.asked[record.asked_in[recipes][row], record.good[lines]]
    value = np.abs(units) * np.exp(asked)
    rough = value / (12.0 * units**2 + 1e-300)
    sums, coarseness = [], np.zeros(count)
    for side in (units > 0, units < 0):
        total = add_up(row[side], value[side], count)
        coarseness += add_up(row[side], rough[side], count) / positive(total)
        sums.append(total)
    return sums[0], sums[1], coarseness
