"""Lines far from what the same council had counted last: leaps, slips, turned signs."""

import numpy as np

from iteration.findings.look import Finding
from proposals.models import Question

About = Question.About
# Ten times as much, or a tenth; and a thousand times, give or take a third: grams for
# kilograms, or the other way round.
LEAP, SLIP, NEAR = 1.0, 3.0, 0.2


def moved(look):
    """Lines that are there now and then, and differ by a power of ten or in sign."""
    now, before = look.now.book, look.before.book
    here, there = _common(_keys(look.now), _keys(look.before))
    quantity, earlier = now.quantity[here], before.quantity[there]
    turned = (quantity > 0) != (earlier > 0)
    size = np.log10(np.abs(quantity) / np.abs(earlier))
    slip = ~turned & (np.abs(np.abs(size) - SLIP) <= NEAR)
    leap = ~turned & ~slip & (np.abs(size) >= LEAP)
    council, good = now.council[here], now.good[here]
    return [
        Finding(
            about, look.council(council[row]), look.good(good[row]), 10 ** size[row]
        )
        for about, rows in (
            (About.SLIP, slip),
            (About.LEAP, leap),
            (About.TURNED, turned),
        )
        for row in np.flatnonzero(rows)
    ]


def gone(look):
    """Lines that were counted last, of councils that propose something else now."""
    then = look.before
    lost = ~np.isin(_keys(then), _keys(look.now), assume_unique=True)
    stays = np.isin(then.council, look.now.council, assume_unique=True)
    rows = np.flatnonzero(lost & stays[then.book.council])
    council = then.council[then.book.council[rows]]
    return [
        Finding(About.GONE, int(key), look.good(good), float("nan"))
        for key, good in zip(council, then.book.good[rows], strict=True)
    ]


def _keys(sheet):
    """One number for each council and good, ascending as the lines are."""
    return sheet.council[sheet.book.council] * sheet.book.n_goods + sheet.book.good


def _common(one, other):
    """Where the keys stand that both have."""
    place = np.searchsorted(other, one)
    here = place < len(other)
    here[here] = other[place[here]] == one[here]
    return np.flatnonzero(here), place[here]
