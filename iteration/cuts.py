"""What a way to finish takes from whom: figures of a plan that is only in memory."""

from typing import Any

import numpy as np

from iteration.catalogue import read_prices
from iteration.count import Count
from iteration.models import Round
from planning.settle import Settlement

# So many goods and councils are named.
MOST = 10
# Shares of a council's value; in between it belongs to the next.
STEPS = (0.01, 0.05, 0.2)


def cuts_of(round: Round, counted: Count, settlement: Settlement) -> dict[str, Any]:
    """Figures of a settlement against what was proposed, as plain numbers.

    Values are credits at the round's prices; ``goods`` and ``councils`` name those that
    lose most by their keys, with the value lost and its share of what they proposed.
    ``spread`` counts councils by that share: none of it, then up to each of STEPS, then
    more.
    """
    book = counted.sheet.book
    prices = read_prices(round, counted.catalogue)
    proposed, kept = np.abs(book.quantity), np.abs(settlement.quantity)
    lost = np.maximum(proposed - kept, 0)
    worth, value_lost = prices[book.good] * proposed, prices[book.good] * lost
    per_good = _by(book.good, book.n_goods, worth, value_lost)
    per_council = _by(book.council, book.n_councils, worth, value_lost)
    return {
        "largest_cut": float(np.max(lost / proposed, initial=0.0)),
        "cut_value": float(value_lost.sum()),
        "value": float(worth.sum()),
        "more_value": float((prices[book.good] * np.maximum(kept - proposed, 0)).sum()),
        "integrality_cost": float(settlement.integrality_cost),
        "integral_councils": int(settlement.integral_councils),
        "goods_cut": int((per_good[1] > 0).sum()),
        "councils_cut": int((per_council[1] > 0).sum()),
        "n_councils": int(book.n_councils),
        "goods": _worst(counted.catalogue.keys, *per_good),
        "councils": _worst(counted.sheet.council, *per_council),
        "spread": _spread(*per_council),
    }


def _by(
    index: np.ndarray, size: int, worth: np.ndarray, lost: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.bincount(index, worth, minlength=size),
        np.bincount(index, lost, minlength=size),
    )


def _worst(keys: np.ndarray, worth: np.ndarray, lost: np.ndarray) -> list[list[Any]]:
    """Key, value lost and its share of those that lose most, the most first."""
    places = np.lexsort((np.arange(len(lost)), -lost))[:MOST]
    return [
        [int(keys[place]), float(lost[place]), float(lost[place] / worth[place])]
        for place in places
        if lost[place] > 0
    ]


def _spread(worth: np.ndarray, lost: np.ndarray) -> list[int]:
    share = np.divide(lost, worth, out=np.zeros_like(lost), where=worth > 0)
    bins = np.where(share > 0, 1 + np.searchsorted(STEPS, share), 0)
    return np.bincount(bins, minlength=len(STEPS) + 2).tolist()
