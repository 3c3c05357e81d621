"""The last step: the smallest fair cut that makes the proposals balance exactly."""

from dataclasses import dataclass

from planning.across import settle_parts
from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.integral import Fit
from planning.part import SettlingPart

# Nothing has to be sent anywhere; but bins should hold some lines.
ALL_SLOPES, TO_A_BIN = 2**62, 8


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
    book: Book,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
    tickets: Ints | None = None,
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
    tickets : (n_councils,) int64 array or None
        Not negative, each once: they decide by lot who comes first of those with an
        equal claim to a unit (`planning.lots`). None: the places in the book, which
        will do where nobody else has to come to the same result.

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
    Fractions that differ by less than 2**-24 of a unit are equal, and the lot decides.
    Whole things that recipes use and that may stay unused (machines) are rounded up as
    long as there are some.

    This is `planning.across.settle_parts` with one part: councils that are divided
    among servers are assigned the same.

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
    part = SettlingPart(book, prices, slack, things, tickets)
    fit = Fit(ALL_SLOPES, max(book.n_lines // TO_A_BIN, 2**10))
    accord = settle_parts(part.answer, prices, slack, fit)
    quantity, share = part.assign(accord.finish)
    return Settlement(
        quantity=quantity,
        share=share,
        cut_value=accord.cut_value,
        multipliers=accord.multipliers,
        residual=accord.residual,
        integrality_cost=accord.integrality_cost,
        integral_councils=accord.integral_councils,
    )
