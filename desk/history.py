"""How the lines of a proposal went from revision to revision."""

from dataclasses import dataclass

from desk.names import by_name
from proposals.models import Good, Proposal


@dataclass(frozen=True)
class Cell:
    """A good in one revision; smallest units, 0 where it is not named.

    ``changed``: whether the revision before said something else.
    """

    revision: Proposal
    units: int
    before: int
    changed: bool
    note: str


@dataclass(frozen=True)
class Row:
    """A good in all revisions."""

    good: Good
    cells: list[Cell]

    @property
    def changed(self):
        return any(cell.changed for cell in self.cells)


def history(revisions, before, goods):
    """The revisions, and a row for each good, those that ever changed first.

    ``revisions`` are in their order; ``before`` is the one before them, None if they
    begin with the first, which changes nothing.
    """
    rows = []
    for key, good in goods.items():
        cells, last = [], before.lines.get(key, 0) if before else None
        for revision in revisions:
            units = revision.lines.get(key, 0)
            was = units if last is None else last
            note = revision.notes.get(good.code, "")
            cells.append(Cell(revision, units, was, units != was, note))
            last = units
        rows.append(Row(good, cells))
    return revisions, sorted(rows, key=lambda row: (not row.changed, by_name(row.good)))
