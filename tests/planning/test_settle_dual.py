"""The dual of the settlement: wherever it begins, and the matrix it steps by."""

import numpy as np
import pytest

from planning.blocks import Blocks, sides_of
from planning.dual import solve
from planning.point import Line, Point
from tests.planning.economies import make_economy


@pytest.fixture
def problem():
    """A year a few percent off balance, one of whose goods may stay unused."""
    book, prices = make_economy(3, makers=8, users=8, goods=5)
    wobble = np.random.default_rng(3).uniform(0.95, 1.05, book.n_lines)
    units = np.rint(book.quantity * wobble).astype(np.int64)
    book = type(book)(book.n_goods, book.start, book.good, units, book.whole)
    blocks, _block = Blocks.of(book, prices, *sides_of(book))
    return blocks, np.arange(book.n_goods) == 4


def dense(blocks):
    matrix = np.zeros((blocks.n_blocks, blocks.n_goods))
    matrix[blocks.line_block, blocks.good] = blocks.value
    return matrix


def test_it_ends_at_the_same_shares_wherever_it_begins(problem):
    blocks, slack = problem
    found = solve(blocks, slack)
    assert found.residual <= 1e-13
    assert 0.0 < (1 - found.share).max() < 0.5
    for start in (np.zeros(blocks.n_goods), np.linspace(-0.5, 0.5, blocks.n_goods)):
        other = solve(blocks, slack, start)
        assert other.share == pytest.approx(found.share, abs=1e-9)


def test_what_is_in_balance_is_where_it_begins(problem):
    blocks, slack = problem
    whole = Blocks.weighed(
        blocks.n_goods,
        np.array([0, 1, 2]),
        np.array([0, 0]),
        np.array([5.0, -5.0]),
    )
    found = solve(whole, slack)
    assert found.multipliers.tolist() == [0.0] * blocks.n_goods
    assert found.share.tolist() == [1.0, 1.0]


def test_the_curvature_is_that_of_the_blocks_that_are_named(problem):
    blocks, _slack = problem
    few, sign = np.array([0, 2, 5]), np.array([1.0, -1.0, 1.0])
    matrix = dense(blocks)[few]
    expected = matrix.T @ (matrix * (sign / blocks.weight[few])[:, None])
    assert blocks.curvature(few, sign) == pytest.approx(expected)


def test_the_slope_along_a_line_is_that_of_the_dual_function(problem):
    blocks, slack = problem
    start = Point.at(blocks, slack, np.full(blocks.n_goods, 0.01))
    for step in (np.linspace(-0.02, 0.03, blocks.n_goods), -np.ones(blocks.n_goods)):
        line, length, small = Line.along(start, step), 0.3, 1e-6
        here, slope = line.go(length)
        ahead = Point.at(blocks, slack, start.multipliers + length * step)
        assert here.share == pytest.approx(ahead.share, abs=1e-12)
        rise = line.go(length + small)[0].height - line.go(length - small)[0].height
        assert slope == pytest.approx(rise / (2 * small), rel=1e-4)
