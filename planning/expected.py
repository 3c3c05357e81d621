"""What councils are expected to answer to other prices, line by line."""

import numpy as np

from planning.arrays import Bools, Floats
from planning.book import Book
from planning.model import Model
from planning.record import Record, lines_of

# No council is expected to deal in more smallest units than this; and a whole number
# that is missed by less than this part is not missed.
LARGEST, HAIR = 1e15, 1e-11


def expected_units(model: Model, record: Record, prices: Floats) -> Floats:
    """(n_lines,) The size of every line of a record at other log prices.

    Those of councils that are not in the model are 0.
    """
    expected = np.zeros(len(record.units))
    trial = model.respond(prices)
    for reply, budgets in zip(trial.replies, trial.budgets, strict=True):
        lines = lines_of(record.start, reply.shard.rows)
        units = record.units[lines]
        expected[lines[units > 0]], expected[lines[units < 0]] = reply.lines(budgets)
    return expected


def suggestion(model: Model, record: Record, whole: Bools, prices: Floats) -> Book:
    """What every council is expected to answer, in whole smallest units.

    Parameters
    ----------
    model : Model
        Of all councils of the record.
    record : Record
    whole : (n_councils,) bool array
        Which of them are recipes.
    prices : (n_goods,) float array
        Log prices.

    Returns
    -------
    Book
        Requests that spend a budget are rounded down, all else to the nearest unit; a
        line that comes to nothing is left out.

    """
    units = np.minimum(expected_units(model, record, prices), LARGEST)
    down = ~whole[record.row] & (record.units > 0)
    units = np.where(down, np.floor(units * (1.0 + HAIR)), np.rint(units))
    quantity = np.where(record.units < 0, -units, units).astype(np.int64)
    kept = quantity != 0
    start = np.zeros_like(record.start)
    counts = np.bincount(record.row[kept], minlength=len(record.key))
    np.cumsum(counts, out=start[1:])
    return Book(len(prices), start, record.good[kept], quantity[kept], whole)
