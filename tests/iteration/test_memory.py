"""What a rule knows of councils comes back from the rows as it went in."""

import numpy as np
import pytest

from iteration import memory
from iteration.models import Memory
from tests.factories import make_bread_year, make_count

pytestmark = pytest.mark.django_db

LARGEST = 2**62


def make_memory():
    """Five councils; council c has c lines, its figures at the edges of their kinds."""
    start = np.array([0, 0, 1, 3, 6, 10])
    lines = start[-1]
    return {
        "key": np.array([3, 127, 128, 2**31, LARGEST]),
        "start": start,
        "good": np.arange(lines) * 30_000,
        "units": np.linspace(-1e15, 0.1, lines),
        "answers": np.array([0, 127, -128, 32_768, -LARGEST]),
        "whole": np.array([True, False, True, False, False]),
        "margins": np.array([[np.nan, 1.0]] * 5),
    }


@pytest.fixture
def round(monkeypatch):
    monkeypatch.setattr(memory, "PART", 2)
    monkeypatch.setattr(memory, "TOGETHER", 2)
    period, *_others = make_bread_year()
    return make_count(period)


def same(one, other):
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)
        assert array.dtype == other[name].dtype, name


def test_what_is_kept_in_parts_comes_back_whole(round):
    memory.keep(round, make_memory())
    assert Memory.objects.filter(round=round).count() == 3
    same(make_memory(), memory.recall(round))


def test_what_is_known_of_some_comes_back_alone(round):
    memory.keep(round, make_memory())
    found = memory.recall_of(round, [LARGEST, 127, 5])
    assert found["key"].tolist() == [127, LARGEST]
    assert np.diff(found["start"]).tolist() == [1, 4]
    assert found["units"].tolist() == make_memory()["units"][[0, 6, 7, 8, 9]].tolist()


def test_of_a_rule_that_keeps_nothing_there_is_nothing(round):
    assert memory.recall(round) is None
    assert memory.recall(None) is None
    assert memory.recall_of(round, [3]) is None
