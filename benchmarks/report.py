"""What a benchmark found, as a table for people or as JSON for programs."""

import json
import math
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """A title, what stands in the columns, and a row for each case."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def show(self, *, as_json):
        print(self._json() if as_json else self._text(), flush=True)

    def _json(self):
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        found = {"title": self.title, "machine": machine(), "rows": rows}
        return json.dumps(found | {"notes": self.notes})

    def _text(self):
        cells = [
            list(self.columns),
            *([_cell(each) for each in row] for row in self.rows),
        ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [_line(row, widths) for row in cells]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(["", self.title, machine(), "", *lines, *self.notes])


def machine():
    """Where this was measured, and whether it was busy with something else."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, {platform.system()} "
        f"{platform.machine()}, Python {sys.version.split()[0]}"
    )


def percentile(values, percent):
    """The nearest-rank percentile: one of the values, none below that many of them.

    >>> percentile([3, 1, 2, 4], 50), percentile([3, 1, 2, 4], 95)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def _cell(value):
    if isinstance(value, float):
        return "never" if math.isinf(value) else f"{value:.3g}"
    return str(value)


def _line(row, widths):
    first = row[0].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join([first, *rest]).rstrip()
