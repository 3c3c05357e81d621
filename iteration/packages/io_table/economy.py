"""Goods, councils and lines out of a table. By construction the books balance."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from statistics import median

from django.utils.translation import gettext as _

from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Roles
from iteration.packages.io_table.table import Table
from planning.package import (
    CouncilRow,
    EntitlementRow,
    GoodRow,
    PriceRow,
    ProposalRow,
    StandingRow,
)

CREDIT = Decimal("0.01")
# Most figures shall be at least this many smallest units, so that rounding is small.
FINE = 1_000
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


def build(
    table: Table, roles: Roles, *, unit: str, targets: Mapping[int, Decimal] | None
) -> Economy:
    """The economy of a table; ``targets``: what else is used of the industries' rows.

    Industries request their inputs and offer what all use of their product. Whatever a
    negative figure stands for, it is offered by whoever has it.
    """
    economy = Economy(unit, _decimals(table, roles, targets or {}))
    makers = _industries(table, roles, economy)
    users = _users(table, roles, economy, bool(targets))
    _others(table, roles, economy, users, makers)
    for row, (good, maker) in makers.items():
        for column, user in users.items():
            figure = table.cells[row][column] if column >= 0 else targets.get(row)
            economy.exchange(good, user, maker, figure or Decimal(0))
    _check(table, roles, economy, makers)
    return economy


# The column of those who use what the targets say.
TARGETS = -1


def _industries(
    table: Table, roles: Roles, economy: Economy
) -> dict[int, tuple[str, str]]:
    """For every row of an industry the good it makes, and the industry as a council."""
    finals = roles.final + roles.exports
    makers = {}
    for row, _column in roles.industries:
        used = any(table.cells[row][column] for column in finals)
        name = table.rows[row].name
        good = economy.good(name, "consumption" if used else "intermediate")
        makers[row] = good, economy.council(name, "worker")
    return makers


def _users(
    table: Table, roles: Roles, economy: Economy, targets: bool
) -> dict[int, str]:
    """Every column that uses something, as a council."""
    slugs = [council.slug for council in economy.councils]
    users = {
        column: slug
        for (_row, column), slug in zip(roles.industries, slugs, strict=True)
    }
    for column in roles.final:
        users[column] = economy.council(table.columns[column].name, "consumer", 1)
    if roles.exports or roles.imports:
        kind = "worker" if roles.imports else "consumer"
        outside = economy.council(_("Outside trade"), kind)
        users |= dict.fromkeys(roles.exports, outside)
    if targets:
        users[TARGETS] = economy.council(_("Final use"), "consumer", 1)
    return users


def _others(
    table: Table,
    roles: Roles,
    economy: Economy,
    users: dict[int, str],
    makers: dict[int, tuple[str, str]],
) -> None:
    """The rows of what industries do not make, each with whoever offers it."""
    offering = {}
    if roles.labour:
        column = TARGETS if roles.households is None else roles.households
        offering |= dict.fromkeys(roles.labour, ("labour", users[column]))
    if roles.imports:
        outside = next(
            each.slug for each in economy.councils if each.name == _("Outside trade")
        )
        offering |= dict.fromkeys(roles.imports, ("intermediate", outside))
    if roles.capital:
        commons = economy.council(_("Other costs"), "commons")
        offering |= dict.fromkeys(roles.capital, ("capital", commons))
    for row, (category, council) in offering.items():
        makers[row] = economy.good(table.rows[row].name, category), council


def _decimals(table: Table, roles: Roles, targets: Mapping[int, Decimal]) -> int:
    """As few as let most figures be fine and none be rounded; three at most."""
    rows = [*roles.products, *roles.labour, *roles.imports, *roles.capital]
    figures = [
        abs(figure)
        for row in rows
        for figure in [*(table.cells[row][column] for column in roles.users)]
        if figure
    ] + [abs(figure) for figure in targets.values() if figure]
    if not figures:
        raise Unclear([_("The industries deliver nothing to anybody.")])
    exact = max(-figure.normalize().as_tuple().exponent for figure in figures)
    coarse = median(figures)
    fine = next((d for d in range(3) if coarse.scaleb(d) >= FINE), 3)
    return min(max(fine, exact, 0), 3)


def _check(
    table: Table, roles: Roles, economy: Economy, makers: dict[int, tuple[str, str]]
) -> None:
    """An industry that delivers nothing to others must not use anything either."""
    questions = []
    for row in roles.products:
        good, council = makers[row]
        if economy.lines[council, good] < 0:
            continue
        uses = any(
            units for (slug, _good), units in economy.lines.items() if slug == council
        )
        if uses:
            question = _("“%(name)s” uses but delivers nothing to others. --skip it?")
            questions.append(question % {"name": table.rows[row]})
        else:
            remark = _("“%(name)s” neither uses nor delivers anything; it is left out.")
            economy.remarks.append(remark % {"name": table.rows[row]})
    if questions:
        raise Unclear(questions)
