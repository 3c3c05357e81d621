"""Sparse matrices with other entries in the same places, and safe quotients."""

from copy import copy

import numpy as np
from scipy.sparse import csr_array

from planning.arrays import Bools, Floats

# No power of a price ratio is taken beyond e to this.
FURTHEST = 600.0


def log_gap(requested: Floats, offered: Floats) -> Floats:
    """ln(requested / offered); 0 where both are 0, ±99 where one is."""
    both = (requested > 0) & (offered > 0)
    gap = np.log(positive(np.where(both, requested, 1.0)))
    gap -= np.log(positive(np.where(both, offered, 1.0)))
    lone = 99.0 * (np.sign(requested) - np.sign(offered))
    return np.where(both, gap, lone)


def positive(values: Floats) -> Floats:
    """The same, but never 0: something to divide by."""
    return np.maximum(values, 1e-300)


def tall(values: Floats | Bools, like: Floats) -> Floats:
    """Values as a column if there are several directions."""
    numbers = values.astype(np.float64, copy=False)
    return numbers if like.ndim == 1 else numbers[:, None]


def tilted(matrix: csr_array, power: Floats, change: Floats) -> csr_array:
    """Entries times exp(power of the row * change of the column)."""
    if not matrix.nnz or not change.any():
        return matrix
    if (power == power[0]).all():
        column = np.exp(np.clip(power[0] * change, -FURTHEST, FURTHEST))
        factor = column[matrix.indices]
    else:
        factor = np.repeat(power, np.diff(matrix.indptr))
        factor *= change[matrix.indices]
        if np.abs(power).max() * np.abs(change).max() > FURTHEST:
            np.clip(factor, -FURTHEST, FURTHEST, out=factor)
        np.exp(factor, out=factor)
    factor *= matrix.data
    return like(matrix, factor)


def like(matrix: csr_array, data: Floats) -> csr_array:
    """Other entries in the same places."""
    # The places were checked when the matrix was made.
    changed = copy(matrix)
    changed.data = data
    return changed
