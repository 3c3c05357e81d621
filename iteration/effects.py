"""What a rule would change: in sum, by source, and for whom most."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from iteration.beside import SOURCES
from iteration.granting import Grants, total_of
from iteration.reckoning import credits
from planning.society import by_groups

NOW, LAST = "now", "last"
# Changes in thousandths: lost all, a fifth, a tenth … won a fifth and more.
EDGES = np.array([-1000, -200, -100, -50, -10, 10, 50, 100, 200, 1001])
SHOWN = 10


@dataclass(frozen=True)
class Sum:
    """What one source, or all of them, come to: as it is now, tried, and last year."""

    source: str
    now: Decimal
    tried: Decimal
    last: Decimal


@dataclass(frozen=True)
class Change:
    """What one council had and would have; ``each``: the difference for a member."""

    key: int
    members: int
    before: Decimal
    after: Decimal
    each: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Group:
    """How many councils change by a share between two, None at the open ends."""

    low: Decimal | None
    high: Decimal | None
    councils: int


@dataclass(frozen=True, eq=False)
class Effects:
    """Grants beside what there is now, or beside last year."""

    grants: Grants
    beside: str

    @property
    def base(self) -> np.ndarray:
        """(n_councils,) What is compared with, in hundredths."""
        known = self.grants.known
        return total_of(known.last if self.beside == LAST else known.now)

    @property
    def sums(self) -> list[Sum]:
        """Source by source, and all together at the end with the source ``""``."""
        known = self.grants.known
        found = [
            Sum(
                source,
                _sum(known.now[source]),
                _sum(self.grants.amounts[source]),
                _sum(known.last[source]),
            )
            for source in SOURCES
        ]
        return [*found, _all(known.now, self.grants.amounts, known.last)]

    @property
    def unknown(self) -> int:
        """Councils that had nothing to compare with."""
        return int((self.base == 0).sum())

    @property
    def groups(self) -> list[Group]:
        """How many councils win or lose how much of what they had."""
        base, after = self.base, self.grants.total
        had = base > 0
        share = (after[had] - base[had]) * 1000 // base[had]
        counts = by_groups(share, EDGES).tolist()
        edges = [None, *(Decimal(int(edge)) / 1000 for edge in EDGES[1:-1]), None]
        pairs = zip(edges, edges[1:], counts, strict=False)
        return [Group(*each) for each in pairs]

    def most(self, *, win: bool) -> list[Change]:
        """Who wins or loses most for each member, at most ten."""
        each = self._each()
        order = np.argsort(-each if win else each, kind="stable")[:SHOWN]
        return [
            self._change(place)
            for place in order.tolist()
            if (each[place] > 0 if win else each[place] < 0)
        ]

    def _each(self) -> np.ndarray:
        members = np.maximum(self.grants.known.members, 1)
        change = self.grants.total - self.base
        # Towards zero on both sides: what is shown is never more than what it is.
        return np.sign(change) * (np.abs(change) // members)

    def _change(self, place: int) -> Change:
        known = self.grants.known
        return Change(
            key=int(known.key[place]),
            members=int(known.members[place]),
            before=credits(self.base[place]),
            after=credits(self.grants.total[place]),
            each=credits(self._each()[place]),
        )


def compare(grants: Grants, beside: str = "") -> Effects:
    """Lay grants beside what there is now; beside last year where that is nothing."""
    nothing = not total_of(grants.known.now).any()
    return Effects(grants, beside or (LAST if nothing else NOW))


def _sum(amounts: np.ndarray) -> Decimal:
    return credits(int(amounts.sum()))


def _all(*kinds: Mapping[str, np.ndarray]) -> Sum:
    return Sum("", *(_sum(total_of(amounts)) for amounts in kinds))
