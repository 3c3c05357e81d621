"""What recipes pay and earn by their last answers."""

import numpy as np

from planning.arrays import Bools, Floats, add_up
from planning.record import Record, lines_of
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
    count = len(record.key)
    recipes = np.flatnonzero(whole)
    lines = lines_of(record.start, recipes)
    row = np.repeat(recipes, np.diff(record.start)[recipes])
    units = record.units[lines]
    asked = record.asked[record.asked_in[row], record.good[lines]]
    value = np.abs(units) * np.exp(asked)
    rough = value / (12.0 * units**2 + 1e-300)
    sums, coarseness = [], np.zeros(count)
    for side in (units > 0, units < 0):
        total = add_up(row[side], value[side], count)
        coarseness += add_up(row[side], rough[side], count) / positive(total)
        sums.append(total)
    return sums[0], sums[1], coarseness
