"""Questions about what has no role yet, each with the options that answer."""

from django.utils.translation import gettext as _

from iteration.packages.io_table.naming import named
from iteration.packages.io_table.roles import Roles
from iteration.packages.io_table.table import Table
from iteration.packages.io_table.totals import Total


def ask_for_households(
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


def ask_for_the_rest(
    table: Table,
    roles: Roles,
    nearly: tuple[dict[int, Total], dict[int, Total]],
    questions: list[str],
) -> None:
    """Rows and columns that have no role yet; a hint where one is nearly a total."""
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
