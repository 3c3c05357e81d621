import numpy as np

from planning.ratio import ratio
from tests.planning.economies import make_book, recipe, single


def test_the_ratio_is_value_offered_over_value_requested():
    book = make_book(
        2, recipe(a=-10, b=4), recipe(a=8, b=-3), single(a=5), recipe(a=-5), single()
    )
    found = ratio(book, np.array([1.0, 2.0]))
    assert found.tolist() == [10 / 8, 6 / 8, 0.0, np.inf, np.inf]


def test_the_ratio_does_not_depend_on_the_currency():
    book, prices = make_book(2, recipe(a=-10, b=4)), np.array([1.0, 2.0])
    assert ratio(book, 1e6 * prices) == ratio(book, prices)
