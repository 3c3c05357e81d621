"""Last year's prices: what every good cost, from the recipes."""

import math
from decimal import Decimal

from demo import tables
from demo.levels import operation_lines
from demo.tables import Recipe

# Enough for the longest chain of inputs; each pass multiplies what is still missing
# by the largest share of produced inputs in a cost, well below 0.9.
PASSES = 400

Lines = dict[str, float]


def prices() -> dict[str, Decimal]:
    """Credits per unit of every good, six significant digits.

    Hours, land, water, timber and emissions have the prices of ``primary_prices``. A
    produced good costs what its dearest maker pays for all inputs, less what it gets
    for by-products, plus the margin; so no council offers below its cost. A by-product
    that only one recipe absorbs costs what that recipe can pay for it.
    """
    price = dict.fromkeys(tables.goods(), 1.0)
    given = {row["good"]: float(row["price"]) for row in tables.rows("primary_prices")}
    for _ in range(PASSES):
        price = {**price, **_costs(price), **given}
    return {good: Decimal(f"{price[good]:.6g}") for good in tables.goods()}


def _costs(price: Lines) -> Lines:
    costs: Lines = {}
    for operation in tables.operations():
        recipe = tables.recipes()[operation.recipe]
        lines = operation_lines(operation)
        if recipe.absorbs:
            costs[recipe.absorbs] = _affordable(lines, recipe, price)
        elif len(lines) > 1:
            cost = _unit_cost(lines, recipe, price)
            costs[recipe.main] = max(cost, costs.get(recipe.main, 0.0))
    return costs


def _unit_cost(lines: Lines, recipe: Recipe, price: Lines) -> float:
    paid = _worth(lines, price, 1.0, without="")
    by_products = _worth(lines, price, -1.0, without=recipe.main)
    return (paid * recipe.margin - by_products) / -lines[recipe.main]


def _affordable(lines: Lines, recipe: Recipe, price: Lines) -> float:
    earned = _worth(lines, price, -1.0, without="")
    others = _worth(lines, price, 1.0, without=recipe.absorbs)
    return (earned / recipe.margin - others) / lines[recipe.absorbs]


def _worth(lines: Lines, price: Lines, sign: float, without: str) -> float:
    """What the requests (sign 1) or offers (sign -1) of a recipe are worth."""
    return math.fsum(
        price[good] * abs(quantity)
        for good, quantity in lines.items()
        if quantity * sign > 0 and good != without
    )
