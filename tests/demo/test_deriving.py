"""The steps from the sources to the region."""

import pytest

from demo.final_use import final_use
from demo.levels import flows, levels
from demo.linear import solve
from demo.whole import share_out


def test_equations_are_solved_whatever_their_order():
    matrix = [[0.0, 2.0, 1.0], [1.0, 0.0, 1.0], [3.0, 1.0, 0.0]]

    assert solve(matrix, [7.0, 4.0, 5.0]) == pytest.approx([1.0, 2.0, 3.0])


def test_equations_that_say_the_same_twice_are_refused():
    with pytest.raises(ValueError, match="exactly one solution"):
        solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0])


@pytest.mark.parametrize("total", [0, 1, 7, 1000, 999_999_999_999])
def test_shares_add_up_and_are_at_most_one_unit_from_their_part(total):
    weights = [3.0, 1.0, 1.0, 0.25, 7.5]

    parts = share_out(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1.001


def test_recipes_cover_final_use_and_one_another():
    excess = {}
    for (_, good), quantity in flows(final_use()).items():
        excess[good] = excess.get(good, 0.0) + quantity
    hours = {good for good in excess if good.endswith("_work")} | {"unpaid_care"}
    scale = {}
    for (_, good), quantity in flows(final_use()).items():
        scale[good] = scale.get(good, 0.0) + abs(quantity)

    for good in excess.keys() - hours:
        assert abs(excess[good]) <= 1e-9 * scale[good], good
    assert all(excess[good] > 0 for good in hours)


def test_a_by_product_that_nobody_could_use_up_is_refused():
    use = final_use()
    for council, good in use:
        if good == "heat":
            use[council, good] = -1e9

    with pytest.raises(ValueError, match="by-product"):
        levels(use)
