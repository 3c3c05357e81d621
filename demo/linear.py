"""Linear equations in plain Python, so that every machine finds the same digits."""

import math


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The x with ``matrix @ x == right``, by elimination with row pivots.

    A library may add in another order on another processor, and ``sum`` of floats
    differs between versions of Python; the package would differ in a digit.

    Raises ValueError if the equations do not have exactly one solution.

    Examples
    --------
    >>> solve([[2.0, 1.0], [1.0, 3.0]], [3.0, 4.0])
    [1.0, 1.0]

    """
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda row: abs(rows[row][place]))
        if abs(rows[pivot][place]) < 1e-12:
            raise ValueError("the equations do not have exactly one solution")
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for row in range(place + 1, size):
            factor = rows[row][place] / rows[place][place]
            if factor:
                for column in range(place, size + 1):
                    rows[row][column] -= factor * rows[place][column]
    result = [0.0] * size
    for place in reversed(range(size)):
        known = math.fsum(
            rows[place][column] * result[column] for column in range(place + 1, size)
        )
        result[place] = (rows[place][size] - known) / rows[place][place]
    return result
