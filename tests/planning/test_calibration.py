"""What is learned of a council from its answers."""

import numpy as np
import pytest

from planning.beliefs import Beliefs
from planning.book import Book
from planning.capacity import fit, used_part
from planning.councils import Councils
from planning.knowledge import Knowledge

PRICES = np.array([1.0, 2.0, 0.5, 3.0])
LATER = PRICES * np.exp([0.4, -0.3, 0.2, 0.5])
KEY = np.array([3, 7, 8, 20])
CONSUMER = np.array([False, True, True, False])
WHOLE = np.array([True, False, False, True])
FINE = 1e9


def answer(prices, *, substitution=1.7, supply=2.5):
    """A recipe, two consumers who also work, and a commons, with one substitution."""
    change = np.log(prices / PRICES)
    relative = 1 - substitution
    shares = np.array([0.5, 0.2, 0.3])
    cost = np.log(shares @ np.exp(relative * change[1:])) / relative
    margin = change[0] - cost
    used = shares * 0.7 / PRICES[1:]
    used = used * np.exp((supply + 1) * margin + substitution * (cost - change[1:]))
    made = np.exp(supply * margin)
    basket = np.array([0.6, 0.4])
    spent = basket @ np.exp(relative * change[:2])
    eaten = basket / PRICES[:2] * np.exp(-substitution * change[:2]) / spent
    council = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3]
    good = [0, 1, 2, 3, 0, 1, 3, 0, 1, 3, 2]
    work = -np.exp(0.5 * change[3])
    units = [-made, *used, *eaten, -1.0, *(2 * eaten), work, -1.0]
    quantity = np.rint(FINE * np.array(units)).astype(np.int64)
    return Book.from_lines(4, 4, council, good, quantity, WHOLE)


def make_knowledge(books, answered=None, councils=None):
    councils = councils or Councils.undeclared(KEY, CONSUMER)
    knowledge = Knowledge.nothing(4)
    for book, prices in books:
        own = np.ones(4, dtype=bool) if answered is None else answered
        knowledge.hear(book, councils, own, prices)
    return knowledge


def test_one_change_of_prices_tells_the_elasticities():
    knowledge = make_knowledge([(answer(p), p) for p in (PRICES, LATER)])
    beliefs = knowledge.beliefs
    np.testing.assert_allclose(beliefs.substitution[:3], 1.7, atol=0.02)
    assert beliefs.supply[0] == pytest.approx(2.5, abs=0.05)
    assert beliefs.extra[0] == pytest.approx(1.0, abs=0.05)
    np.testing.assert_allclose(beliefs.supply[1:], [0.0, 0.5, 0.0], atol=0.03)
    assert beliefs.answers.tolist() == [1, 1, 1, 1]


def test_nothing_is_learned_from_the_silent():
    silent = np.array([False, True, False, True])
    first = make_knowledge([(answer(PRICES), PRICES)])
    before = first.beliefs
    first.hear(answer(LATER), Councils.undeclared(KEY, CONSUMER), silent, LATER)
    assert first.beliefs.answers.tolist() == [0, 1, 0, 1]
    assert first.beliefs.substitution[2] == before.substitution[2]
    assert first.beliefs.supply[0] == before.supply[0]
    asked = first.record.asked[first.record.asked_in]
    np.testing.assert_allclose(asked[0], np.log(PRICES))
    np.testing.assert_allclose(asked[1], np.log(LATER))


def test_cost_and_revenue_tell_the_supply_at_first():
    beliefs = make_knowledge([(answer(PRICES), PRICES)]).beliefs
    assert beliefs.supply[0] == pytest.approx(0.7 / 0.3, rel=1e-6)


def test_declared_numbers_are_where_learning_begins():
    told = Councils(
        KEY,
        CONSUMER,
        np.array([0.4, np.nan, 2.0, np.nan]),
        np.array([1.1, np.nan, np.nan, np.nan]),
        np.full(4, np.nan),
    )
    beliefs = make_knowledge([(answer(PRICES), PRICES)], councils=told).beliefs
    assert beliefs.substitution[:3].tolist() == [0.4, 1.0, 2.0]
    assert beliefs.supply[0] == 1.1
    beliefs = make_knowledge(
        [(answer(p), p) for p in (PRICES, LATER)], councils=told
    ).beliefs
    np.testing.assert_allclose(beliefs.substitution[:3], 1.7, atol=0.4)


def test_coarse_units_teach_less():
    def learned(units):
        books = []
        for prices in (PRICES, LATER):
            book = answer(prices)
            quantity = np.rint(book.quantity * units / FINE).astype(np.int64)
            kept = quantity != 0
            books.append(
                (
                    Book.from_lines(
                        4, 4, book.council[kept], book.good[kept], quantity[kept], WHOLE
                    ),
                    prices,
                )
            )
        return make_knowledge(books).beliefs

    fine, coarse = learned(1e6), learned(6.0)
    assert coarse.substitution_variance[1] > 10 * fine.substitution_variance[1]


def test_beliefs_follow_their_council_when_others_come_and_go():
    knowledge = make_knowledge([(answer(p), p) for p in (PRICES, LATER)])
    book, councils = answer(LATER), Councils.undeclared(KEY, CONSUMER)
    before = knowledge.beliefs
    left = Book(
        4,
        [0, 3, 6, 6],
        book.good[4:10],
        book.quantity[4:10],
        np.array([False, False, True]),
    )
    fewer = Councils.undeclared(np.array([7, 8, 9]), np.array([True, True, False]))
    knowledge.hear(left, fewer, np.ones(3, dtype=bool), LATER)
    assert knowledge.beliefs.answers.tolist() == [2, 2, 0]
    np.testing.assert_allclose(
        knowledge.beliefs.substitution[:2], before.substitution[1:3], atol=1e-3
    )
    assert councils.key.tolist() == KEY.tolist()


def test_nothing_carried_into_another_year_is_certain():
    beliefs = make_knowledge([(answer(p), p) for p in (PRICES, LATER)]).beliefs
    aged = beliefs.aged()
    assert (aged.substitution_variance >= 1e-3 * aged.substitution**2).all()
    assert aged.substitution.tolist() == beliefs.substitution.tolist()
    assert np.isnan(aged.margin).all()


def test_a_capacity_is_inferred_from_three_answers():
    margins = np.array([[-0.3, -0.05, 0.12]])
    offers = np.log(used_part(np.array([18.0]), np.array([0.02]), margins))
    one = np.ones(1)
    slope, middle = fit(
        margins, offers, (12 * one, 0.6 * one, 0 * one, 0.15 * one), 1e-8 * one
    )
    part = used_part(slope, middle, np.array([0.3]))
    assert slope[0] == pytest.approx(18.0, rel=0.15)
    assert part[0] == pytest.approx(0.99, abs=0.01)


def test_beliefs_about_nobody_fit_beliefs_about_somebody():
    nobody = Beliefs.nobody()
    assert nobody.take(np.zeros(0, dtype=np.int64)).margins.shape[0] == 0
