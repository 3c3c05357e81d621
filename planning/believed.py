"""What is believed of some councils, in plain figures: if a good became 10 % dearer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planning.arrays import Floats, Ints
from planning.councils import Councils
from planning.expected import expected_units
from planning.knowledge import Knowledge
from planning.memory import Memory
from planning.sparse import positive

# Log change of a price that becomes 10 % dearer.
DEARER = float(np.log(1.1))


@dataclass(frozen=True, eq=False)
class Reactions:
    """How councils are expected to answer if one good became 10 % dearer.

    Parameters
    ----------
    key : (n_councils,) int64 array
        As in the memory.
    start, good : int64 arrays
        The lines of council c are ``start[c]:start[c + 1]``; places in the catalogue.
    change : (n_lines,) float array
        Relative change of the quantity of this line if the price of this good alone
        rises by 10 %: -0.08 is 8 % less, requested or offered.
    answers : (n_councils,) int64 array
        How many own answers this was learned from; 0: a first guess, or declared.

    """

    key: Ints
    start: Ints
    good: Ints
    change: Floats
    answers: Ints


def reactions(
    memory: Memory, state: Mapping[str, Any], councils: Councils, prices: Floats
) -> Reactions:
    """Ask the models of some councils what a dearer good would change.

    Parameters
    ----------
    memory : mapping
        What the calibrated rule keeps of some councils or all: ``rule.memory``, or a
        part of it (`planning.memory.only`).
    state : mapping
        ``outcome.state`` of the same round.
    councils : Councils
        Those of the memory, in this order. Budgets are taken as they were.
    prices : (n_goods,) float array
        The prices the change begins from, credits per smallest unit.

    Returns
    -------
    Reactions

    Raises
    ------
    ValueError
        If the councils are not those of the memory.

    Notes
    -----
    Each council's whole answer is computed again for every good that occurs, so this is
    meant for a page about one council or a few hundred.

    """
    if not np.array_equal(councils.key, memory["key"]):
        raise ValueError("the councils are not those of the memory")
    known = Knowledge.restored(state, memory, len(prices))
    record, told = known.record, replace(councils, income=None)
    log_prices, change = np.log(prices), np.zeros(len(known.record.good))
    model = known.model(told)
    usual = expected_units(model, record, log_prices)
    for good in np.unique(record.good).tolist():
        dearer = log_prices.copy()
        dearer[good] += DEARER
        lines = np.flatnonzero(record.good == good)
        units = expected_units(model, record, dearer)[lines]
        change[lines] = units / positive(usual[lines]) - 1.0
    change[usual <= 0] = 0.0
    return Reactions(
        key=record.key,
        start=record.start,
        good=record.good,
        change=change,
        answers=known.beliefs.answers,
    )
