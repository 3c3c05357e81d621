from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from iteration.packages.io_table.naming import find, left, named, unknown
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.table import Table
from iteration.packages.io_table.totals import Total, totals


@dataclass(frozen=True)
class Answers:
    """What was said of rows and columns; names, or numbers such as #12."""

    final: Sequence[str] = ()
    exports: Sequence[str] = ()
    households: str = ""
    labour: Sequence[str] = ()
    imports: Sequence[str] = ()
    capital: Sequence[str] = ()
    skip: Sequence[str] = ()
    industries: int | None = None


@dataclass
class Roles:
    """Who is who. Rows and columns are given by their places in the table."""

    industries: list[tuple[int, int]] = field(default_factory=list)
    final: list[int] = field(default_factory=list)
    exports: list[int] = field(default_factory=list)
    labour: list[int] = field(default_factory=list)
    imports: list[int] = field(default_factory=list)
    capital: list[int] = field(default_factory=list)
    # The column whose members work; None: the users of the targets.
    households: int | None = None
    total_rows: dict[int, Total] = field(default_factory=dict)
    total_columns: dict[int, Total] = field(default_factory=dict)
    skipped_rows: list[int] = field(default_factory=list)
    skipped_columns: list[int] = field(default_factory=list)

    @property
    def products(self) -> list[int]:
        return [row for row, _column in self.industries]

    @property
    def users(self) -> list[int]:
        return [column for _row, column in self.industries] + self.final + self.exports


ROWS = ("labour", "imports", "capital")
COLUMNS = ("final", "exports")


def assign(table: Table, answers: Answers, *, targets: bool = False) -> Roles:
    """Give every row and every column its role; ``targets``: there are others who use.

    Industries are the columns whose heading is the label of a row, totals what proves
    to be a sum; everything else has to be said. Raises Unclear with all that is not.
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
    pairs = _pairs(table, answers.industries, roles, questions)
    nearly = _totals(table, pairs, roles)
    roles.industries = [
        (row, column)
        for row, column in pairs
        if row not in roles.total_rows and column not in roles.total_columns
    ]
    _ask_for_the_rest(table, roles, nearly, questions)
    _households(table, answers.households, roles, targets, questions)
    if not roles.industries:
        # Without them nothing else can be told, so that comes first and alone.
        questions = [
            _(
                "No heading is the label of a row, so that the industries are unclear. "
                "Are the first so many rows and columns the industries, in the same "
                "order? --industries NUMBER"
            )
        ]
    if questions:
        raise Unclear(questions)
    return roles


def _skip(
    table: Table, names: Sequence[str], roles: Roles, questions: list[str]
) -> None:
    """A name leaves out every row and every column that has it."""
    for given in names:
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
    rows = {
        row: [whole[row][column] for _row, column in pairs]
        for row in left(table.rows, roles.skipped_rows)
    }
    columns = {
        column: [whole[row][column] for row, _column in pairs]
        for column in left(table.columns, roles.skipped_columns)
    }
    said_rows = {*roles.labour, *roles.imports, *roles.capital}
    said_columns = {*roles.final, *roles.exports}
    found_rows, nearly_rows = totals(rows)
    found_columns, nearly_columns = totals(columns)
    # What somebody has said stays said.
    roles.total_rows = {k: v for k, v in found_rows.items() if k not in said_rows}
    roles.total_columns = {
        k: v for k, v in found_columns.items() if k not in said_columns
    }
    return nearly_rows, nearly_columns


def _households(
    table: Table, name: str, roles: Roles, targets: bool, questions: list[str]
) -> None:
    """Whose members work: the only ones who use, or else whoever is named."""
    if name:
        users = {column: table.columns[column] for column in roles.final}
        found = named("households", [name], users, questions)
        roles.households = found[0] if found else None
    elif len(roles.final) == 1 and not targets:
        roles.households = roles.final[0]
    elif roles.labour and not (targets and not roles.final):
        choices = ", ".join(f"“{table.columns[column]}”" for column in roles.final)
        question = _("Whose members work (%(names)s)? --households COLUMN")
        questions.append(question % {"names": choices or "--final"})


def _ask_for_the_rest(
    table: Table,
    roles: Roles,
    nearly: tuple[dict[int, Total], dict[int, Total]],
    questions: list[str],
) -> None:
    said_rows = {*roles.labour, *roles.imports, *roles.capital, *roles.products}
    said_rows |= {*roles.total_rows, *roles.skipped_rows}
    for row, line in enumerate(table.rows):
        if row not in said_rows:
            question = _(
                "Row #%(place)d “%(name)s” is no industry and no total. What is it? "
                "--labour, --imports, --capital (other costs) or --skip"
            )
            questions.append(
                question % {"place": line.place, "name": line}
                + _hint(nearly[0].get(row))
            )
    said_columns = {*roles.users, *roles.total_columns, *roles.skipped_columns}
    for column, line in enumerate(table.columns):
        if column not in said_columns:
            question = _(
                "Column #%(place)d “%(name)s” is no industry and no total. What is it? "
                "--final, --exports or --skip"
            )
            questions.append(
                question % {"place": line.place, "name": line}
                + _hint(nearly[1].get(column))
            )


def _hint(total: Total | None) -> str:
    if total is None:
        return ""
    hint = _(
        "(It is nearly the sum of the %(count)d before it; %(off)d figures differ.)"
    )
    return " " + hint % {"count": len(total.of), "off": len(total.off)}
