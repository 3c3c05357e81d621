"""What was understood of a table, in words, for somebody to check."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from iteration.packages.io_table.economy import Economy
from iteration.packages.io_table.roles import Roles
from iteration.packages.io_table.sheet import Sheet
from iteration.packages.io_table.table import Line, Table
from iteration.packages.io_table.totals import Total

SHOWN = 8


def understood(sheet: Sheet, table: Table, roles: Roles) -> list[str]:
    """The file, and who is who in it."""
    said = [
        _(
            "%(file)s: %(rows)d rows and %(columns)d columns of figures, encoded as "
            "%(encoding)s, separated by “%(separator)s”."
        )
        % {
            "file": sheet.name,
            "rows": len(table.rows),
            "columns": len(table.columns),
            "encoding": sheet.encoding,
            "separator": sheet.separator,
        },
        _list(_("Labels"), table.labels),
        *(_list(_("Beside the table"), [text]) for text in table.remarks[:SHOWN]),
        _list(_("Industries"), _lines(table.rows, roles.products)),
        _list(_("Final use"), _lines(table.columns, roles.final)),
        _list(_("Exports"), _lines(table.columns, roles.exports)),
        _list(_("Labour"), _lines(table.rows, roles.labour)),
        _list(_("Imports"), _lines(table.rows, roles.imports)),
        _list(_("Other costs"), _lines(table.rows, roles.capital)),
        *_totals(table.rows, roles.total_rows),
        *_totals(table.columns, roles.total_columns),
        _list(_("Left out, rows"), _lines(table.rows, roles.skipped_rows)),
        _list(_("Left out, columns"), _lines(table.columns, roles.skipped_columns)),
    ]
    return [line for line in said if line]


def made(table: Table, roles: Roles, economy: Economy) -> list[str]:
    """What became of it, and what was done with what a package has no place for."""
    tables = economy.tables()
    said = [
        _(
            "%(goods)d goods, %(councils)d councils, %(lines)d lines; counted in "
            "%(unit)s to %(decimals)d decimals, one credit a unit."
        )
        % {
            "goods": len(tables["goods"]),
            "councils": len(tables["councils"]),
            "lines": len(tables["proposals"]),
            "unit": economy.unit,
            "decimals": economy.decimals,
        },
        _("What an industry uses of its own product is taken off what it delivers."),
    ]
    if roles.labour:
        column = roles.households
        name = _("Final use") if column is None else table.columns[column]
        said.append(_("The labour is offered by %(council)s.") % {"council": name})
    if roles.imports:
        said.append(
            _("Imports are offered by a council that stands for outside trade.")
        )
    if roles.exports:
        said.append(_("Exports are requested by outside trade."))
    if roles.capital:
        said.append(_("Other costs are offered by a commons of their own."))
    said += [*_negative(table, roles), *_accounts(economy), *economy.remarks]
    return said


def _lines(lines: list[Line], keys: Iterable[int]) -> list[str]:
    return [str(lines[key]) for key in keys]


def _list(title: str, names: list[str]) -> str:
    if not names:
        return ""
    shown = "; ".join(names[:SHOWN])
    if len(names) > SHOWN:
        shown += "; " + _("and %(count)d more") % {"count": len(names) - SHOWN}
    return f"{title} ({len(names)}): {shown}"


def _totals(lines: list[Line], totals: dict[int, Total]) -> list[str]:
    said = _("Left out as a total: %(name)s, the sum of %(first)s to %(last)s.")
    return [
        said
        % {
            "name": lines[line],
            "first": lines[total.of[0]],
            "last": lines[total.of[-1]],
        }
        for line, total in totals.items()
    ]


def _negative(table: Table, roles: Roles) -> list[str]:
    rows = [*roles.products, *roles.labour, *roles.imports, *roles.capital]
    negative = [
        f"{table.rows[row]} × {table.columns[column]}: {table.cells[row][column]}"
        for row in rows
        for column in roles.users
        if (table.cells[row][column] or 0) < 0
    ]
    title = _("Negative figures, offered instead of requested")
    return [_list(title, negative)] if negative else []


def _accounts(economy: Economy) -> list[str]:
    """How far each industry's costs are from what it delivers to others."""
    costs, output = defaultdict(int), defaultdict(int)
    for (council, _good), units in economy.lines.items():
        costs[council] += max(units, 0)
        output[council] += max(-units, 0)
    scale = 10**economy.decimals
    apart = [
        f"{council.name} ({costs[council.slug] / scale:g} / "
        f"{output[council.slug] / scale:g})"
        for council in economy.councils[: economy.industries]
        # Every figure of a column may have been rounded.
        if abs(costs[council.slug] - output[council.slug]) > len(economy.goods) * scale
    ]
    if not apart:
        return [_("In every industry costs and output agree.")]
    return [_list(_("Costs and output differ"), apart)]
