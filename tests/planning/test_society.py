"""The Society Account closes: whatever is charged is received, or a named balance."""

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.book import Book
from planning.society import society

# Machines that test are busy.
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def economies(draw):
    n, goods = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, goods - 1))))
    quantity = [draw(st.integers(-(10**12), 10**12).filter(bool)) for _pair in pairs]
    kinds = [draw(st.sampled_from("flpx")) for _good in range(goods)]
    council, good = (
        (list(column) for column in zip(*pairs, strict=True)) if pairs else ([], [])
    )
    book = Book.from_lines(goods, n, council, good, quantity, np.zeros(n, bool))
    prices = [Fraction(draw(st.integers(1, 10**6)), 1000) for _good in range(goods)]
    who = np.array([draw(st.sampled_from("wck")) for _council in range(n)])
    return (
        book,
        prices,
        {
            "producer": who != "k",
            "commons": who == "c",
            "final": np.array([kind == "f" for kind in kinds]),
            "labour": np.array([kind == "l" for kind in kinds]),
            "pollutant": np.array([kind == "p" for kind in kinds]),
        },
    )


@settings(UNHURRIED)
@given(economies())
def test_the_account_closes_whatever_is_proposed(economy):
    book, prices, which = economy
    account = society(book, prices, **which)
    assert account.received == account.carried


def test_what_consumers_offer_and_request_is_no_part_of_it():
    # A household asks for bread that nobody bakes.
    book = Book(1, [0, 1], [0], [50], np.array([False]))
    no, yes = np.array([False]), np.array([True])
    account = society(
        book, [Fraction(1)], producer=no, commons=no, final=yes, labour=no, pollutant=no
    )
    assert account.carried == 0
