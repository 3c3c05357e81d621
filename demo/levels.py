"""How often every recipe is run, so that all that is used is also made."""

import math
from collections import defaultdict

from demo import tables
from demo.final_use import Flows
from demo.linear import solve
from demo.tables import Operation


def operation_lines(operation: Operation) -> dict[str, float]:
    """The recipe as this council runs it: with its yield, better or worse."""
    return {
        good: quantity * operation.gain if quantity < 0 else quantity
        for good, quantity in tables.recipes()[operation.recipe].lines.items()
    }


def levels(use: Flows) -> dict[str, float]:
    """Units of every recipe that cover final use and one another.

    One equation per good that a recipe makes: what the recipes give, less what they
    take, is what is used. Where several recipes make a good, further equations keep
    their shares. A recipe that absorbs a by-product has its level from that
    by-product's own equation.
    """
    names = list(tables.recipes())
    column = {name: place for place, name in enumerate(names)}
    average = _average_lines()
    made = sorted({good for lines in average.values() for good in _given(lines)})
    matrix, right = [], []
    for good in made:
        matrix.append([-average[name].get(good, 0.0) for name in names])
        used = (part for (_, code), part in use.items() if code == good)
        right.append(math.fsum(used))
    by_good: dict[str, list[str]] = defaultdict(list)
    for name, recipe in tables.recipes().items():
        if recipe.main:
            by_good[recipe.main].append(name)
    for good, makers in by_good.items():
        first, *others = makers
        for other in others:
            equation = [0.0] * len(names)
            for name, against, sign in ((first, other, 1.0), (other, first, -1.0)):
                share = tables.recipes()[against].share
                equation[column[name]] = sign * share * -average[name][good]
            matrix.append(equation)
            right.append(0.0)
    result = dict(zip(names, solve(matrix, right), strict=True))
    if negative := [name for name, level in result.items() if level <= 0]:
        raise ValueError(f"more by-product than is used: {', '.join(negative)}")
    return result


def flows(use: Flows) -> Flows:
    """What every council requests (+) and offers (-), labour still without offers."""
    result: Flows = defaultdict(float, use)
    level = levels(use)
    for operation in tables.operations():
        units = level[operation.recipe] * operation.weight
        for good, quantity in operation_lines(operation).items():
            result[operation.council, good] += quantity * units
    return dict(result)


def _average_lines() -> dict[str, dict[str, float]]:
    average: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for operation in tables.operations():
        for good, quantity in operation_lines(operation).items():
            average[operation.recipe][good] += quantity * operation.weight
    return average


def _given(lines: dict[str, float]) -> list[str]:
    return [good for good, quantity in lines.items() if quantity < 0]
