"""The kinds of cell in a data package: how each is read, refused and written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CODE = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)
NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
SEPARATED = re.compile(r"-?[0-9]{1,3}([., '’_\u00a0\u202f][0-9]+)+", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
SHOWN = 40
MAX_CELL = 2_000


class Refused(ValueError):
    """A cell that cannot be taken; the code and params of a fault."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Field:
    """A column: its name, how a cell is read and written, what it is in JSON terms."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    kind: str = "string"
    optional: bool = False


def text(
    name: str, limit: int, *, blank: bool = False, optional: bool = False
) -> Field:
    """Free text."""

    def read(cell: str) -> str:
        if not cell.strip() and not blank:
            raise Refused("blank")
        if len(cell) > limit:
            raise Refused("cell_too_long", limit=limit)
        if CONTROL.search(cell):
            raise Refused("control_character")
        return cell

    return Field(name, read, optional=optional)


def code(name: str, limit: int = 60, *, blank: bool = False) -> Field:
    """The code of a good, the slug of a council."""

    def read(cell: str) -> str:
        if not cell and blank:
            return cell
        if not cell:
            raise Refused("blank")
        if len(cell) > limit:
            raise Refused("cell_too_long", limit=limit)
        if not CODE.fullmatch(cell):
            raise Refused("not_a_code", value=_shown(cell))
        return cell

    return Field(name, read)


def choice(name: str, choices: Sequence[str]) -> Field:
    """One of some words."""

    def read(cell: str) -> str:
        if not cell:
            raise Refused("blank")
        if cell not in choices:
            raise Refused(
                "unknown_choice", value=_shown(cell), choices=", ".join(choices)
            )
        return cell

    return Field(name, read)


def whole(name: str, low: int, high: int) -> Field:
    """A whole number."""

    def read(cell: str) -> int:
        value = number(cell, digits=len(str(high)), decimals=0)
        if not low <= value <= high:
            raise Refused("out_of_range", value=cell, low=low, high=high)
        return int(value)

    return Field(name, read, kind="integer")


def decimal(
    name: str,
    *,
    digits: int,
    decimals: int,
    between: tuple[str, str] | None = None,
    sign: str = "any",
    blank: bool = False,
) -> Field:
    """A decimal number; ``sign`` is "any", "positive" or "not negative"."""

    def read(cell: str) -> Decimal | None:
        if not cell and blank:
            return None
        value = number(cell, digits=digits, decimals=decimals)
        if sign == "positive" and value <= 0:
            raise Refused("not_positive", value=cell)
        if sign == "not negative" and value < 0:
            raise Refused("negative", value=cell)
        if between and not Decimal(between[0]) <= value <= Decimal(between[1]):
            raise Refused("out_of_range", value=cell, low=between[0], high=between[1])
        return value

    return Field(name, read, write=plain, kind="number")


def number(cell: str, *, digits: int, decimals: int) -> Decimal:
    """Read plain digits; Refused with a code that says what is wrong.

    >>> number("-2.50", digits=12, decimals=3)
    Decimal('-2.50')
    >>> number("1,500", digits=12, decimals=3)
    Traceback (most recent call last):
    planning.fields.Refused: ambiguous

    """
    if not cell:
        raise Refused("blank")
    match = NUMBER.fullmatch(cell)
    if match is None:
        code = "ambiguous" if SEPARATED.fullmatch(cell) else "not_a_number"
        raise Refused(code, value=_shown(cell))
    if len(match[2].lstrip("0")) > digits:
        raise Refused("too_large", value=_shown(cell), limit=digits)
    if len(match[3] or "") > decimals:
        code = "too_many_decimals" if decimals else "not_whole"
        raise Refused(code, value=_shown(cell), limit=decimals)
    return Decimal(cell)


def smallest(cell: str, decimals: int) -> int:
    """Read a quantity in a good's unit as a number of its smallest unit, not 0.

    >>> smallest("-2.5", 3)
    -2500

    """
    units = int(number(cell, digits=12, decimals=decimals).scaleb(decimals))
    if not units:
        raise Refused("zero")
    return units


def in_units(units: int, decimals: int) -> str:
    """Write a number of smallest units in the good's unit.

    >>> in_units(-2500, 3), in_units(40, 0), in_units(-5, 3)
    ('-2.5', '40', '-0.005')

    """
    return plain(Decimal(units).scaleb(-decimals))


def plain(value: Decimal | None) -> str:
    """Write a number in the shortest way without an exponent; nothing as nothing.

    >>> plain(Decimal("1500.00")), plain(Decimal("0.10")), plain(None)
    ('1500', '0.1', '')

    """
    if value is None:
        return ""
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _shown(cell: str) -> str:
    return cell if len(cell) <= SHOWN else cell[:SHOWN] + "…"
