"""What the model of all councils has missed, remembered as a few pairs of vectors."""

from collections.abc import Sequence

import numpy as np

from planning.arrays import Floats

DECAY, PAIRS, LARGEST = 0.9, 12, 2.0


class Secant:
    """A correction C of the slopes, sum of missed * moved' over the last moves.

    After a move s that the model predicted wrongly by e, C becomes 0.9 C +
    e s' / (s's + 2 R), and is scaled down if its norm exceeds 2. It is kept as
    vectors, so that nothing grows with the square of the number of goods.

    Parameters
    ----------
    n_goods : int
    missed, moved : sequences of (n_goods,) arrays
        Pairs of an earlier round.

    Examples
    --------
    >>> secant = Secant(2)
    >>> secant.learn(np.array([0.1, 0.0]), np.array([0.0, 0.5]), 0.0)
    >>> secant @ np.array([0.0, 0.5])
    array([0.1, 0. ])

    """

    def __init__(
        self,
        n_goods: int,
        missed: Sequence[Floats] = (),
        moved: Sequence[Floats] = (),
    ) -> None:
        self.missed = np.array(missed, dtype=np.float64).reshape(-1, n_goods)
        self.moved = np.array(moved, dtype=np.float64).reshape(-1, n_goods)

    def __matmul__(self, move: Floats) -> Floats:
        product: Floats = self.missed.T @ (self.moved @ move)
        return product

    def learn(self, missed: Floats, moved: Floats, noise: float) -> None:
        """Remember what was missed on a move, beyond what is corrected already."""
        pair = np.clip(missed, -1.0, 1.0) / (moved @ moved + 2.0 * noise)
        self.missed = np.vstack([DECAY * self.missed, pair])[-PAIRS:]
        self.moved = np.vstack([self.moved, moved])[-PAIRS:]
        norm = self.norm
        if norm > LARGEST:
            self.missed *= LARGEST / norm

    @property
    def norm(self) -> float:
        """The largest singular value of C."""
        if not len(self.missed):
            return 0.0
        left = np.linalg.qr(self.missed.T)[1]
        right = np.linalg.qr(self.moved.T)[1]
        return float(np.linalg.norm(left @ right.T, 2))
