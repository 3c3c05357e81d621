from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from iteration.packages.io_table.asking import ask_for_households, ask_for_the_rest
from iteration.packages.io_table.naming import find, left, named, spread, unknown
from iteration.packages.io_table.roles import Answers, Roles
from iteration.packages.io_table.table import Table
from iteration.packages.io_table.totals import Figures, Total, totals

ROWS = ("labour", "imports", "capital")
COLUMNS = ("final", "exports")


def assign(
    table: Table, answers: Answers, *, targets: bool = False
) -> tuple[Roles, list[str]]:
    """Give every row and every column its role, and ask for those that have none.

    Industries are the columns whose heading is the label of a row, totals what proves
    to be a sum; everything else has to be said. With ``targets`` there are others who
    use, besides the columns.
    """
    questions: list[str] = []
    roles = Roles()
    _skip(table, answers.skip, roles, questions)
    for role in ROWS:
        lines = left(table.rows, roles.skipped_rows)
        setattr(roles, role, named(role, getattr(answers, role), lines, questions))
    for role in COLUMNS:
        lines = left(table.columns, roles.skipped_columns)
        setattr(roles, role, named(role, getattr(answers, role), lines, questions))
    _only_once(table, roles, questions)
    pairs = _pairs(table, answers.industries, roles, questions)
    nearly = _totals(table, pairs, roles)
    roles.industries = [
        (row, column)
        for row, column in pairs
        if row not in roles.total_rows and column not in roles.total_columns
    ]
    ask_for_the_rest(table, roles, nearly, questions)
    ask_for_households(table, answers.households, roles, targets, questions)
    if not roles.industries:
        # Without them nothing else can be told, so that comes first and alone.
        questions = [
            _(
                "No heading is the label of a row, so that the industries are unclear. "
                "Are the first so many rows and columns the industries, in the same "
                "order? --industries NUMBER"
            )
        ]
    return roles, questions


def _skip(
    table: Table, names: Sequence[str], roles: Roles, questions: list[str]
) -> None:
    """A name leaves out every row and every column that has it."""
    for given in spread(names, [*table.rows, *table.columns]):
        only, colon, name = given.partition(":")
        if not colon or only not in ("row", "column", "targets"):
            only, name = "", given
        if only == "targets":
            continue
        rows = find(name, dict(enumerate(table.rows))) if only != "column" else []
        columns = find(name, dict(enumerate(table.columns))) if only != "row" else []
        if name.startswith("#") and rows and columns:
            question = _("--skip %(name)s: say row:%(name)s or column:%(name)s.")
            questions.append(question % {"name": name})
        if not rows and not columns:
            question = unknown(name, [*table.rows, *table.columns])
            questions.append(f"--skip: {question}")
        roles.skipped_rows += rows
        roles.skipped_columns += columns


def _only_once(table: Table, roles: Roles, questions: list[str]) -> None:
    """Nothing is said to be two things."""
    for options, lines in ((ROWS, table.rows), (COLUMNS, table.columns)):
        said = Counter(key for option in options for key in getattr(roles, option))
        for key, count in said.items():
            if count > 1:
                question = _("“%(name)s” cannot be several things: --%(options)s.")
                shown = {"name": lines[key], "options": ", --".join(options)}
                questions.append(question % shown)


def _pairs(
    table: Table, count: int | None, roles: Roles, questions: list[str]
) -> list[tuple[int, int]]:
    """Rows and columns of the same name; or the first so many, in the same order."""
    taken = {*roles.labour, *roles.imports, *roles.capital}
    rows = {
        row: line
        for row, line in left(table.rows, roles.skipped_rows).items()
        if row not in taken
    }
    columns = {
        column: line
        for column, line in left(table.columns, roles.skipped_columns).items()
        if column not in {*roles.final, *roles.exports}
    }
    if count is not None:
        pairs = list(zip(list(rows)[:count], list(columns)[:count], strict=False))
        if len(pairs) < count or count < 1:
            questions.append(_("--industries: there are not so many rows and columns."))
        return pairs
    pairs = []
    for column, line in columns.items():
        matching = {row for name in line.names for row in find(name, rows)}
        if len(matching) > 1:
            question = _("--skip: “%(name)s” is the label of rows %(places)s.")
            places = ", ".join(f"#{rows[row].place}" for row in sorted(matching))
            questions.append(question % {"name": line, "places": places})
        pairs += [(row, column) for row in sorted(matching)[:1]]
    return pairs


def _totals(
    table: Table, pairs: list[tuple[int, int]], roles: Roles
) -> tuple[dict[int, Total], dict[int, Total]]:
    """Find totals over what may be industries; return what nearly is one."""
    places = max(
        (-cell.as_tuple().exponent for row in table.cells for cell in row if cell),
        default=0,
    )
    scale = 10 ** max(places, 0)
    whole = [
        [None if cell is None else int(cell * scale) for cell in row]
        for row in table.cells
    ]
    rows = [[line[column] for _row, column in pairs] for line in whole]
    columns = [
        [whole[row][place] for row, _c in pairs] for place in range(len(whole[0]))
    ]
    found_rows, nearly_rows = _with_and_without(rows, roles.skipped_rows)
    found_columns, nearly_columns = _with_and_without(columns, roles.skipped_columns)
    said_rows = {*roles.labour, *roles.imports, *roles.capital}
    said_columns = {*roles.final, *roles.exports}
    # What somebody has said stays said.
    roles.total_rows = {k: v for k, v in found_rows.items() if k not in said_rows}
    roles.total_columns = {
        k: v for k, v in found_columns.items() if k not in said_columns
    }
    return nearly_rows, nearly_columns


def _with_and_without(
    lines: Sequence[Figures], skipped: Sequence[int]
) -> tuple[dict[int, Total], dict[int, Total]]:
    """Totals of what is skipped are totals too; and so are those around it."""
    found_with, nearly_with = totals(dict(enumerate(lines)))
    kept = {key: line for key, line in enumerate(lines) if key not in skipped}
    found, nearly = totals(kept)
    found = {key: total for key, total in (found_with | found).items() if key in kept}
    return found, nearly_with | nearly
