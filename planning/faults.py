"""What can be wrong with a data package, each with a code and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MESSAGES = {
    # The file.
    "missing_file": "The file is missing.",
    "unreadable_file": "The file cannot be read.",
    "empty_file": "The file is empty; it needs a row of column names.",
    "wrong_encoding": "The text is not UTF-8.",
    "not_csv": "This is not well-formed CSV: {detail}.",
    "wrong_separator": "Columns must be separated by commas, not by “{separator}”.",
    "line_too_long": "The line has more than {limit} characters.",
    "too_many_rows": "There are more than {limit} rows.",
    "no_rows": "There must be at least one row.",
    # Its columns.
    "missing_column": "The column is missing.",
    "unknown_column": "There is no such column.",
    "duplicate_column": "The column is there twice.",
    "ragged_row": "The row has {found} cells, not {expected}.",
    # A cell.
    "cell_too_long": "The cell has more than {limit} characters.",
    "control_character": "The cell has a character that cannot be printed.",
    "blank": "The cell must not be empty.",
    "not_a_code": "“{value}” is not a code: use a–z, A–Z, 0–9, - and _.",
    "unknown_choice": "“{value}” is none of {choices}.",
    "ambiguous": "“{value}” can be read in two ways: write a decimal point, and no"
    " separator between thousands.",
    "not_a_number": "“{value}” is not a number in plain digits, such as 1500 or -2.5.",
    "not_whole": "“{value}” must be a whole number.",
    "too_large": "“{value}” has more than {limit} digits before the decimal point.",
    "too_many_decimals": "“{value}” has more than {limit} decimals.",
    "out_of_range": "“{value}” must lie between {low} and {high}.",
    "not_positive": "“{value}” must be more than 0.",
    "negative": "“{value}” must not be negative.",
    "zero": "The quantity is 0; leave the row out.",
    # Rows together.
    "duplicate": "Row {first} says this already.",
    "unknown_good": "goods.csv has no good “{value}”.",
    "unknown_council": "councils.csv has no council “{value}”.",
    "unknown_parent": "councils.csv has no council “{value}” to be the parent.",
    "parent_cycle": "The council is above itself: {path}.",
    "half_position": "A position needs both latitude and longitude.",
    "no_price": "The good “{value}” has no price in prices.csv.",
    "total_too_large": "Too much of “{value}” in all; count it in a larger unit.",
    # datapackage.json.
    "not_json": "This is not well-formed JSON: {detail}.",
    "missing_key": "The entry is missing.",
    "unknown_key": "There is no such entry.",
    "wrong_type": "The entry must be {expected}.",
    "not_a_date": "“{value}” is not a date such as 2026-12-31.",
    "ends_before_start": "The period ends on {ends}, before it has begun.",
    "schema_differs": "The fields described for {path} are not its columns.",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where.

    Parameters
    ----------
    file : str
        "proposals.csv", for example.
    row : int or None
        Row as a spreadsheet counts, the column names being row 1; None: the file.
    column : str or None
        Column, or the entry of datapackage.json, such as "commonplan.tolerance".
    code : str
        One of ``MESSAGES``.
    params : mapping
        What the sentence names.

    """

    file: str
    row: int | None
    column: str | None
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence, in English.

        >>> Fault("goods.csv", 2, "unit", "blank").message
        'The cell must not be empty.'

        """
        return MESSAGES[self.code].format(**self.params)

    def __str__(self) -> str:
        row = None if self.row is None else f"row {self.row}"
        place = ", ".join(part for part in (self.file, row, self.column) if part)
        return f"{place}: {self.message}"


class PackageError(ValueError):
    """A data package with faults; ``faults`` has every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
