"""What only shows beside others: twins, lone producers, answers nobody expected."""

from itertools import pairwise

import numpy as np

from iteration.findings.look import Finding
from iteration.models import Round
from proposals.models import Question

About = Question.About
NOTHING = float("nan")
# Lines are mixed into one number; these only have to be large and odd.
MIX, MORE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
# Of a single line, two councils may well propose the same.
TELLING = 2


def twins(look):
    """Councils whose proposal is, line by line, the same as another's."""
    book = look.now.book
    telling = np.flatnonzero(np.diff(book.start) >= TELLING)
    mixed = _mixed(book)
    order = telling[np.argsort(mixed[telling], kind="stable")]
    return [
        Finding(About.TWIN, look.council(second), None, NOTHING, look.council(first))
        for first, second in pairwise(order.tolist())
        if mixed[first] == mixed[second] and _same(book, first, second)
    ]


def _mixed(book):
    """A number for each council that only the same lines give, as good as always."""
    good = book.good.astype(np.uint64) + np.uint64(1)
    line = (good * MIX) ^ (book.quantity.view(np.uint64) * MORE)
    line = (line ^ (line >> np.uint64(29))) * MIX
    line ^= line >> np.uint64(32)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(line, dtype=np.uint64)])
    return sums[book.start[1:]] - sums[book.start[:-1]]


def _same(book, first, second):
    one, other = (
        slice(book.start[row], book.start[row + 1]) for row in (first, second)
    )
    return np.array_equal(book.good[one], book.good[other]) and np.array_equal(
        book.quantity[one], book.quantity[other]
    )


def producers(look):
    """Goods that are requested, and offered by one council or by none."""
    book = look.now.book
    offers = book.quantity < 0
    number = np.bincount(book.good[offers], minlength=book.n_goods)
    wanted = np.bincount(book.good[~offers], minlength=book.n_goods) > 0
    alone = np.flatnonzero(offers & (number[book.good] == 1) & wanted[book.good])
    return [
        Finding(About.SINGLE, None, look.good(place), NOTHING)
        for place in np.flatnonzero(wanted & (number == 0))
    ] + [
        Finding(
            About.SINGLE,
            look.council(book.council[line]),
            look.good(book.good[line]),
            NOTHING,
        )
        for line in alone
    ]


def surprises(look):
    """Who answered the round before far from what its earlier answers let expect."""
    counted = Round.objects.filter(
        period=look.round.period,
        number__lt=look.round.number,
        status=Round.Status.PUBLISHED,
    )
    last = counted.order_by("-number").values_list("outliers", flat=True).first()
    here = set(look.now.council.tolist())
    return [
        Finding(About.SURPRISE, int(key), None, float(size))
        for key, size in last or []
        if key in here
    ]
