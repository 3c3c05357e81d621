"""Whole smallest units, in which every good balances exactly."""

import math
from collections import defaultdict
from decimal import Decimal

from demo import tables
from demo.final_use import Flows

Units = dict[tuple[str, str], int]


def share_out(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total.

    Each gets the whole part of its share; what then remains goes to the largest
    remainders, the first in the list winning a tie.

    Examples
    --------
    >>> share_out(10, [1.0, 1.0, 1.0])
    [4, 3, 3]

    """
    whole = math.fsum(weights)
    shares = [total * weight / whole for weight in weights]
    result = [math.floor(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda place: result[place] - shares[place])
    for place in order[: total - sum(result)]:
        result[place] += 1
    return result


def requests(flows: Flows) -> Units:
    """What is requested, each rounded to the good's smallest unit."""
    return {
        (council, good): round(quantity * tables.scale(good))
        for (council, good), quantity in flows.items()
        if quantity > 0
    }


def offers(flows: Flows, requested: Units) -> Units:
    """What is offered: the sum of the requests of a good, shared out among its makers.

    Before rounding both sides were equal, so nobody's offer moves by more than the
    few units that rounding made.
    """
    needed: dict[str, int] = defaultdict(int)
    for (_, good), units in requested.items():
        needed[good] += units
    makers: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (council, good), quantity in flows.items():
        if quantity < 0:
            makers[good].append((council, -quantity))
    result: Units = {}
    for good, offered in makers.items():
        parts = share_out(needed[good], [quantity for _, quantity in offered])
        for (council, _), part in zip(offered, parts, strict=True):
            result[council, good] = -part
    return result


def value(units: Units, prices: dict[str, Decimal], council: str) -> Decimal:
    """What a council's requests cost, exactly."""
    return sum(
        (
            Decimal(quantity) * prices[good] / tables.scale(good)
            for (owner, good), quantity in units.items()
            if owner == council and quantity > 0
        ),
        start=Decimal(0),
    )
