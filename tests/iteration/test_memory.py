"""What a rule knows of councils comes back from the rows as it went in."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from iteration import memory
from iteration.models import Memory
from iteration.packing import packed, unpacked
from tests.factories import make_bread_year, make_count

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
def round(db, monkeypatch):
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


KINDS = st.sampled_from([np.float64, np.int64, np.bool_])


@given(arrays.arrays(KINDS, arrays.array_shapes(min_side=0, max_dims=2)))
def test_arrays_come_back_to_the_last_bit(array):
    found = unpacked(packed({"it": array, "again": array}))
    for name in ("it", "again"):
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


@pytest.mark.parametrize("odd", [0.5, -0.0, np.nan, np.inf, 2.0**53 + 2, 1e300])
def test_whole_numbers_are_short_and_what_is_not_whole_stays(odd):
    units = np.arange(100.0)
    units[17] = odd
    data = packed({"units": units})
    assert len(data) < 200
    assert unpacked(data)["units"].tobytes() == units.tobytes()


def test_what_is_the_same_of_all_is_kept_once():
    unknown = np.full((1000, 3), np.nan)
    data = packed({"offers": unknown, "answers": np.full(1000, 7)})
    assert len(data) < 150
    assert unpacked(data)["offers"].tobytes() == unknown.tobytes()
    assert unpacked(data)["answers"].tolist() == [7] * 1000


def test_parts_that_were_kept_as_numpy_files_are_still_read():
    file = BytesIO()
    np.savez(file, key=np.array([3, 4], dtype=np.int8), units=np.array([0.5]))
    found = unpacked(file.getvalue())
    assert (found["key"].tolist(), found["key"].dtype) == ([3, 4], np.int64)
    assert found["units"].tolist() == [0.5]
