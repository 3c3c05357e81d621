"""Goods, councils and lines. By construction the books balance."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal

from planning.package import (
    CouncilRow,
    EntitlementRow,
    GoodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
)

CREDIT = Decimal("0.01")
# How a council answers prices: substitution and supply response. The table says
# nothing of it; these are moderate, and the same for all of a kind.
FLEXIBILITY = {
    "worker": (Decimal("0.5"), Decimal(1)),
    "consumer": (Decimal(1), Decimal("0.5")),
    "commons": (Decimal("0.5"), Decimal("0.5")),
}


@dataclass
class Economy:
    """The tables of a package, and what is worth saying of how they came about."""

    unit: str
    decimals: int
    goods: list[GoodRow] = field(default_factory=list)
    councils: list[CouncilRow] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    # The first so many councils are the industries; one is the trade with outside.
    industries: int = 0
    outside: str = ""
    remarks: list[str] = field(default_factory=list)

    def good(self, name: str, category: str) -> str:
        """A good of its own; return its code."""
        code = coded(name, {good.code for good in self.goods})
        title = name[:200]
        self.goods.append(
            GoodRow(code, title, title, category, self.unit, self.decimals, "")
        )
        return code

    def council(self, name: str, kind: str, members: int = 0) -> str:
        """A council of its own; return its slug."""
        slug = coded(name, {council.slug for council in self.councils})
        row = CouncilRow(slug, name[:200], kind, "", members, None, None)
        self.councils.append(row)
        return slug

    def exchange(self, good: str, user: str, maker: str, figure: Decimal) -> None:
        """What a council uses of a good another one offers it, to the smallest unit."""
        units = smallest(figure, self.decimals)
        self.lines[user, good] += units
        self.lines[maker, good] -= units

    def tables(self) -> dict[str, list]:
        """The tables of the package, but for the descriptor."""
        lines = {line: units for line, units in self.lines.items() if units}
        kinds = {council.slug: council.kind for council in self.councils}
        proposing = {council for council, _good in lines}
        planned = {good for _council, good in lines}
        goods = [good for good in self.goods if good.code in planned]
        councils = [each for each in self.councils if each.slug in proposing]
        return {
            "goods": goods,
            "councils": councils,
            "proposals": [ProposalRow(*line, units) for line, units in lines.items()],
            "prices": [PriceRow(good.code, Decimal(1)) for good in goods],
            "standing": [
                StandingRow(each.slug, "follow", *FLEXIBILITY[each.kind], None)
                for each in councils
            ],
            "entitlements": [
                EntitlementRow(council, "allowance", spent)
                for council, spent in self._spent(lines).items()
                if kinds[council] == "consumer"
            ],
        }

    def _spent(self, lines: Mapping[tuple[str, str], int]) -> dict[str, Decimal]:
        """What each council requests is worth, at one credit a unit."""
        spent: dict[str, int] = defaultdict(int)
        for (council, _good), units in lines.items():
            spent[council] += max(units, 0)
        return {
            council: Decimal(units).scaleb(-self.decimals).quantize(CREDIT, ROUND_UP)
            for council, units in spent.items()
            if units
        }


def smallest(figure: Decimal, decimals: int) -> int:
    """A figure as whole smallest units, half to even."""
    return int(figure.scaleb(decimals).to_integral_value(ROUND_HALF_EVEN))


def coded(name: str, taken: set[str]) -> str:
    """A code made of a name, unlike those that are taken.

    >>> coded("Öl & Gas (n.e.c.)", {"ol-gas-n-e-c"})
    'ol-gas-n-e-c-2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    code = re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:50].strip("-") or "x"
    number, unlike = 1, code
    while unlike in taken:
        number += 1
        unlike = f"{code}-{number}"
    return unlike
