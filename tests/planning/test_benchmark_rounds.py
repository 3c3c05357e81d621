"""The benchmark of rounds: kept results, and economies without hidden effort."""

import numpy as np
import pytest

from benchmarks import rounds
from benchmarks.families import generate
from benchmarks.kept import Kept


def options(*words):
    return rounds._parser().parse_args(words)


def test_what_was_kept_is_found_again_though_the_last_line_was_cut_short(tmp_path):
    path = tmp_path / "kept"
    first = Kept(path)
    first.put(["b", 1], [["b", "reference", "cold", [4, float("inf")], 0.1]])
    first.put(["b", 2], [])
    with path.open("a") as file:
        file.write('{"key": ["b", 3], "res')
    again = Kept(path)
    assert again.get(["b", 1]) == [["b", "reference", "cold", [4, float("inf")], 0.1]]
    assert again.get(["b", 2]) == []
    assert again.get(["b", 3]) is None
    again.put(["b", 3], [1])
    assert Kept(path).get(["b", 3]) == [1]


def test_other_options_are_other_results():
    one = rounds.tasks(options("--families", "b", "--seeds", "0-0"))[0]
    other = options("--families", "b", "--seeds", "0-0", "--to", "0.01")
    assert rounds.key(one) != rounds.key(rounds.tasks(other)[0])


def test_fewer_economies_of_many_councils_are_planned():
    found = rounds.tasks(
        options("--families", "b", "e", "--few", "2", "--seeds", "3-6")
    )
    seeds = {name: sorted({t[1] for t in found if t[0] == name}) for name in "be"}
    assert seeds == {"b": [3, 4, 5, 6], "e": [3, 4]}


def test_the_table_tells_families_and_all_together():
    rows = [
        [name, "calibrated", "cold", [3, seed, np.inf], 0.02]
        for name in ("a", "b", "e")
        for seed in range(4, 8)
    ]
    chosen = options("--families", "a", "b", "e", "--to", "0.01")
    table = rounds.tabulated(rows, ["a", "b", "e"], chosen)
    told = {row[0]: row[3:7] for row in table.rows}
    assert told["all families"] == (12, "3/3", "5.5/7", "never/never (12)")
    assert told["without e"][0] == 8


@pytest.mark.parametrize("family", ["a", "b"])
def test_effort_as_labour_leaves_no_cost_that_is_not_proposed(family):
    hidden = generate(family, 0, per_good=2, consumers=20)
    told = generate(family, 0, per_good=2, consumers=20, effort=False)
    assert hidden.economy.effort.max() == 0.01
    assert told.economy.effort.max() == 0.0
    assert np.abs(told.last.gap(told.last_u)).max() < 1e-6
