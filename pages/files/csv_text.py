"""Rows as the text of a CSV file, many at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

# Rows that go out together: a packet for each would take longer than the rows.
TOGETHER = 500


def csv_text(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file in pieces, written while the rows are read.

    >>> list(csv_text([("good", "price"), ("rye", 2)]))
    ['good,price\\r\\nrye,2\\r\\n']
    """
    rows = iter(rows)
    while several := list(islice(rows, TOGETHER)):
        text = io.StringIO()
        csv.writer(text).writerows(several)
        yield text.getvalue()
