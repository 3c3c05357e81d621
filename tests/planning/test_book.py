import numpy as np
import pytest

from planning.book import Book
from tests.planning.economies import make_book, recipe, single


def test_lines_in_any_order_make_the_same_book():
    book = Book.from_lines(3, 2, [1, 0, 1], [2, 1, 0], [5, -6, 7], [False, True])
    assert book.start.tolist() == [0, 1, 3]
    assert book.good.tolist() == [1, 0, 2]
    assert book.quantity.tolist() == [-6, 7, 5]


def test_a_council_may_have_no_lines():
    book = make_book(2, recipe(a=-1), single(), single(b=3))
    assert book.n_councils == 3
    assert book.council.tolist() == [0, 2]


def test_a_book_may_be_empty():
    book = make_book(2)
    assert (book.n_councils, book.n_lines) == (0, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantity": [1, 0, 3]}, "line 1 has the quantity 0"),
        ({"quantity": [1, 2]}, "3 goods but 2 quantities"),
        ({"quantity": [1.0, 2.0, 3.0]}, "quantity must be"),
        ({"good": [0, 1, 2]}, "outside 0…1"),
        ({"good": [-1, 1, 0]}, "outside 0…1"),
        ({"good": [1, 0, 0]}, "goods of council 0 are not ascending"),
        ({"good": [1, 1, 0]}, "or it names one twice"),
        ({"start": [0, 2]}, "start has 2 entries for 2 councils"),
        ({"start": [0, 2, 4]}, "rise from 0 to the number of lines"),
        ({"start": [1, 2, 3]}, "rise from 0 to the number of lines"),
        ({"start": [0, 4, 3]}, "rise from 0 to the number of lines"),
        ({"whole": [0, 1]}, "whole must be"),
        ({"quantity": np.array([1, 2, 2**63], dtype=np.uint64)}, "64 bits"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(change, message):
    arrays = {
        "start": [0, 2, 3],
        "good": [0, 1, 0],
        "quantity": [-10, 5, 8],
        "whole": [True, False],
    }
    assert Book(2, **arrays).n_lines == 3
    with pytest.raises(ValueError, match=message):
        Book(2, **arrays | change)


@pytest.mark.parametrize(
    ("council", "message"),
    [([0, 2], "outside 0…1"), ([0], "differ in length"), ([0, 0], "one twice")],
)
def test_lines_that_do_not_fit_are_refused(council, message):
    with pytest.raises(ValueError, match=message):
        Book.from_lines(2, 2, council, [0, 0], [1, 1], [True, False])
