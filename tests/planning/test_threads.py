"""Work on several threads gives what it gives on one."""

import threading
import time

import numpy as np
import pytest

from planning import threads
from planning.threads import in_order


@pytest.fixture(autouse=True)
def processors(monkeypatch):
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 3)


def test_results_come_in_the_order_of_the_pieces():
    def slow_at_first(piece):
        time.sleep(0.02 if piece == 0 else 0.0)
        return -piece

    assert in_order(slow_at_first, range(20)) == [-piece for piece in range(20)]


def test_what_numpy_is_told_to_ignore_is_ignored_in_threads_too():
    with np.errstate(over="ignore"):
        found = in_order(np.exp, [np.array([1000.0])] * 9)
    assert np.isinf(found).all()
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        in_order(np.exp, [np.array([1000.0])] * 9)


def test_an_error_is_not_lost():
    with pytest.raises(ZeroDivisionError):
        in_order(lambda piece: 1 // piece, range(9))


def test_few_pieces_need_no_thread():
    seen = set()
    in_order(lambda _piece: seen.add(threading.get_ident()), range(7))
    assert seen == {threading.get_ident()}
