"""Two people's changes put together, whatever they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.merging import merge

LINES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), max_size=6)


def changed(base, other):
    return {name for name in {*base, *other} if base.get(name) != other.get(name)}


@given(LINES, LINES, LINES)
def test_what_only_one_has_changed_is_as_that_one_left_it(base, mine, theirs):
    merged = merge(base, mine, theirs)

    for name in changed(base, mine) - changed(base, theirs):
        assert merged.lines.get(name) == mine.get(name)
    for name in changed(base, theirs) - changed(base, mine):
        assert merged.lines.get(name) == theirs.get(name)
    for name in {*base, *mine} - changed(base, mine) - changed(base, theirs):
        assert merged.lines.get(name) == base.get(name)


@given(LINES, LINES, LINES)
def test_a_choice_is_asked_for_just_where_both_have_changed_a_line_differently(
    base, mine, theirs
):
    both = changed(base, mine) & changed(base, theirs)
    differing = {name for name in both if mine.get(name) != theirs.get(name)}

    assert set(merge(base, mine, theirs).conflicts) == differing


@given(LINES, LINES, LINES)
def test_whoever_saves_first_comes_to_the_same_where_nothing_is_to_choose(
    base, mine, theirs
):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    assert set(one.conflicts) == set(other.conflicts)
    for name in {*one.lines, *other.lines} - set(one.conflicts):
        assert one.lines.get(name) == other.lines.get(name)


@given(LINES, LINES, LINES)
def test_nothing_anybody_typed_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)

    for name in changed(base, mine) - set(merged.conflicts):
        assert merged.lines.get(name) == mine.get(name)
    assert all(merged.lines.get(name) == mine.get(name) for name in merged.conflicts)
    for name in merged.taken:
        assert merged.lines.get(name) == theirs.get(name) != mine.get(name)


@given(LINES, LINES)
def test_who_has_changed_nothing_gets_what_the_other_has_left(base, theirs):
    merged = merge(base, base, theirs)

    assert merged.lines == theirs
    assert merged.conflicts == []
    assert set(merged.taken) == changed(base, theirs)


@pytest.mark.parametrize(("mine", "conflicts"), [("2,5", []), ("2,6", ["bread"])])
def test_lines_that_mean_the_same_are_no_conflict(mine, conflicts):
    def alike(_name, one, other):
        return str(one).replace(",", ".") == str(other).replace(",", ".")

    merged = merge({"bread": "1"}, {"bread": mine}, {"bread": "2.5"}, same=alike)

    assert merged.conflicts == conflicts
