"""The receipts a count or a plan is made from, under one root; as bytes, not objects.

The tree is that of `ledger.merkle`, over the receipts in the order of the councils'
short names. A leaf depends on nothing but its receipt, so it is made while proposals
are read; what is left to do for a document is to join the leaves.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from iteration.columns import LEAF, fetch, read_leaves
from ledger.merkle import EMPTY

# By code points: a database may have another order.
BY_NAME = """
    SELECT string_agg(int8send(id), '' ORDER BY slug COLLATE "C") FROM councils_council
"""
SIZE = LEAF.itemsize


@dataclass(frozen=True, eq=False)
class Receipts:
    """The receipts of some councils, in the order of their tree.

    ``council`` are their keys, ``level`` the digests of the leaves one after another.
    """

    council: np.ndarray
    level: bytes

    @classmethod
    def of(cls, proposals: QuerySet) -> "Receipts":
        """Those of proposals, at most one a council."""
        return cls.ordered(*read_leaves(proposals))

    @classmethod
    def ordered(cls, council: np.ndarray, leaf: np.ndarray) -> "Receipts":
        """Leaves of ascending keys of councils, in the order of the councils' names."""
        every = np.frombuffer(fetch(BY_NAME, [])[0][0] or b"", ">i8").astype(np.int64)
        named = every[np.isin(every, council)]
        return cls(named, leaf[np.searchsorted(council, named)].tobytes())

    def __len__(self) -> int:
        return len(self.council)

    @property
    def root(self) -> str:
        """The same as `ledger.merkle.root` of the receipts."""
        level = self.level
        while len(level) > SIZE:
            level = _up(level)
        return level.hex() if level else EMPTY

    def path(self, council: int) -> list[tuple[str, str]]:
        """The same as `ledger.merkle.path` to a council's receipt.

        Raises KeyError if none of the receipts is the council's.
        """
        found = np.flatnonzero(self.council == council)
        if not len(found):
            raise KeyError(f"council {council} has no receipt here")
        place, level, steps = int(found[0]), self.level, []
        while len(level) > SIZE:
            sibling = (place ^ 1) * SIZE
            if sibling < len(level):
                side = "left" if place & 1 else "right"
                steps.append((side, level[sibling : sibling + SIZE].hex()))
            level = _up(level)
            place //= 2
        return steps


def _up(level: bytes) -> bytes:
    """The next level; a node without a sibling moves up as it is."""
    pairs, sha256 = len(level) // (2 * SIZE) * 2 * SIZE, hashlib.sha256
    joined = [
        sha256(b"\x01" + level[place : place + 2 * SIZE]).digest()
        for place in range(0, pairs, 2 * SIZE)
    ]
    return b"".join(joined) + level[pairs:]
