"""The lines of some councils: ranges of about equal size, and their places."""

from collections.abc import Iterator

import numpy as np

from planning.arrays import Ints

# Lines in a block: few enough to stay near the processor; or for fewer, longer steps.
BLOCK, LARGE_BLOCK = 2**16, 2**18


def blocks(start: Ints, size: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Ranges of councils with about ``size`` lines each, in order."""
    first, count = 0, len(start) - 1
    while first < count:
        last = int(np.searchsorted(start, start[first] + size, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def lines_of(start: Ints, rows: Ints) -> Ints:
    """The places of the lines of some councils."""
    lengths = start[rows + 1] - start[rows]
    ends = np.cumsum(lengths)
    shift = np.repeat(start[rows] - ends + lengths, lengths)
    lines: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + shift
    return lines
