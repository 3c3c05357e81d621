"""The same work on many pieces, on as many threads as there are processors.

numpy and scipy let other threads go on while they compute. Results come in the order
of the pieces, so that sums of them are the same on every machine.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Fewer pieces are not worth a thread; more threads would be in each other's way.
FEW, MOST = 8, 4


def in_order(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], few: int = FEW
) -> list[Result]:
    """What ``work`` makes of each piece, in their order.

    Fewer than ``few`` pieces are done one after another. What numpy is told to ignore
    it ignores in threads, too. The first error is raised.

    >>> in_order(lambda x: x * x, range(10))
    [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]

    """
    threads = min(os.cpu_count() or 1, MOST)
    if len(pieces) < few or threads == 1:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(threads) as pool:
        begun = [pool.submit(copy_context().run, work, piece) for piece in pieces]
        return [each.result() for each in begun]
