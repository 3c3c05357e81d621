"""Second derivatives of the dual function, in whole numbers that parts can add up.

They are sums of V V' / w over the blocks that move. Each row V is first divided by the
square root of w, and by a number for each good that makes all lines of the good small:

    a = 2**26 V / (root(w) root(size) 2**grid),      the sum of a^2 at most 2**52.

Rounded to whole numbers a, the products and all their sums are exact floats, and their
matrix has no negative eigenvalue, whichever blocks are in it. It is not quite that of
the blocks; but the steps it leads to are looked at before they are taken.
"""

import numpy as np
from scipy.sparse import coo_array, csr_array

from planning.arrays import Bools, Floats, Ints
from planning.ceilings import Ceilings
from planning.exact import count_parts
from planning.slopes import Gram
from planning.sparse import like

BITS = 26
SPREAD_BITS = 21


def spread(ceilings: Ceilings, dead: Bools, credit: Floats) -> Ints:
    """(n_goods,) Sums of V^2 / w in 2**-21 of ``credit``, rounded up; see `Spreads`."""
    blocks = ceilings.blocks
    value, weight = np.abs(blocks.value), blocks.counted_weight[blocks.line_block]
    parts = value / credit[blocks.good] * (value / weight)
    parts[ceilings.hopeless(dead)[blocks.line_block]] = 0.0
    return count_parts(blocks.good, np.ceil(parts * 2.0**SPREAD_BITS), blocks.n_goods)


def grid_of(total: Ints) -> Ints:
    """(n_goods,) The powers of two that make all lines of a good small enough.

    >>> grid_of(np.array([2**21, 2**23, 2**23 + 1, 0]))
    array([  0,   1,   2, -10])

    """
    exponent = np.frexp(np.maximum(total, 1) * 2.0**-SPREAD_BITS)
    power = exponent[1] - (exponent[0] == 0.5)
    found: Ints = -(-power.astype(np.int64) // 2)
    return found


def rows(ceilings: Ceilings, credit: Floats, grid: Ints) -> csr_array:
    """(n_blocks, n_goods) The rows a."""
    blocks = ceilings.blocks
    scale = 2.0**BITS / np.ldexp(np.sqrt(credit), grid)
    value = ceilings.value * scale[blocks.good]
    value /= np.sqrt(blocks.counted_weight)[blocks.line_block]
    return like(ceilings.matrix, np.rint(value))


def change(
    before: tuple[csr_array, Bools] | None,
    now: tuple[csr_array, Bools],
    row: int,
    room: int,
) -> Gram:
    """How the matrix of the moving rows changes: of the rows and who moves, each time.

    From ``row`` on, and only as much as there is room for.
    """
    matrix, moving = now
    n = matrix.shape[1]
    if before is None:
        return _gram(_product(matrix, moving), row, n, room)
    other = moving != before[1]
    if before[0] is not matrix:
        differ = np.flatnonzero(before[0].data != matrix.data)
        other[np.searchsorted(matrix.indptr, differ, side="right") - 1] = True
    found = _product(matrix, moving & other) - _product(before[0], before[1] & other)
    return _gram(found, row, n, room)


def _product(matrix: csr_array, mine: Bools) -> csr_array:
    chosen = matrix[np.flatnonzero(mine)]
    return csr_array(chosen.T @ chosen)


def _gram(matrix: csr_array, row: int, n: int, room: int) -> Gram:
    entries = coo_array(matrix)
    rows, columns = (each.astype(np.int64) for each in entries.coords)
    mine = (rows <= columns) & (rows >= row)
    pairs = rows[mine] * n + columns[mine]
    return Gram.of(pairs, entries.data[mine].astype(np.int64), n, n, room)
