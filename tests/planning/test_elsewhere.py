"""Councils on several servers: the same prices as if all were in one book."""

from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
import pytest

from benchmarks.answers import Answers as Councillors
from benchmarks.families import generate
from planning.balance import Balance, total
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.elsewhere import Answers
from planning.newton import DENSE
from planning.pooling import Asked, Told
from tests.planning.test_calibrated import ONE_PERCENT

ROUNDS = 20


def nothing(n):
    return Answers(*np.zeros((4, n)))


class Server:
    """Some councils of a problem, and what is learned of them here alone."""

    def __init__(self, problem, start, rows):
        self.rows = rows
        self.floor = problem.floor
        self.councils = some_of(problem.councils(), rows)
        self.prices, self.state, self.memory = problem.prices(start), None, None

    def rule(self):
        return CalibratedRule(
            prices=self.prices,
            tolerance=ONE_PERCENT,
            floor=self.floor,
            councils=self.councils,
            state=self.state,
            memory=self.memory,
        )

    def hears(self, book, answered):
        self.book, self.answered = lines_of(book, self.rows), answered[self.rows]

    def goes_on(self, rule, prices, state):
        self.prices, self.state, self.memory = prices, state, rule.memory


class Children:
    """The other servers, asked by the first as it would ask over a network."""

    def __init__(self, servers, deaf=()):
        self.servers, self.deaf = servers, deaf
        self.asked, self.sums = 0, {}
        self.here = [each for each in servers if each not in deaf]

    @property
    def balance(self):
        return reduce(add, (total(each.book) for each in self.servers))

    @property
    def silent(self):
        none = np.zeros_like(self.balance.requested)
        return reduce(
            add, (total(each.book) for each in self.deaf), Balance(none, none)
        )

    def listen(self, server, whole, pool):
        rule = server.rule()
        return rule, rule.listen(server.book, server.answered, whole, pool)

    def part(self, name, sums, like):
        found = np.zeros_like(like)
        for server in self.here:
            self.asked += 1
            with pytest.raises(Asked) as caught:
                self.listen(server, self.whole, Told(sums, name))
            found = found + caught.value.part
        return found

    def heard(self, sums, first):
        self.asked += 1
        self.sums = sums
        self.known = [self.listen(each, self.whole, Told(sums)) for each in self.here]
        return [self.told(prices) for prices in first]

    def answers(self, prices):
        self.asked += 1
        return self.told(prices)

    def told(self, prices):
        found = [Answers.of(model.respond(prices)) for _rule, model in self.known]
        return reduce(add, found, nothing(len(prices)))

    def turned(self, prices, direction):
        self.asked += 1
        found = [model.respond(prices).turn(direction) for _rule, model in self.known]
        return reduce(add, np.array(found), np.zeros((2, *direction.shape)))

    def go_on(self, prices):
        for server, (rule, _model) in zip(self.here, self.known, strict=True):
            server.goes_on(rule, prices, rule.take_over(prices))
        for server in self.deaf:
            server.prices = prices


def some_of(councils, rows):
    parts = ("key", "consumer", "substitution", "supply", "capacity")
    taken = {part: getattr(councils, part)[rows] for part in parts}
    income = councils.income
    if income is not None:
        income = replace(income, base=income.base[rows], pool=income.pool[rows])
        income = replace(income, share=councils.income.share[rows])
    return replace(councils, **taken, income=income)


def lines_of(book, rows):
    kept = np.isin(book.council, rows)
    return Book.from_lines(
        book.n_goods,
        len(rows),
        np.searchsorted(rows, book.council[kept]),
        book.good[kept],
        book.quantity[kept],
        book.whole[rows],
    )


def plan(problem, start, servers, deaf=()):
    """Announced prices, round by round, till the proposals agree."""
    councillors, root, announced = Councillors(problem), servers[0], []
    for _ in range(ROUNDS):
        book, answered = councillors.answer(root.prices)
        for each in servers:
            each.hears(book, answered)
        others = Children(servers[1:], deaf) if len(servers) > 1 else None
        rule = root.rule()
        if others is not None:
            others.whole = total(book)
        outcome = rule.answer(root.book, root.answered, elsewhere=others)
        announced.append(outcome.prices)
        if outcome.agreed:
            break
        root.goes_on(rule, outcome.prices, outcome.state)
        if others is not None:
            others.go_on(outcome.prices)
    return announced, outcome, others


def divided(problem, start, parts, seed=0):
    councils = problem.councils()
    place = np.random.default_rng(seed).integers(0, parts, len(councils.key))
    rows = [np.flatnonzero(place == part) for part in range(parts)]
    return [Server(problem, start, each) for each in rows]


@pytest.mark.parametrize(("family", "start"), [("b", "cold"), ("c", "warm")])
@pytest.mark.parametrize("parts", [2, 5])
def test_prices_are_the_same_wherever_the_councils_are(family, start, parts):
    problem = generate(family, 3)
    alone, _outcome, _others = plan(problem, start, divided(problem, start, 1))
    together, outcome, others = plan(problem, start, divided(problem, start, parts))
    assert len(together) == len(alone)
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-6)
    assert outcome.agreed
    assert others.sums.keys() >= {"noise", "common", "dealers", "halves"}


@pytest.mark.parametrize(("family", "more"), [("b", 0), ("b2", 0), ("a2", 1)])
def test_many_goods_take_as_many_rounds_and_few_questions(family, more, monkeypatch):
    """Where every question is a journey, the slopes are read from the answers."""
    problem = generate(family, 3, scale=6, per_good=6)
    assert len(problem.floor) > DENSE
    alone, _outcome, _others = plan(problem, "cold", divided(problem, "cold", 1))
    monkeypatch.setattr(Children, "turned", None)
    together, outcome, others = plan(problem, "cold", divided(problem, "cold", 2))
    assert outcome.agreed
    assert len(together) <= len(alone) + more
    # Those of the last round, sums of all councils among them.
    assert others.asked <= 11
    if family == "b":
        np.testing.assert_allclose(together, alone, rtol=2e-2)


@pytest.mark.parametrize("family", ["b", "b2", "c"])
def test_servers_that_answer_no_trial_prices_cost_rounds_not_agreement(family):
    problem = generate(family, 3)
    servers = divided(problem, "cold", 3)
    alone, _outcome, _others = plan(problem, "cold", divided(problem, "cold", 1))
    announced, outcome, _others = plan(problem, "cold", servers, deaf=servers[2:])
    assert outcome.agreed
    assert len(announced) <= 3 * len(alone)


def test_nobody_answers_trial_prices_and_the_year_still_agrees():
    problem = generate("b", 4)
    servers = divided(problem, "cold", 4)
    announced, outcome, _others = plan(problem, "cold", servers, deaf=servers[1:])
    assert outcome.agreed
    assert len(announced) <= 14


def test_totals_elsewhere_count_exactly():
    rule = CalibratedRule(prices=np.ones(1), tolerance=ONE_PERCENT)
    book = Book(1, [0, 1], [0], [7], np.array([False]))

    class Others(Children):
        balance = silent = Balance(np.array([2**60]), np.array([3]))

        def part(self, _name, _sums, like):
            return np.zeros_like(like)

    others = Others([])
    others.known = []
    others.heard = lambda _sums, _first: []
    outcome = rule.answer(book, elsewhere=others)
    assert outcome.balance.requested.tolist() == [2**60 + 7]
    assert outcome.balance.offered.tolist() == [3]


def test_totals_too_large_together_are_refused():
    half = Balance(np.array([2**61]), np.array([0]))
    with pytest.raises(OverflowError):
        half + half
