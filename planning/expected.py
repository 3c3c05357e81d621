"""What councils are expected to answer to other prices, line by line."""

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.behaviour import Behaviour
from planning.book import Book
from planning.match import Match
from planning.model import Model
from planning.pooling import Pool, alone
from planning.record import Record, lines_of
from planning.sparse import positive

# No council is expected to deal in more smallest units than this; and a whole number
# that is missed by less than this part is not missed.
LARGEST, HAIR = 1e15, 1e-11

# Whole units: the least that is ever expected of a line, how many lines have a sum that
# tells more than each of them, and by how much it may move them.
LEAST, MANY, FACTORS = 1e-6, 8, (0.7, 1.4)


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


def whole_units(
    both: Match,
    laid: Record,
    small: Bools,
    kinds: tuple[Bools, Bools],
    behaviour: Behaviour,
    prices: Floats,
    pool: Pool = alone,
) -> Floats:
    """What may have been answered in the lines of few whole units.

    Parameters
    ----------
    both : Match
    laid : Record
        What its councils answered before.
    small : (n_lines,) bool array
        The lines of few units.
    kinds : pair of (n_councils,) bool arrays
        Who is a recipe, and who spends a budget.
    behaviour : Behaviour
    prices : (n_goods,) float array
        The log prices that were answered now.

    Returns
    -------
    (n_small,) float array
        Positive units; see `within_half`.

    """
    known = laid.asked_in >= 0
    rows = np.zeros(len(known), dtype=np.bool_)
    rows[laid.row[small]] = True
    shards = laid.shards(*kinds, behaviour, rows & known)
    expected = expected_units(Model(shards), laid, prices)[small]
    n_goods = len(prices)
    side = both.good[small] + np.where(both.then[small] > 0, 0, n_goods)
    return within_half(expected, np.abs(both.now[small]), side, 2 * n_goods, pool)


def within_half(
    expected: Floats, answered: Floats, side: Ints, n_sides: int, pool: Pool = alone
) -> Floats:
    """What whole answers may have been before they were rounded.

    Parameters
    ----------
    expected : (n_lines,) float array
        Of a model, positive.
    answered : (n_lines,) float array
        Whole units.
    side : (n_lines,) int array
        The good of a line, and whether it is requested or offered: a number below
        ``n_sides``.
    n_sides : int
    pool : Pool
        Adds up what other places know of each side.

    Returns
    -------
    (n_lines,) float array
        What was expected, within half a unit of what was answered. The errors of a
        model are alike in many lines while those of rounding are not, so that all of a
        side are moved by one factor towards the sum that was answered.

    Examples
    --------
    >>> near = within_half(np.full(9, 2.4), np.full(9, 2.0), np.zeros(9, dtype=int), 1)
    >>> near.round(2).tolist()[0]
    2.0

    """
    low, high = np.maximum(answered - 0.5, LEAST), answered + 0.5
    near = np.clip(expected, low, high)
    lines = np.bincount(side, minlength=n_sides).astype(np.float64)
    parts = add_up(side, answered, n_sides), lines, add_up(side, near, n_sides)
    whole, lines, sums = pool("halves", np.concatenate(parts)).reshape(3, n_sides)
    many = lines >= MANY
    if not many.any():
        # Wherever the lines are known, so that nobody asks for sums nobody needs.
        return near
    for again in (False, True):
        if again:
            sums = pool("halves again", add_up(side, near, n_sides))
        factor = whole / positive(sums)
        factor = np.where(many, np.clip(factor, *FACTORS), 1.0)
        near = np.clip(near * factor[side], low, high)
    return near


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
    return in_whole(record, whole, expected_units(model, record, prices), len(prices))


def in_whole(record: Record, whole: Bools, units: Floats, n_goods: int) -> Book:
    """A book of answers in whole smallest units; a line that comes to 0 is left out.

    Parameters
    ----------
    record : Record
        Whose the lines are, and which are requests.
    whole : (n_councils,) bool array
        Which councils are recipes.
    units : (n_lines,) float array
        Sizes of the answers, not negative.
    n_goods : int

    """
    units = np.minimum(units, LARGEST)
    down = ~whole[record.row] & (record.units > 0)
    units = np.where(down, np.floor(units * (1.0 + HAIR)), np.rint(units))
    quantity = np.where(record.units < 0, -units, units).astype(np.int64)
    kept = quantity != 0
    start = np.zeros_like(record.start)
    counts = np.bincount(record.row[kept], minlength=len(record.key))
    np.cumsum(counts, out=start[1:])
    return Book(n_goods, start, record.good[kept], quantity[kept], whole)
