from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from iteration.packages.io_table.naming import find, spread, unknown
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Roles
from iteration.packages.io_table.table import Line, Table, same

PREFIX = "targets:"


def read_targets(
    targets: Table, name: str, table: Table, roles: Roles, skip: Sequence[str]
) -> dict[int, Decimal]:
    """Final use from a row of another table, by the rows of the industries.

    Its headings are those of the table. Raises Unclear for a heading that is none of
    an industry, unless it is to be skipped, and for an industry without a figure.
    """
    rows = find(name, dict(enumerate(targets.rows))) if name else []
    if len(rows) != 1:
        raise Unclear([_which(targets, name)])
    skipped = {
        same(each.removeprefix(PREFIX))
        for each in spread(skip, targets.columns)
        if not each.startswith(("row:", "column:"))
    }
    industries = {
        row: Line(table.rows[row].place, table.rows[row].names + heading.names)
        for row, heading in (
            (row, table.columns[column]) for row, column in roles.industries
        )
    }
    figures: dict[int, Decimal] = {}
    questions = []
    for column, line in enumerate(targets.columns):
        if skipped & {same(known) for known in line.names}:
            continue
        found = {row for known in line.names for row in find(known, industries)}
        if len(found) != 1:
            question = _(
                "Targets, column #%(place)d “%(name)s”: no industry is called so. "
                "--skip “targets:%(name)s” leaves it out"
            )
            questions.append(question % {"place": line.place, "name": line})
        for row in found:
            figures[row] = targets.cells[rows[0]][column] or Decimal(0)
    missing = [str(industries[row]) for row in industries if row not in figures]
    if missing and not questions:
        question = _("The targets say nothing of %(names)s. --skip them, or add them")
        questions.append(question % {"names": ", ".join(missing)})
    if questions:
        raise Unclear(questions)
    return figures


def _which(targets: Table, name: str) -> str:
    if name:
        return f"--targets-row: {unknown(name, targets.rows)}"
    names = ", ".join(f"“{line}”" for line in targets.rows)
    question = _("Which row of the targets (%(names)s)? --targets-row ROW")
    return question % {"names": names}
