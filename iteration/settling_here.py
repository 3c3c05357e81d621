"""This server's part of a settlement with others: questions answered, plan kept."""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.conf import settings

from councils.models import Person
from iteration.catalogue import read_prices
from iteration.models import Plan, Round
from iteration.services.keeping import keep_plan, things_of
from iteration.sharing import Here
from iteration.tickets import tickets
from ledger.canonical import canonical, digest
from planning.across import settle_parts
from planning.answers import Answer, added
from planning.book import Book
from planning.messages import KINDS, as_plain, from_plain
from planning.part import SettlingPart
from planning.questions import Finish, Question
from planning.settle import Settlement

NAMES = {question: name for name, (question, _answer) in KINDS.items()}
FIGURES = ("cut_value", "largest_cut", "residual", "integrality_cost")


class SettlingHere:
    """The councils here, with goods by their codes as they go over the wire.

    ``salted``: names of councils alone did not tell everybody apart.
    """

    def __init__(self, round: Round, *, salted: bool = False) -> None:
        self.round, self.here = round, Here(round)
        catalogue, order, sheet = self.here.catalogue, self.here.order, self.here.sheet
        place = order.back(np.arange(len(order.places)))
        book = sheet.book
        council = np.repeat(np.arange(book.n_councils), np.diff(book.start))
        good = place[book.good] if len(book.good) else book.good
        # The lines of each council in the order of the codes, and back.
        self.lines = np.lexsort((good, council))
        ordered = good[self.lines], book.quantity[self.lines]
        self.prices = order.out(read_prices(round, catalogue))
        self.slack = order.out(catalogue.slack)
        self.part = SettlingPart(
            Book(book.n_goods, book.start, *ordered, book.whole),
            self.prices,
            self.slack,
            order.out(things_of(catalogue)),
            tickets(round.period, sheet, settings.BASE_URL if salted else ""),
        )

    def answer(self, name: str, plain: Any) -> dict[str, Any]:
        """The answer to a question that came as text. ValueError for what is none."""
        return as_plain(self.part.answer(read_question(name, plain)))

    def quantity(self, finish: Finish) -> np.ndarray:
        """What each line is assigned, in the order of the sheet."""
        found = np.empty(len(self.lines), dtype=np.int64)
        found[self.lines] = self.part.assign(finish)[0]
        return found

    def settle(
        self, others: Callable[[str, Any], list[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Settle with other servers; what `keep` takes, ready for JSON.

        ``others`` puts a question to them, and returns the answers as they came.
        """

        def ask(question: Question) -> Answer:
            name = NAMES[type(question)]
            there = others(name, as_plain(question))
            found = [self.part.answer(question)]
            return added(found + [from_plain(KINDS[name][1], each) for each in there])

        accord = settle_parts(ask, self.prices, self.slack)
        return {
            "finish": as_plain(accord.finish),
            "units": " ".join(map(str, accord.units.tolist())),
            "integral_councils": accord.integral_councils,
        } | {name: repr(float(getattr(accord, name))) for name in FIGURES}

    def keep(self, accord: dict[str, Any], *, actor: Person | None = None) -> Plan:
        """Keep what all settled on, as far as it is of this server.

        Raises ValueError if it is none, ValidationError ``state`` if a plan is kept
        already.
        """
        quantity = self.quantity(from_plain(Finish, accord["finish"]))
        units = np.array([int(each) for each in accord["units"].split()], np.int64)
        n = len(self.prices)
        if len(units) != 2 * n:
            raise ValueError("the units are not those of the goods of this year")
        sides = self.here.order.back(units.reshape(2, n).T).T
        book = self.here.sheet.book
        own = np.zeros((2, n), dtype=np.int64)
        np.add.at(own[0], book.good, np.maximum(quantity, 0))
        np.add.at(own[1], book.good, np.maximum(-quantity, 0))
        there = sides - own
        if (there < 0).any():
            raise ValueError("less is assigned in all than is assigned here")
        keys = self.here.catalogue.keys.tolist()
        columns = zip(keys, there.T.tolist(), strict=True)
        return keep_plan(
            round=self.round,
            counted=self.here,
            settlement=Settlement(
                quantity=quantity,
                share=np.array([1.0 - float(accord["largest_cut"])]),
                cut_value=float(accord["cut_value"]),
                multipliers=np.zeros(n),
                residual=float(accord["residual"]),
                integrality_cost=float(accord["integrality_cost"]),
                integral_councils=int(accord["integral_councils"]),
            ),
            elsewhere={str(key): pair for key, pair in columns if any(pair)},
            accord=digest(canonical(accord)),
            actor=actor,
        )


def read_question(name: str, plain: Any) -> Question:
    """A question from text. Raises ValueError."""
    if name not in KINDS:
        raise ValueError("there is no such question")
    found: Question = from_plain(KINDS[name][0], plain)
    return found


def add_texts(name: str, plain: list[dict[str, Any]]) -> dict[str, Any]:
    """One answer from several, all as text. Raises ValueError."""
    kind = KINDS[name][1]
    return as_plain(added([from_plain(kind, each) for each in plain]))
