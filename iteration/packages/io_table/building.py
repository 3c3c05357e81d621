"""Who is who in a table, made into councils that use and make goods."""

from collections.abc import Mapping
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from iteration.packages.io_table.economy import Economy
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Roles
from iteration.packages.io_table.table import Table

# Most figures shall be at least this many smallest units, so that rounding is small.
FINE = 1_000
# The column of those who use what the targets say.
TARGETS = -1


def build(
    table: Table, roles: Roles, *, unit: str, targets: Mapping[int, Decimal]
) -> Economy:
    """The economy of a table; ``targets``: what else is used of the industries' rows.

    Industries request their inputs and offer what all use of their product. Whatever a
    negative figure stands for, it is offered by whoever has it.
    """
    economy = Economy(unit, _decimals(table, roles, targets))
    makers = _industries(table, roles, economy, targets)
    users = _users(table, roles, economy, bool(targets))
    _others(table, roles, economy, users, makers)
    for row, (good, maker) in makers.items():
        for column, user in users.items():
            figure = table.cells[row][column] if column >= 0 else targets.get(row)
            economy.exchange(good, user, maker, figure or Decimal(0))
    _check(table, roles, economy, makers)
    return economy


def _industries(
    table: Table, roles: Roles, economy: Economy, targets: Mapping[int, Decimal]
) -> dict[int, tuple[str, str]]:
    """For every row of an industry the good it makes, and the industry as a council."""
    finals = roles.final + roles.exports
    makers = {}
    for row, _column in roles.industries:
        used = targets.get(row) or any(table.cells[row][column] for column in finals)
        name = table.rows[row].name
        good = economy.good(name, "consumption" if used else "intermediate")
        makers[row] = good, economy.council(name, "worker")
    economy.industries = len(makers)
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
        economy.outside = economy.council(_("Outside trade"), kind)
        users |= dict.fromkeys(roles.exports, economy.outside)
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
    imported = ("intermediate", economy.outside)
    offering |= dict.fromkeys(roles.imports, imported)
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
