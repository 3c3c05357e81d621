"""Councils as arrays: what is asked of every council in every count."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from councils.models import Council
from iteration.columns import fetch, read_figures
from proposals.models import Entitlement, Period

KINDS: tuple[str, ...] = tuple(Council.Kind.values)
COUNCILS = """
    SELECT string_agg(int8send(id), ''),
           string_agg(int4send(array_position(%s::varchar[], kind)), ''),
           string_agg(int8send(members), ''),
           string_agg(int8send(coalesce(parent_id, -1)), '')
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
        if (np.diff(key) > 0).all():
            place = np.searchsorted(key, keys)
        else:
            order = np.argsort(key)
            place = order[np.searchsorted(key, keys, sorter=order)]
        # PostgreSQL counts from 1.
        return cls(key[place], kind[place] - 1, members[place], parent[place])

    @property
    def above(self) -> np.ndarray:
        """The place of each council's federation among these councils; -1: not here."""
        place = np.searchsorted(self.key, self.parent)
        found = np.minimum(place, max(len(self.key) - 1, 0))
        here = self.key[found] == self.parent if len(self.key) else found > 0
        return np.where(here, found, -1)

    @property
    def is_recipe(self) -> np.ndarray:
        """Which of them make one thing of another: their lines belong together."""
        return np.isin(self.kind, [KINDS.index(kind) for kind in Council.RECIPES])

    def where(self, kept: np.ndarray) -> "Roster":
        """Some of them."""
        return Roster(
            self.key[kept], self.kind[kept], self.members[kept], self.parent[kept]
        )

    def is_kind(self, kind: str) -> np.ndarray:
        """Which of them are of a kind."""
        return self.kind == KINDS.index(kind)

    def laid(
        self, keys: np.ndarray, figures: np.ndarray, otherwise: float = 0.0
    ) -> np.ndarray:
        """Figures of councils of some keys, beside these; ``otherwise`` without one."""
        found = np.full(len(self.key), otherwise)
        place = np.searchsorted(self.key, keys)
        here = place < len(self.key)
        here[here] = self.key[place[here]] == keys[here]
        found[place[here]] = figures[here]
        return found

    def entitlement(self, period: Period) -> np.ndarray:
        """What each of them may use in a period, credits."""
        mine = Entitlement.objects.filter(period=period).values("council_id")
        sums = mine.annotate(total=Sum("amount")).order_by()
        return self.laid(*read_figures(sums, "total"))
