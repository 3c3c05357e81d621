"""What is wrong with a package, in the reader's language.

The reader of packages says it in English and gives each fault a code; what only the
database knows to be wrong has codes of its own. Here every code has its sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from planning.package import Fault

# The sentences of planning.faults once more, for gettext must see each of them.
READING = {
    "missing_file": _("The file is missing."),
    "unreadable_file": _("The file cannot be read."),
    "empty_file": _("The file is empty; it needs a row of column names."),
    "wrong_encoding": _("The text is not UTF-8."),
    "not_csv": _("This is not well-formed CSV: {detail}."),
    "wrong_separator": _("Columns must be separated by commas, not by “{separator}”."),
    "line_too_long": _("The line has more than {limit} characters."),
    "too_many_rows": _("There are more than {limit} rows."),
    "no_rows": _("There must be at least one row."),
    "missing_column": _("The column is missing."),
    "unknown_column": _("There is no such column."),
    "duplicate_column": _("The column is there twice."),
    "ragged_row": _("The row has {found} cells, not {expected}."),
    "cell_too_long": _("The cell has more than {limit} characters."),
    "control_character": _("The cell has a character that cannot be printed."),
    "blank": _("The cell must not be empty."),
    "not_a_code": _("“{value}” is not a code: use a–z, A–Z, 0–9, - and _."),
    "unknown_choice": _("“{value}” is none of {choices}."),
    "ambiguous": _(
        "“{value}” can be read in two ways: write a decimal point, and no separator "
        "between thousands."
    ),
    "not_a_number": _(
        "“{value}” is not a number in plain digits, such as 1500 or -2.5."
    ),
    "not_whole": _("“{value}” must be a whole number."),
    "too_large": _("“{value}” has more than {limit} digits before the decimal point."),
    "too_many_decimals": _("“{value}” has more than {limit} decimals."),
    "out_of_range": _("“{value}” must lie between {low} and {high}."),
    "not_positive": _("“{value}” must be more than 0."),
    "negative": _("“{value}” must not be negative."),
    "zero": _("The quantity is 0; leave the row out."),
    "duplicate": _("Row {first} says this already."),
    "unknown_good": _("goods.csv has no good “{value}”."),
    "unknown_council": _("councils.csv has no council “{value}”."),
    "unknown_parent": _("councils.csv has no council “{value}” to be the parent."),
    "parent_cycle": _("The council is above itself: {path}."),
    "half_position": _("A position needs both latitude and longitude."),
    "no_price": _("The good “{value}” has no price in prices.csv."),
    "total_too_large": _("Too much of “{value}” in all; count it in a larger unit."),
    "not_json": _("This is not well-formed JSON: {detail}."),
    "missing_key": _("The entry is missing."),
    "unknown_key": _("There is no such entry."),
    "wrong_type": _("The entry must be {expected}."),
    "not_a_date": _("“{value}” is not a date such as 2026-12-31."),
    "ends_before_start": _("The period ends on {ends}, before it has begun."),
    "schema_differs": _("The fields described for {path} are not its columns."),
}
# Words the reader puts into its sentences.
WORDS = {
    "an object": _("an object"),
    "a list": _("a list"),
    "a text in quotes": _("a text in quotes"),
}
# What the database knows.
HERE = {
    "taken": _(
        "The year {value} is here already with other content ({status}). "
        "Nothing was changed; import under another code, or leave it."
    ),
    "begun": _(
        "The year {value} is here already and no longer in preparation ({status}). "
        "It cannot be imported again."
    ),
    "same_year": _("The year {value} cannot be the year before itself."),
    "not_ended": _(
        "The year {value} is here already, and its plan is not published yet "
        "({status}); no other year can follow from it."
    ),
    "differs": _("The year {value} is here already, and its {what} are different."),
    "no_year_before": _("Changes refer to the year before, and the package has none."),
    "planned_with": _(
        "“{value}” is planned with already; its {what} must stay “{stays}”."
    ),
    "kind_stays": _("“{value}” has proposed already; its kind must stay “{stays}”."),
    "too_much": _("Changed like this, the quantity is too large: {value}."),
    "refused": _("The database refuses the package: {detail}"),
}


@dataclass(frozen=True)
class Refusal:
    """A fault found here; the same shape as a fault of the reader."""

    file: str
    row: int | None
    column: str | None
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A package that is well-formed but does not fit what is here."""

    def __init__(self, faults: list[Refusal]) -> None:
        super().__init__("; ".join(fault.code for fault in faults))
        self.faults = faults


def describe(faults: Iterable[Fault | Refusal]) -> list[str]:
    """Each fault as a line: file, row, column, and what is wrong."""
    return [f"{_place(fault)}: {sentence(fault)}" for fault in faults]


def sentence(fault: Fault | Refusal) -> str:
    """What is wrong, in the reader's language."""
    messages = HERE if isinstance(fault, Refusal) else READING
    params = {
        name: WORDS.get(value, value) if isinstance(value, str) else value
        for name, value in fault.params.items()
    }
    return str(messages[fault.code]).format(**params)


def _place(fault: Fault | Refusal) -> str:
    row = None if fault.row is None else _("row %(number)d") % {"number": fault.row}
    return ", ".join(part for part in (fault.file, row, fault.column) if part)
