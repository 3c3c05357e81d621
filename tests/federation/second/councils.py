"""Councils that make nothing of other things: each line follows its own price."""

import math
from dataclasses import dataclass
from hashlib import sha256

from tests.federation.second.receipts import root
from tests.federation.second.settlement import ticket


@dataclass(frozen=True)
class Council:
    """A council: what it requests and offers at the first prices, in smallest units,
    and how strongly each follows its price.
    """

    name: str
    requests: dict
    offers: dict
    follows: float = 0.5

    def lines(self, goods, logs):
        """Its lines at logarithms of prices: (side, units, how they follow)."""
        found = []
        for place, good in enumerate(goods):
            rise = logs[place] - math.log(float(good.price))
            for side, units, way in (
                (place, self.requests.get(good.code), -self.follows),
                (place + len(goods), self.offers.get(good.code), self.follows),
            ):
                if units:
                    answered = units * math.exp(way * rise)
                    found.append((side, answered, way * answered))
        return found


class Councils:
    """All councils of a server, and what they answered in the rounds so far."""

    def __init__(self, councils):
        self._councils = sorted(councils, key=lambda council: council.name)
        self._proposals = {}

    def __len__(self):
        return len(self._councils)

    def propose(self, number, goods, prices):
        """Let every council answer the prices of a round, once."""
        logs = [math.log(float(prices[good.code])) for good in goods]
        self._proposals[number] = {
            council.name: {
                side: round(units)
                for side, units, _slope in council.lines(goods, logs)
                if round(units)
            }
            for council in self._councils
        }

    def proposals(self, number):
        """Units by council and side."""
        return self._proposals[number]

    def totals(self, number, n):
        """Units by sides."""
        sums = [0] * 2 * n
        for lines in self._proposals[number].values():
            for side, units in lines.items():
                sums[side] += units
        return sums

    def root(self, number):
        """The root over the councils' receipts."""
        return root(
            [
                sha256(f"{number} {name} {sorted(lines.items())}".encode()).hexdigest()
                for name, lines in self._proposals[number].items()
            ]
        )

    def lines(self, number, year, salt=""):
        """Lines for the settlement, and whose they are."""
        return [
            ((side, units, ticket(year, name, salt)), name)
            for name, lines in self._proposals[number].items()
            for side, units in lines.items()
        ]

    def expected(self, goods, logs):
        """Units by sides at trial prices, and how they follow each own price."""
        units, slopes = [0.0] * 2 * len(goods), [0.0] * 2 * len(goods)
        for council in self._councils:
            for side, answered, slope in council.lines(goods, logs):
                units[side] += answered
                slopes[side] += slope
        return units, slopes
