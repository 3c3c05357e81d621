"""Books divided among parts, and parts that are asked through a tree of messages."""

import json

import numpy as np

from planning.across import MESSAGE, settle_parts
from planning.book import Book
from planning.messages import as_plain, from_plain
from planning.part import SettlingPart
from planning.settle import settle


def portion(book, councils):
    """The book of some of the councils, in that order."""
    lines = [np.arange(*book.start[each : each + 2]) for each in councils]
    places = np.concatenate([np.zeros(0, dtype=np.int64), *lines])
    start = np.concatenate([[0], np.cumsum([len(each) for each in lines])])
    whole = book.whole[councils]
    return Book(
        book.n_goods,
        start.astype(np.int64),
        book.good[places],
        book.quantity[places],
        whole,
    ), places


class Servers:
    """Parts of a book on servers, each of which passes on the sum of those below.

    ``at`` is the server of each council, ``parent`` the server above each, -1 the top.
    """

    def __init__(self, book, prices, slack, things, tickets, at, parent, order=None):
        self.book, self.parent = book, parent
        self.order = list(range(len(parent))) if order is None else order
        self.prices, self.slack = prices, slack
        self.places, self.parts = [], []
        for server in range(len(parent)):
            councils = np.flatnonzero(at == server)
            own, places = portion(book, councils)
            self.places.append(places)
            self.make = lambda own, councils: SettlingPart(
                own, prices, slack, things, tickets[councils]
            )
            self.parts.append((own, councils, self.make(own, councils)))
        self.questions, self.largest = 0, 0
        self.forgetful = False

    def ask(self, question):
        """Put a question to the top; every hop is by JSON."""
        self.questions += 1
        return self._at(self.parent.index(-1), question)

    def _at(self, server, question):
        question = self._hop(question)
        own, councils, part = self.parts[server]
        if self.forgetful:
            part = self.make(own, councils)
        below = [each for each in self.order if self.parent[each] == server]
        found = part.answer(question)
        for each in below:
            found = self._at(each, question) + found
        return self._hop(found)

    def _hop(self, message):
        text = json.dumps(as_plain(message))
        self.largest = max(self.largest, len(text))
        return from_plain(type(message), json.loads(text))

    def settle(self, fit=MESSAGE):
        """The accord, and what all councils are assigned, in the lines of the book."""
        accord = settle_parts(self.ask, self.prices, self.slack, fit)
        quantity = np.zeros(self.book.n_lines, dtype=np.int64)
        share = np.zeros(self.book.n_lines)
        finish = self._hop(accord.finish)
        for places, (_own, _councils, part) in zip(
            self.places, self.parts, strict=True
        ):
            quantity[places], share[places] = part.assign(finish)
        return accord, quantity, share


def same(book, prices, slack, things, tickets, servers, fit=MESSAGE):
    """Assert that servers settle on what one book settles on, to the last digit."""
    whole = settle(book, prices, slack, things, tickets)
    accord, quantity, share = servers.settle(fit)
    assert quantity.tolist() == whole.quantity.tolist()
    assert share.tolist() == whole.share.tolist()
    assert accord.multipliers.tolist() == whole.multipliers.tolist()
    for name in (
        "cut_value", "largest_cut", "residual", "integrality_cost",
        "integral_councils",
    ):  # fmt: skip
        assert getattr(accord, name) == getattr(whole, name), name
