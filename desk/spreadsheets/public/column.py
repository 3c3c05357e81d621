from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Column:
    """One column of a public table.

    ``kind`` is a type of the Frictionless table schema; ``source`` the field of a model
    it shows, "Round.number", empty where it is computed.
    """

    name: str
    kind: str
    about: str | Promise
    source: str = ""


@dataclass(frozen=True)
class Table:
    """A public table: what its columns are, and its rows for a period."""

    name: str
    about: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[Any], Iterator[tuple]]
