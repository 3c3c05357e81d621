"""What buyers and makers would do if one good became dearer: learned substitution."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats
from planning.believed import DEARER
from planning.foresight import Foresight


@dataclass(frozen=True, eq=False)
class Dearer:
    """What 10 % more for one good would change, all other prices staying.

    Parameters
    ----------
    good : int
        Its place in the catalogue.
    requested, offered : float
        Relative changes of what is requested and offered of it: -0.08 is 8 % less.
    instead : (n_goods,) float array
        Credits by which more (or less) would be requested of each good at its price;
        the good itself has 0.

    """

    good: int
    requested: float
    offered: float
    instead: Floats


def if_dearer(
    foresight: Foresight, prices: Floats, goods: Sequence[int]
) -> list[Dearer]:
    """Ask the models of all councils about each of some goods.

    Parameters
    ----------
    foresight : Foresight
    prices : (n_goods,) float array
        From where each good becomes 10 % dearer, credits per smallest unit.
    goods : sequence of int

    Returns
    -------
    list of Dearer
        In the order of the goods. One pass over all lines a good.

    """
    known, at = foresight.known, np.log(prices)
    model = known.model(foresight.councils)
    usual = model.totals(at)
    found = []
    for good in goods:
        trial = at.copy()
        trial[good] += DEARER
        now = model.totals(trial)
        instead = prices * (now[0] - usual[0])
        instead[good] = 0.0
        found.append(
            Dearer(
                good,
                _change(usual[0][good], now[0][good]),
                _change(usual[1][good], now[1][good]),
                instead,
            )
        )
    return found


def _change(before: float, now: float) -> float:
    return float(now / before - 1.0) if before > 0 else 0.0
