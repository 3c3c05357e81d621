"""The last step: the smallest fair cut that makes the proposals balance exactly."""

from dataclasses import dataclass

import numpy as np

from planning.apportion import Floored
from planning.arrays import Bools, Floats, Ints
from planning.balance import LIMIT, total
from planning.blocks import Blocks, sides_of
from planning.book import Book
from planning.integral import make_whole
from planning.lumps import EXACT, Lumps
from planning.rounding import checked_prices
from planning.shares import best_shares


@dataclass(frozen=True, eq=False)
class Settlement:
    """A book cut so that it balances.

    Parameters
    ----------
    quantity : (n_lines,) int64 array
        Smallest units, in the lines of the book: same sign or 0, never more.
    share : (n_lines,) float array
        The part that is left of each line, before rounding to whole units: the same
        for all lines of a recipe, and for all other requests of one good.
    cut_value : float
        Value of all that was cut, requested or offered, credits.
    multipliers : (n_goods,) float array
        Credits per smallest unit: what one more unit would spare the objective.
        Positive where requests had to be cut, negative where offers had to be.
    residual : float
        How far the shares were from exact balance, as a part of what is dealt in of
        the worst good; rounding has closed it. About 1e-13, unless the proposals are
        absurdly far from any balance.
    integrality_cost : float
        Credits, not negative: how much more is cut because some recipes make whole
        things only.
    integral_councils : int
        How many of these recipes make less for it.

    """

    quantity: Ints
    share: Floats
    cut_value: float
    multipliers: Floats
    residual: float
    integrality_cost: float = 0.0
    integral_councils: int = 0

    @property
    def largest_cut(self) -> float:
        """The largest part cut from any line, before rounding to whole units."""
        return float((1.0 - self.share).max(initial=0.0))


def settle(
    book: Book, prices: Floats, slack: Bools, things: Bools | None = None
) -> Settlement:
    """Cut proposals, as little and as fairly as possible, until they balance exactly.

    Recipes are scaled down whole, other lines one by one; nobody is given more than
    they proposed. Of all ways to do that, the sum of squared cuts is smallest, each
    weighed by value: w (t - 1)^2 / 2 for a recipe, with w the value of its offers, and
    v (s - 1)^2 / 2 for a line worth v.

    Parameters
    ----------
    book : Book
    prices : (n_goods,) float array
        The prices the book answers, credits per smallest unit, positive.
    slack : (n_goods,) bool array
        True: what is offered may stay unused (labour, resources, capital, permits).
        False: all that is offered is used.
    things : (n_goods,) bool array or None
        True: there are only whole ones of it (buses, machines). A recipe that offers
        nothing else, and few, is left with inputs for the whole ones it makes
        (`planning.integral`). None: no good is such a thing.

    Returns
    -------
    Settlement
        Requested equals offered, to the unit, for goods without slack, and is not
        more for goods with it.

    Raises
    ------
    ValueError
        If prices or slack do not fit the catalogue, or a price is not positive.
    OverflowError
        If a total reaches 2**62.

    Notes
    -----
    With a multiplier m for each good, free in sign or not negative where slack is
    allowed, the best shares are t = clip(1 - sum m q / w, 0, 1) for a recipe with
    quantities q, clip(1 - m/p, 0, 1) for other requests, clip(1 + m/p, 0, 1) for
    other offers: a good is cut by the same part for everybody. Whole units: each line
    is rounded down or up, largest fractions up first, so that the totals are equal.
    Whole things that recipes use and that may stay unused (machines) are rounded up as
    long as there are some.

    References
    ----------
    .. [1] L. Qi and J. Sun, "A Nonsmooth Version of Newton's Method", Mathematical
       Programming 58 (1993).

    Examples
    --------
    Bakers offer 10 loaves from 5 kg of flour, 4 kg of it are there, and 12 loaves
    are requested.

    >>> book = Book.from_lines(
    ...     2, 3, [0, 0, 1, 2], [0, 1, 1, 0], [-10, 5, -4, 12], [True, False, False]
    ... )
    >>> settle(book, np.array([1.0, 1.0]), np.array([False, True])).quantity
    array([-8,  4, -4,  8])

    """
    prices = checked_prices(prices, "price")
    things = np.zeros(book.n_goods, dtype=np.bool_) if things is None else things
    if not len(prices) == len(slack) == len(things) == book.n_goods:
        raise ValueError(f"prices, slack and things must be of {book.n_goods} goods")
    _check_size(book)
    side, sums = sides_of(book)
    blocks, block = Blocks.of(book, prices, side, sums)
    lumps = Lumps.of(book, block, blocks.n_blocks, things)
    whole = make_whole(blocks, slack, lumps, best_shares(blocks, slack))
    share = whole.shares.share[block]
    limit = np.abs(book.quantity)
    target = limit * share
    _straighten(target, lumps, block, share)
    proposed = Floored.of(target, limit, side, 2 * book.n_goods)
    totals = _totals(book, target, proposed, slack, things)
    quantity = proposed.reach(totals)
    np.negative(quantity, out=quantity, where=book.quantity < 0)
    return Settlement(
        quantity=quantity,
        share=share,
        cut_value=float(np.tile(prices, 2) @ (np.abs(sums) - totals)),
        multipliers=whole.shares.multipliers * prices,
        residual=whole.shares.residual,
        integrality_cost=whole.cost,
        integral_councils=int(whole.lowered.sum()),
    )


def _check_size(book: Book) -> None:
    """Refuse a book one of whose totals could be too large."""
    if not book.n_lines:
        return
    largest = max(int(book.quantity.max()), -int(book.quantity.min()))
    if largest * book.n_lines >= LIMIT:
        total(book)


def _straighten(target: Floats, lumps: Lumps, block: Ints, share: Floats) -> None:
    """Make whole numbers whole that floats miss, in recipes that make whole things."""
    if not len(lumps.line):
        return
    target[lumps.line] = np.floor(lumps.limit * share[lumps.line] + EXACT)
    recipes = np.zeros(lumps.n_blocks, dtype=np.bool_)
    recipes[lumps.block] = True
    near = np.rint(target)
    missed = recipes[block] & (np.abs(target - near) <= EXACT)
    target[missed] = near[missed]


def _totals(
    book: Book, target: Floats, proposed: Floored, slack: Bools, things: Bools
) -> Ints:
    """(2 n_goods,) Whole units requested and offered of each good, in balance."""
    asked = proposed
    if (things & slack).any():
        # Nobody works with a part of a machine, if there is a whole one.
        needed = (things & slack)[book.good] & book.whole[book.council]
        needed &= book.quantity > 0
        more = np.where(needed, np.ceil(target - EXACT), target)
        asked = Floored.of(more, proposed.limit, proposed.group, 2 * book.n_goods)
    requested, offered = np.split(asked.whole_sums, 2)
    used = np.minimum(requested, offered)
    return np.concatenate([used, np.where(slack, offered, used)])
