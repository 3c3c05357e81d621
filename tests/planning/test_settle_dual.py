"""The dual of the settlement: wherever it begins, and the matrix it steps by."""

import numpy as np
import pytest

from planning.answers import added
from planning.curve import Curve
from planning.dual import climb
from planning.part import SettlingPart
from planning.point import Point
from planning.questions import At, Slopes
from planning.scarcity import prepare
from planning.terms import Since
from tests.planning.divided import portion
from tests.planning.economies import make_economy

EVERYTHING = 10**9


@pytest.fixture
def problem():
    """A year a few percent off balance, one of whose goods may stay unused."""
    book, prices = make_economy(3, makers=8, users=8, goods=5)
    wobble = np.random.default_rng(3).uniform(0.95, 1.05, book.n_lines)
    units = np.rint(book.quantity * wobble).astype(np.int64)
    book = type(book)(book.n_goods, book.start, book.good, units, book.whole)
    slack = np.arange(book.n_goods) == 4
    part = SettlingPart(book, prices, slack)
    return part, prepare(part.answer, prices, slack)


def curve_of(problem, room=EVERYTHING):
    part, basis = problem
    return Curve(part.answer, basis, room)


def at(problem, multipliers):
    part, basis = problem
    return Point.of(
        basis, multipliers, part.answer(At(basis.terms, multipliers, None, EVERYTHING))
    )


def test_it_ends_at_the_same_multipliers_wherever_it_begins(problem):
    _part, basis = problem
    found = climb(curve_of(problem), basis.start)
    assert found.residual <= 1e-13
    assert 0.0 < np.abs(found.multipliers).max() < 0.5
    n = len(basis.prices)
    for start in (np.zeros(n), np.linspace(-0.5, 0.5, n)):
        other = climb(curve_of(problem), start)
        assert other.multipliers == pytest.approx(found.multipliers, abs=1e-9)


def test_the_excess_is_the_slope_of_the_dual_function(problem):
    _part, basis = problem
    n = len(basis.prices)
    here = at(problem, np.full(n, 0.01))
    small = 1e-6
    for step in (np.linspace(-0.02, 0.03, n), -np.ones(n)):
        ahead, behind = (
            at(problem, here.multipliers + sign * small * step) for sign in (1, -1)
        )
        slope = here.excess * basis.credit @ step
        rise = (ahead.height - behind.height) / (2 * small)
        assert slope == pytest.approx(rise, rel=1e-4)


def test_the_matrix_tells_how_the_excess_changes(problem):
    _part, basis = problem
    n, root = len(basis.prices), np.sqrt(basis.credit)
    curve, here = curve_of(problem), at(problem, np.full(n, -0.01))
    curve.move(here, curve.ask(curve.question(here.multipliers)))
    matrix = curve.at(here, np.ones(n, dtype=bool))
    step = np.linspace(-1e-7, 1.5e-7, n)
    change = at(problem, here.multipliers + step).excess - here.excess
    expected = -(matrix @ (step * root)) / root
    assert change == pytest.approx(expected, rel=1e-4, abs=1e-13)


@pytest.mark.parametrize("room", [1, 5, EVERYTHING])
def test_the_matrix_is_the_same_however_it_is_gathered(problem, room):
    part, basis = problem
    n = len(basis.prices)
    far, near = np.full(n, 0.3), np.full(n, -0.01)
    whole, stepwise = curve_of(problem), curve_of(problem, room)
    point = at(problem, near)
    whole.move(point, part.answer(whole.question(near)))
    for multipliers in (far, near):
        answer = part.answer(stepwise.question(multipliers))
        stepwise.move(at(problem, multipliers), answer)
    assert stepwise.matrix.tolist() == whole.matrix.tolist()
    assert np.count_nonzero(whole.matrix) > n


@pytest.mark.parametrize("room", [1, 5, 9])
def test_parts_that_tell_different_rows_at_a_time_add_up_to_the_whole(problem, room):
    part, basis = problem
    book, councils = part.own.book, np.arange(part.own.book.n_councils)
    # One has the recipes but one, the other this one: it tells all its rows at once.
    parts = [
        SettlingPart(portion(book, mine)[0], part.own.prices, basis.slack, None, mine)
        for mine in (councils[1:], councils[:1])
    ]
    start = np.full(len(basis.prices), -0.01)
    matrices = []
    for ask in (
        part.answer,
        lambda asked: added([each.answer(asked) for each in parts]),
    ):
        curve = Curve(ask, basis, room)
        answer = ask(curve.question(start))
        curve.move(Point.of(basis, start, answer), answer)
        matrices.append(curve.matrix.tolist())
    assert matrices[0] == matrices[1]


def test_only_as_much_is_told_as_there_is_room_for_but_a_row_at_least(problem):
    part, basis = problem
    n = len(basis.prices)
    start, rows, told = np.full(n, -0.01), 0, 0
    while rows < n:
        gram = part.answer(Slopes(basis.terms, start, None, 3, rows)).gram
        assert len(gram.pairs) <= n
        assert ((gram.pairs // n >= rows) & (gram.pairs // n < gram.upto)).all()
        rows, told = gram.upto, told + len(gram.pairs)
    all_at_once = part.answer(At(basis.terms, start, None, EVERYTHING)).gram
    assert told == len(all_at_once.pairs) > n


def test_nothing_is_told_where_nothing_changed(problem):
    part, basis = problem
    start = np.full(len(basis.prices), -0.01)
    asked = At(basis.terms, start, Since(start, 0), EVERYTHING)
    assert len(part.answer(asked).gram.pairs) == 0
