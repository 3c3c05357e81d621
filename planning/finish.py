"""The model finish: quantities from the rule's own equilibrium, offered to be signed.

Settlement only cuts. The calibrated rule's models also say what each council would
answer at the prices that balance all of them; those quantities move both ways and lie
nearer to a common optimum. But a model may be wrong about a council's technology or
wants, so what it says is an offer: a council that does not accept it keeps its own
proposal, and the mixture is settled, so that everything balances exactly.
"""

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.lines import as_lines, settle_lines
from planning.settle import Settlement


def model_finish(
    book: Book,
    suggested: Book,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
    tickets: Ints | None = None,
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
    slack, things, tickets
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
    lines = as_lines(book, suggested)
    return settle_lines(book, lines, prices, slack, things, tickets)


def mixed_finish(
    book: Book,
    offered: Ints,
    accepted: Bools,
    prices: Floats,
    slack: Bools,
    things: Bools | None = None,
    tickets: Ints | None = None,
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
    prices, slack, things, tickets
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
    return settle_lines(book, mixture, prices, slack, things, tickets)
