from collections.abc import Sequence
from dataclasses import dataclass, field

from iteration.packages.io_table.totals import Total


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
