"""What parts of a settlement tell each other, and what they refuse to be told."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from planning.across import settle_parts
from planning.answers import Answer
from planning.messages import KINDS, as_plain, from_plain
from planning.part import SettlingPart
from planning.questions import (
    At,
    Heights,
    Losses,
    Question,
    Ranks,
    Remaining,
    Rooms,
    Spread,
)
from planning.terms import Look, Since, Terms, Turn
from tests.planning.economies import make_book, make_economy, recipe, single


def test_messages_are_texts_so_that_no_reader_of_json_rounds_them():
    year = make_economy(1, makers=6, users=6, goods=4)
    book, prices = year
    part = SettlingPart(book, prices, np.zeros(book.n_goods, dtype=bool))

    def ask(question):
        found = part.answer(question)
        assert all_texts(as_plain(question))
        assert all_texts(as_plain(found))
        return found

    settle_parts(ask, prices, np.zeros(book.n_goods, dtype=bool))


def all_texts(plain):
    if isinstance(plain, dict):
        return all(map(all_texts, plain.values()))
    if isinstance(plain, list):
        return all(map(all_texts, plain))
    return plain is None or isinstance(plain, str)


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ([], "must be a dictionary"),
        ({"turns": "1"}, "lacks multipliers"),
        ({"multipliers": "nan", "turns": "1"}, "not finite"),
        ({"multipliers": "1", "turns": "x"}, "invalid literal"),
        ({"multipliers": 1, "turns": "1"}, "text is missing"),
    ],
)
def test_what_is_no_message_is_refused(plain, message):
    with pytest.raises(ValueError, match=message):
        from_plain(Since, plain)


@pytest.fixture
def part():
    """Bakers, and the terms of a question to them."""
    book = make_book(2, recipe(a=-10, b=5), single(a=8, b=-9))
    return SettlingPart(book, np.ones(2), np.array([False, True]))


GOODS = np.zeros(2)
SIDES = np.zeros(4, dtype=np.int64)
TERMS = Terms(GOODS > 0, np.array([18, 14]), SIDES[:2], ())
NONE = Since(np.zeros(3), 0)


def look(**changes):
    plain = {"open": SIDES == 0, "prefix": SIDES, "shift": 60, "bits": 3, "tied": None}
    return Look(**(plain | changes))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Remaining(np.zeros(3, dtype=bool), ()), "dead"),
        (At(TERMS, np.zeros(3), None, 9), "multipliers"),
        (At(TERMS, GOODS * np.nan, None, 9), "multipliers"),
        (At(TERMS, GOODS, NONE, 9), "multipliers"),
        (At(replace(TERMS, size=SIDES[:2]), GOODS, None, 9), "size"),
        (At(replace(TERMS, turns=(Turn(GOODS > 0, GOODS, 2**64, 0),)), GOODS, None, 9),
         "key"),
        (At(TERMS, GOODS, None, -1), "room"),
        (At(replace(TERMS, size=np.array([9, 14])), GOODS, None, 9), "alone deal in"),
        (Spread(GOODS > 0, np.array([18, 4]), ()), "alone deal in"),
        (Heights(TERMS, np.zeros((17, 2))), "multipliers"),
        (Rooms(TERMS, GOODS, SIDES, SIDES[None, :] - 1), "level"),
        (Ranks(TERMS, GOODS, SIDES + 2, SIDES, look()), "sign"),
        (Ranks(TERMS, GOODS, SIDES, SIDES, look(bits=40)), "bits"),
        (Ranks(TERMS, GOODS, SIDES, SIDES, look(shift=62)), "digits"),
        (Ranks(TERMS, GOODS, SIDES, SIDES, look(prefix=SIDES[:3])), "prefix"),
        (Losses(TERMS, GOODS, look()), "open"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(part, question, message):
    with pytest.raises(ValueError, match=message):
        part.answer(question)


def test_answers_that_do_not_fit_each_other_are_refused(part):
    mine = part.answer(At(TERMS, GOODS, None, 9))
    for other in (
        replace(mine, excess=mine.excess[:1]),
        replace(mine, gram=replace(mine.gram, n_goods=3)),
        replace(mine, gram=replace(mine.gram, pairs=mine.gram.pairs - 9)),
    ):
        with pytest.raises(ValueError, match=r"two parts|not there"):
            mine + other


def test_every_question_and_answer_has_a_name():
    asked, told = zip(*KINDS.values(), strict=True)
    assert set(asked) == set(get_args(Question))
    assert set(told) == set(Answer.__subclasses__())
