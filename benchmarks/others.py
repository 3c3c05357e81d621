"""Other ways to finish a plan, for comparison: float quantities of a book's lines."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from planning.settle import settle

CASCADE, CLOSE = 2000, 1e-9


def proportional(book):
    """Ration all uses of a good, recipes as their scarcest input, till all is there."""
    share, wanted = np.ones(book.n_lines), book.quantity > 0
    recipe, size = book.whole[book.council], np.abs(book.quantity)
    for _ in range(CASCADE):
        requested, offered = (
            np.bincount(book.good[of], (size * share)[of], book.n_goods)
            for of in (wanted, ~wanted)
        )
        ratio = np.minimum(1.0, offered / np.maximum(requested, 1e-300))
        if ratio.min() >= 1 - CLOSE:
            break
        scarcest = np.ones(book.n_councils)
        inputs = wanted & recipe
        np.minimum.at(scarcest, book.council[inputs], ratio[book.good[inputs]])
        share = share * np.where(
            recipe, scarcest[book.council], np.where(wanted, ratio[book.good], 1.0)
        )
    return size * share


def linear(book, prices, slack):
    """Cut the least value; of one good every single line by the same part."""
    value = prices[book.good] * book.quantity
    recipe = book.whole[book.council]
    # A recipe is scaled as a whole; of each good all other requests, and offers, are.
    side = book.good + (book.quantity < 0) * book.n_goods
    block = np.where(recipe, 2 * book.n_goods + book.council, side)
    _blocks, block = np.unique(block, return_inverse=True)
    offers = np.bincount(block, np.maximum(-value, 0.0))
    weight = np.where(offers > 0, offers, np.bincount(block, np.maximum(value, 0.0)))
    size = np.bincount(book.good, np.abs(value), book.n_goods)
    relative = value / size[book.good]
    matrix = csr_array((relative, (book.good, block)), (book.n_goods, len(weight)))
    # Unknown is what is cut, so that the start is nothing.
    excess = matrix.sum(axis=1)
    found = linprog(
        weight / weight.sum(),
        A_ub=-matrix[slack],
        b_ub=-excess[slack],
        A_eq=-matrix[~slack],
        b_eq=-excess[~slack],
        bounds=(0, 1),
        method="highs",
    )
    return np.abs(book.quantity) * (1 - found.x[block])


def shared(book, prices):
    """Settle with every surplus allowed, and give consumers what is left, up to 1.1."""
    everything = np.ones(book.n_goods, dtype=bool)
    quantity = settle(book, prices, everything).quantity
    eaten = (book.quantity > 0) & ~book.whole[book.council]
    left = -np.bincount(book.good, quantity, book.n_goods)
    uses = np.bincount(book.good[eaten], quantity[eaten], book.n_goods)
    factor = np.clip(1 + left / np.maximum(uses, 1.0), 1.0, 1.1)
    return np.where(eaten, quantity * factor[book.good], quantity)
