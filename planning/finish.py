"""The model finish: quantities from the rule's own equilibrium, offered to be signed.

Settlement only cuts. The calibrated rule's models also say what each council would
answer at the prices that balance all of them; those quantities move both ways and lie
nearer to a common optimum. But a model may be wrong about a council's technology or
wants, so what it says is an offer: a council that does not accept it keeps its own
proposal, and the mixture is settled, so that everything balances exactly.
"""

from dataclasses import replace

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.settle import Settlement, settle


def as_lines(book: Book, suggested: Book) -> Ints:
    """What is suggested to each council, in the lines of its own proposal.

    Parameters
    ----------
    book : Book
        What the councils propose.
    suggested : Book
        What a rule suggests to the same councils, in the same order.

    Returns
    -------
    (n_lines,) int64 array
        Smallest units, requested +, offered -, on the side of the proposal; 0 where
        nothing is suggested. Goods a council does not propose are left out: nobody is
        offered what they did not ask for. A council to which nothing at all is
        suggested keeps its proposal.

    Raises
    ------
    ValueError
        If the books differ in councils or goods.

    Examples
    --------
    >>> book = Book(2, [0, 2, 3], [0, 1, 0], [-10, 5, 8], [True, False])
    >>> suggested = Book(2, [0, 1, 3], [0, 0, 1], [-9, 9, 4], [True, False])
    >>> as_lines(book, suggested)
    array([-9,  0,  9])

    """
    if (book.n_councils, book.n_goods) != (suggested.n_councils, suggested.n_goods):
        raise ValueError("the suggestions are not of these councils and goods")
    n = book.n_goods
    own = book.council * n + book.good
    theirs = suggested.council * n + suggested.good
    place = np.searchsorted(theirs, own)
    found = np.zeros(book.n_lines, dtype=np.int64)
    known = place < len(theirs)
    known[known] = theirs[place[known]] == own[known]
    found[known] = suggested.quantity[place[known]]
    found[found * np.sign(book.quantity) < 0] = 0
    unknown = np.bincount(book.council[found != 0], minlength=book.n_councils) == 0
    return np.where(unknown[book.council], book.quantity, found)


def settle_lines(
    book: Book,
    quantity: Ints,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
) -> Settlement:
    """Settle other quantities of the same lines.

    Parameters
    ----------
    book : Book
        Whose lines they are.
    quantity : (n_lines,) int64 array
        Smallest units; 0 is allowed.
    prices, slack, things
        As for `planning.settle.settle`.

    Returns
    -------
    Settlement
        Of ``quantity``; its arrays have an entry for every line of the book. Of a line
        that was 0 nothing is cut: its share is 1.

    Raises
    ------
    ValueError, OverflowError
        As `planning.settle.settle` does.

    Examples
    --------
    >>> book = Book(1, [0, 1, 2], [0, 0], [-10, 8], [True, False])
    >>> settle_lines(book, np.array([-9, 0]), np.ones(1), np.array([True])).quantity
    array([-9,  0])

    """
    kept = quantity != 0
    counts = np.bincount(book.council[kept], minlength=book.n_councils)
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    changed = Book(book.n_goods, start, book.good[kept], quantity[kept], book.whole)
    settled = settle(changed, prices, slack, things)
    units = np.zeros(book.n_lines, dtype=np.int64)
    units[kept] = settled.quantity
    share = np.ones(book.n_lines)
    share[kept] = settled.share
    return replace(settled, quantity=units, share=share)


def model_finish(
    book: Book,
    suggested: Book,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
) -> Settlement:
    """The plan a rule's models would make, settled so that it balances exactly.

    Parameters
    ----------
    book : Book
        What the councils propose.
    suggested : Book
        ``rule.suggest()`` once the rule has answered the book: what its models expect
        at the prices they balance at.
    prices : (n_goods,) float array
        Those prices: what the rule would announce next.
    slack, things
        As for `planning.settle.settle`.

    Returns
    -------
    Settlement
        Of the suggestions, in the lines of the book (`as_lines`): quantities may be
        more or less than proposed, and cuts are from what was suggested.

    Notes
    -----
    Models are calibrated to proposals, not to technologies: for some worker councils
    the inputs will be a little short of, or beyond, what they really need. Each has to
    look at its lines before the plan may hold.

    Examples
    --------
    The models see the bakers bake more, and the eaters eat less.

    >>> book = Book(1, [0, 1, 2], [0, 0], [-90, 110], [True, False])
    >>> suggested = Book(1, [0, 1, 2], [0, 0], [-100, 101], [True, False])
    >>> model_finish(book, suggested, np.ones(1), np.array([False])).quantity
    array([-100,  100])

    """
    return settle_lines(book, as_lines(book, suggested), prices, slack, things)


def mixed_finish(
    book: Book,
    offered: Ints,
    accepted: Bools,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
) -> Settlement:
    """Settle what councils accepted together with what the others proposed.

    Parameters
    ----------
    book : Book
        What the councils propose.
    offered : (n_lines,) int64 array
        What was put before them, in the same lines.
    accepted : (n_councils,) bool array
        Who takes it; all others keep at most their proposal.
    prices, slack, things
        As for `planning.settle.settle`.

    Returns
    -------
    Settlement
        Of the mixture. If everybody accepts what balances, that is the plan; if
        nobody does, it is the settlement of the proposals. Errors are those of
        `planning.settle.settle`.

    Examples
    --------
    >>> book = Book(1, [0, 1, 2], [0, 0], [-90, 110], [True, False])
    >>> offered, free = np.array([-100, 100]), np.array([False])
    >>> for accepted in ([True, True], [True, False], [False, False]):
    ...     mixed_finish(book, offered, np.array(accepted), np.ones(1), free).quantity
    array([-100,  100])
    array([-100,  100])
    array([-90,  90])

    """
    mixture = np.where(accepted[book.council], offered, book.quantity)
    return settle_lines(book, mixture, prices, slack, things)
