from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from iteration.packages.io_table.figures import Reading, is_nothing, reading
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.sheet import Sheet

SHOWN = 60
# What an option may say before a name.
PREFIXES = ("row:", "column:", "targets:")


@dataclass(frozen=True)
class Line:
    """A row or a column of figures: its place in the file, from 1, and its names."""

    place: int
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it: the longest of its names."""
        return max(self.names, key=len, default="") or f"#{self.place}"

    def __str__(self) -> str:
        return self.name if len(self.name) <= SHOWN else self.name[:SHOWN] + "…"


@dataclass(frozen=True)
class Table:
    """Figures with the names of their rows and columns; None: an empty cell."""

    rows: list[Line]
    columns: list[Line]
    cells: list[list[Decimal | None]]
    labels: list[str]
    remarks: list[str]


def same(name: str) -> str:
    """A name as it is compared: without regard to case and gaps.

    >>> same("  Coal and\\n Lignite ")
    'coal and lignite'
    """
    return " ".join(name.split()).casefold()


def bare(names: Iterable[str]) -> set[str]:
    """All that names can mean, whole or “a,b” apart, without row: and column:.

    >>> sorted(bare(["row:Total, all", "targets:x"]))
    ['all', 'total', 'total, all', 'x']
    """
    found = set()
    for name in names:
        for part in (name, *name.split(",")):
            for prefix in PREFIXES:
                part = part.strip().removeprefix(prefix)
            found.add(same(part))
    return found


def read_table(
    sheet: Sheet, *, mark: str | None = None, skip: Iterable[str] = ()
) -> Table:
    """Tell headings, labels and figures apart.

    Raises Unclear for a cell among figures that is no number, unless its row or column
    is to be skipped.
    """
    read = reading((cell for row in sheet.rows for cell in row), mark)
    top, first = _heading_rows(sheet.rows, read)
    headings = [
        " ".join(filter(None, (row[place] for row in sheet.rows[top:first])))
        for place in range(len(sheet.rows[0]))
    ]
    data = {
        number: row
        for number, row in enumerate(sheet.rows[first:], first + 1)
        if any(read(cell) is not None for cell in row)
    }
    if not data:
        raise Unclear([_("There are no figures in %(file)s.") % {"file": sheet.name}])
    columns = list(zip(*data.values(), strict=True))
    labels = [
        place
        for place, cells in enumerate(columns)
        if _is_label(cells, headings, place, read)
    ]
    figures = [
        place
        for place, cells in enumerate(columns)
        if place not in labels and not (all(map(is_nothing, cells)))
    ]
    _all_numbers(data, figures, headings, labels, read, bare(skip))
    return Table(
        rows=[
            Line(number, tuple(row[place] for place in labels if row[place]))
            for number, row in data.items()
        ],
        columns=[
            Line(place + 1, (headings[place],) if headings[place] else ())
            for place in figures
        ],
        cells=[[read(row[place]) for place in figures] for row in data.values()],
        labels=[headings[place] or f"#{place + 1}" for place in labels],
        remarks=_remarks(sheet.rows, top, first, data),
    )


def _heading_rows(rows: list[list[str]], read: Reading) -> tuple[int, int]:
    """Where the headings begin and the figures do: titles stand before, alone."""
    filled = [sum(bool(cell) for cell in row) for row in rows]
    top = next((place for place, count in enumerate(filled) if count >= 2), None)
    if top is None:
        raise Unclear([_("There is no row of headings.")])
    first = top + 1
    while first < len(rows) and not any(read(cell) is not None for cell in rows[first]):
        first += 1  # A heading wrapped over several rows, or a gap below it.
    return top, first


def _is_label(
    cells: tuple[str, ...], headings: list[str], place: int, read: Reading
) -> bool:
    """Text, for the most part; or numbers that are the headings of columns."""
    given = [cell for cell in cells if not is_nothing(cell)]
    texts = sum(read(cell) is None for cell in given)
    if texts > len(given) / 2:
        return True
    others = {same(name) for name in headings[place + 1 :] if name}
    matching = {same(cell) for cell in given} & others
    return len(matching) >= max(2, len(others) / 2)


def _all_numbers(
    data: dict[int, list[str]],
    figures: list[int],
    headings: list[str],
    labels: list[int],
    read: Reading,
    skipped: set[str],
) -> None:
    questions = []
    for number, row in data.items():
        if skipped & {same(row[place]) for place in labels}:
            continue
        for place in figures:
            if read(row[place]) is not None or is_nothing(row[place]):
                continue
            if same(headings[place]) in skipped:
                continue
            question = _(
                "Row %(row)d, column “%(column)s”: “%(cell)s” is no number. Correct "
                "the file, or leave out the row or the column: --skip"
            )
            heading = headings[place] or f"#{place + 1}"
            shown = {"row": number, "column": heading, "cell": row[place][:SHOWN]}
            questions.append(question % shown)
    if questions:
        raise Unclear(questions)


def _remarks(
    rows: list[list[str]], top: int, first: int, data: dict[int, list[str]]
) -> list[str]:
    """Rows of words only: a title above, notes below."""
    beside = [*range(top), *range(first, len(rows))]
    words = [
        " ".join(filter(None, rows[place])) for place in beside if place + 1 not in data
    ]
    return [text for text in words if text]
