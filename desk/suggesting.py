"""The suggested revision: what is expected of a council at the new prices."""

from dataclasses import dataclass
from decimal import Decimal

from desk.sheet import texts_of
from proposals.models import Good

# Smaller changes are shown folded.
LARGER = Decimal("0.01")


@dataclass(frozen=True)
class Suggestion:
    """One good in force and as expected at the new prices, in smallest units.

    ``taken``: whether the draft already says so.
    """

    good: Good
    then: int
    now: int
    taken: bool = False

    @property
    def share(self):
        """The change as a part of what is in force; 1 where that is nothing."""
        if not self.then:
            return Decimal(1)
        return Decimal(abs(self.now)) / Decimal(abs(self.then)) - 1

    @property
    def is_larger(self):
        return abs(self.share) >= LARGER


@dataclass(frozen=True)
class Suggested:
    """All lines in which the suggestion differs from what is in force."""

    rows: tuple[Suggestion, ...]

    @classmethod
    def of(cls, goods, last, expected):
        if expected is None:
            return cls(())
        rows = [
            Suggestion(good, last.get(good.pk, 0), expected.get(good.pk, 0))
            for good in goods
            if good.pk in last or good.pk in expected
        ]
        changed = [row for row in rows if row.now != row.then]
        return cls(tuple(sorted(changed, key=lambda row: -abs(row.share))))

    @property
    def texts(self):
        """The lines as texts by code; nothing: an empty line."""
        return texts_of({row.good: row.now for row in self.rows})

    def beside(self, sheet):
        """The same, each marked if the sheet already says so; the larger ones, and all.

        A template wants both.
        """
        drafted = sheet.quantities
        rows = [
            Suggestion(row.good, row.then, row.now, drafted.get(row.good, 0) == row.now)
            for row in self.rows
        ]
        return {
            "all": rows,
            "open": [row for row in rows if not row.taken],
            "larger": [row for row in rows if row.is_larger],
            "smaller": [row for row in rows if not row.is_larger],
        }
