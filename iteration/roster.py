"""Councils as arrays: what is asked of every council in every count."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from councils.models import Council
from iteration.columns import fetch

KINDS: tuple[str, ...] = tuple(Council.Kind.values)
COUNCILS = """
    SELECT string_agg(int8send(id), '' ORDER BY id),
           string_agg(int4send(array_position(%s::varchar[], kind)), '' ORDER BY id),
           string_agg(int8send(members), '' ORDER BY id),
           string_agg(int8send(coalesce(parent_id, -1)), '' ORDER BY id)
    FROM councils_council
"""


@dataclass(frozen=True, eq=False)
class Roster:
    """Some councils: their keys, ascending, and their kinds, members and federations.

    ``kind`` is a place in KINDS, ``parent`` a key, -1 without one.
    """

    key: np.ndarray
    kind: np.ndarray
    members: np.ndarray
    parent: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray) -> "Roster":
        """Read the councils of ascending keys, all of which there are."""
        columns = fetch(COUNCILS, [list(KINDS)])[0]
        kinds = (">i8", ">i4", ">i8", ">i8")
        key, kind, members, parent = (
            np.frombuffer(column or b"", form).astype(np.int64)
            for column, form in zip(columns, kinds, strict=True)
        )
        place = np.searchsorted(key, keys)
        # PostgreSQL counts from 1.
        return cls(key[place], kind[place] - 1, members[place], parent[place])

    @property
    def above(self) -> np.ndarray:
        """The place of each council's federation among these councils; -1: not here."""
        place = np.searchsorted(self.key, self.parent)
        found = np.minimum(place, max(len(self.key) - 1, 0))
        here = self.key[found] == self.parent if len(self.key) else found > 0
        return np.where(here, found, -1)

    def is_kind(self, kind: str) -> np.ndarray:
        """Which of them are of a kind."""
        return self.kind == KINDS.index(kind)

    def sums(self, amounts: dict[int, Any]) -> np.ndarray:
        """Amounts by council's key as floats, 0 for those without one."""
        keys = np.fromiter(amounts, dtype=np.int64, count=len(amounts))
        values = np.fromiter(map(float, amounts.values()), float, count=len(amounts))
        found = np.zeros(len(self.key))
        place = np.searchsorted(self.key, keys)
        here = place < len(self.key)
        here[here] = self.key[place[here]] == keys[here]
        found[place[here]] = values[here]
        return found
