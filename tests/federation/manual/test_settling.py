"""The lines of Python in docs/federation-trials.md answer as the service does."""

import numpy as np
import pytest

from iteration.tickets import ticket
from planning.across import settle_parts
from planning.answers import added
from planning.book import Book
from planning.messages import KINDS, as_plain
from planning.part import SettlingPart
from planning.questions import (
    At,
    Finish,
    Floors,
    Heights,
    Losses,
    Ranks,
    Remaining,
    Rooms,
    Slopes,
    Spread,
)
from planning.settle import settle
from planning.terms import Look, Terms
from tests.federation.manual.reading import blocks

GOODS, COUNCILS = 3, 7
NAMES = {question: name for name, (question, _answer) in KINDS.items()}
CODE = {}
exec(blocks("-trials")["python", "settling"], CODE)


class Councils:
    """Councils of which none makes anything of other things."""

    def __init__(self, seed):
        draw = np.random.default_rng(seed)
        quantity = draw.integers(-900, 900, (COUNCILS, GOODS))
        self.tickets = np.array(
            [ticket("2027", f"council-{each}") for each in range(COUNCILS)]
        )
        kept = quantity != 0
        start = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
        good, units = np.nonzero(kept)[1], quantity[kept]
        whole = np.zeros(COUNCILS, dtype=bool)
        self.prices = draw.uniform(0.5, 4.0, GOODS)
        self.slack = np.array([True, False, False])
        book = Book(GOODS, start, good, units, whole)
        self.part = SettlingPart(book, self.prices, self.slack, tickets=self.tickets)
        owner = np.repeat(self.tickets, np.diff(start))
        side = np.where(units < 0, good + GOODS, good)
        columns = (side.tolist(), np.abs(units).tolist(), owner.tolist())
        self.lines = list(zip(*columns, strict=True))

    def both(self, question):
        """The answer of the service, and that of the manual's lines."""
        name = NAMES[type(question)]
        plain = as_plain(question)
        mine = CODE["answer"](name, plain, self.lines, GOODS)
        return as_plain(self.part.answer(question)), mine


def questions(seed):
    draw = np.random.default_rng(seed)
    terms = Terms(
        np.array([False, False, True]),
        np.full(GOODS, 10**6),
        np.zeros(GOODS, dtype=np.int64),
        (),
    )
    cuts = draw.uniform(-1.2, 1.2, GOODS)
    sides = 2 * GOODS
    sign, level = draw.integers(-1, 2, sides), draw.integers(0, 40, sides)
    key = draw.integers(0, 2**63 - 1, sides)
    last = np.full(sides, 2**63 - 1)
    some = draw.random(sides) < 0.7
    some[0] = True
    yield Remaining(terms.dead, ())
    yield Spread(terms.dead, terms.size, ())
    yield At(terms, cuts, None, 50)
    yield Slopes(terms, cuts, None, 50, 1)
    yield Heights(terms, np.array([cuts, -cuts]))
    one = np.array([True])
    yield Losses(terms, cuts, Look(one, np.array([0]), 60, 3, None))
    yield Floors(terms, cuts)
    yield Rooms(terms, cuts, sign, np.array([level, level + 9]))
    none = np.zeros(sides, dtype=np.int64)
    yield Ranks(terms, cuts, sign, none, Look(some, none, 58, 5, None))
    yield Finish(terms, cuts, sign, level, key, last, 5e3)
    yield Finish(terms, cuts, sign, none, key, none, 5e3)


@pytest.mark.parametrize("seed", range(8))
def test_every_answer_is_that_of_the_service(seed):
    councils = Councils(seed)
    asked = list(questions(seed))
    assert {NAMES[type(each)] for each in asked} == KINDS.keys()
    for question in asked:
        found, mine = councils.both(question)
        assert mine == found, NAMES[type(question)]


@pytest.mark.parametrize("sign", [1, -1])
def test_tickets_decide_among_equals(sign):
    councils = Councils(3)
    side, _limit, drawn = councils.lines[0]
    cuts = np.zeros(GOODS)
    terms = Terms(
        np.zeros(GOODS, bool), np.full(GOODS, 10**6), np.zeros(GOODS, int), ()
    )
    line = CODE["Line"](*councils.lines[0], cuts.tolist())
    signs, none = np.full(2 * GOODS, sign), np.zeros(2 * GOODS, dtype=np.int64)
    key = np.full(2 * GOODS, line.key(sign))
    looked = np.arange(2 * GOODS) == side
    look = Look(looked, np.full(2 * GOODS, drawn >> 4), 1, 3, key)
    found, mine = councils.both(Ranks(terms, cuts, signs, none, look))
    assert mine == found
    for least in (drawn, drawn - 1):
        edge = np.full(2 * GOODS, least)
        found, mine = councils.both(Finish(terms, cuts, signs, none, key, edge, 1.0))
        assert mine == found


def test_a_year_is_settled_with_the_manuals_lines_as_with_the_service():
    here = Councils(1)
    prices, slack = here.prices, here.slack

    def ask(question):
        found, mine = here.both(question)
        assert mine == found
        return added([here.part.answer(question)])

    accord = settle_parts(ask, prices, slack)
    whole = settle(here.part.own.book, prices, slack, tickets=here.tickets)
    assigned, _share = here.part.assign(accord.finish)
    assert assigned.tolist() == whole.quantity.tolist()


def test_a_ticket_is_drawn_as_the_service_draws_it():
    assert CODE["ticket"]("2027", "north") == ticket("2027", "north")
    salted = CODE["ticket"]("2027", "north", "https://a.example")
    assert salted == ticket("2027", "north", "https://a.example")
