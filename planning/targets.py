"""What the lines of a part should be at some multipliers, before units are handed."""

import numpy as np

from planning import pull
from planning.arrays import Bools, Floats, Ints, count_up
from planning.balance import LIMIT, total
from planning.blocks import Blocks
from planning.book import Book
from planning.ceilings import Ceilings, Moves
from planning.floored import Floored, Ranked
from planning.kept import Kept
from planning.lots import checked_tickets
from planning.lumps import EXACT
from planning.questions import Finish, Spread
from planning.rounding import checked_prices
from planning.terms import Terms, Turn

REMEMBERED = 2


class Targets:
    """The lines of some councils, and what is computed of them again and again.

    Parameters are those of `planning.part.SettlingPart`.
    """

    def __init__(
        self,
        book: Book,
        prices: Floats,
        slack: Bools,
        things: Bools | None,
        tickets: Ints | None,
    ) -> None:
        self.book, self.prices, self.slack = (
            book,
            checked_prices(prices, "price"),
            slack,
        )
        none = np.zeros(book.n_goods, dtype=np.bool_)
        self.things = none if things is None else things
        if not len(prices) == len(slack) == len(self.things) == book.n_goods:
            raise ValueError(
                f"prices, slack and things must be of {book.n_goods} goods"
            )
        _check_size(book)
        tickets = checked_tickets(tickets, book.n_councils)
        self.ticket = np.repeat(tickets, np.diff(book.start))
        self.limit = np.abs(book.quantity)
        self.side = (book.quantity < 0) * np.int64(book.n_goods) + book.good
        self.blocks = Blocks.of(book, self.prices)
        self.others = self.by_side(self.limit)
        self.others -= count_up(
            self.blocks.side, np.abs(self.blocks.quantity), 2 * book.n_goods
        )
        self.kept = Kept(REMEMBERED)
        self._first = Ceilings.first(self.blocks, self.things, tickets)

    def by_side(self, units: Ints) -> Ints:
        """(2 n_goods,) Sums of lines on both sides of every good."""
        return count_up(self.side, units, 2 * self.book.n_goods)

    def ceilings(self, turns: tuple[Turn, ...]) -> Ceilings:
        """The recipes after some turns."""
        if not turns or not len(self._first.lumps.block):
            return self._first
        return self.kept.get(
            "ceilings",
            [turns],
            lambda: self.ceilings(turns[:-1]).after(turns[-1]),
        )

    def check_size(self, terms: Terms | Spread) -> None:
        """ValueError if these councils alone deal in more than the sizes of goods."""

        def make() -> bool:
            units = pull.remaining(self.ceilings(terms.turns), terms.dead)
            requested, offered = np.split(units, 2)
            return bool((requested + offered <= terms.size).all())

        if not self.kept.get("fits", [terms.dead, terms.size, terms.turns], make):
            raise ValueError("size is less than these councils alone deal in")

    def earlier(self, terms: Terms, turns: int) -> Terms:
        """The terms when there had been only so many turns."""
        return Terms(terms.dead, terms.size, terms.grid, terms.turns[:turns])

    def moves(self, terms: Terms, multipliers: Floats) -> Moves:
        """What the recipes answer."""
        return self.kept.get(
            "moves",
            [terms.dead, terms.turns, multipliers],
            lambda: self.ceilings(terms.turns).moves(terms.dead, multipliers),
        )

    def shares(self, terms: Terms, multipliers: Floats) -> Floats:
        """(n_lines,) The part that is left of each line."""
        lone = np.concatenate([1.0 - multipliers, 1.0 + multipliers])
        share: Floats = np.clip(lone, 0.0, 1.0)[self.side]
        mine = self.ceilings(terms.turns).whole_share(
            self.moves(terms, multipliers).share
        )
        share[self.blocks.line] = mine[self.blocks.line_block]
        return share

    def target(self, terms: Terms, multipliers: Floats) -> Floats:
        """(n_lines,) Units; whole numbers are whole in recipes of whole things."""
        share = self.shares(terms, multipliers)
        target = self.limit * share
        lumps, blocks = self._first.lumps, self.blocks
        if not len(lumps.block):
            return target
        made = blocks.line[lumps.entry]
        target[made] = np.floor(lumps.limit * share[made] + EXACT)
        recipes = np.zeros(blocks.n_blocks, dtype=np.bool_)
        recipes[lumps.block] = True
        lines = blocks.line[recipes[blocks.line_block]]
        near = np.rint(target[lines])
        missed = np.abs(target[lines] - near) <= EXACT
        target[lines[missed]] = near[missed]
        return target

    def floored(self, terms: Terms, multipliers: Floats) -> Floored:
        """The targets rounded down, by sides of goods."""
        return self.kept.get(
            "floored",
            [terms.dead, terms.turns, multipliers],
            lambda: self._floor(self.target(terms, multipliers)),
        )

    def asked(self, terms: Terms, multipliers: Floats, plain: Floored) -> Floored:
        """The same if nobody works with part of a machine, if there is a whole one."""
        goods = self.things & self.slack
        if not goods.any():
            return plain
        blocks, target = self.blocks, self.target(terms, multipliers)
        needed = blocks.line[goods[blocks.good] & (blocks.quantity > 0)]
        target[needed] = np.ceil(target[needed] - EXACT)
        return self._floor(target)

    def losing(self, terms: Terms, multipliers: Floats) -> Ranked:
        """Recipes that make no whole things, by what they would lose."""

        def make() -> Ranked:
            ceilings = self.ceilings(terms.turns)
            places, keys = ceilings.off(terms.dead, multipliers)
            one_group = np.zeros(len(places), dtype=np.int64)
            return Ranked(
                one_group,
                ceilings.tickets[places],
                lambda mine, shift: keys[mine] >> shift,
            )

        return self.kept.get("losing", [terms.dead, terms.turns, multipliers], make)

    def lost(self, terms: Terms, multipliers: Floats) -> tuple[Floats, int]:
        """Value each recipe loses for whole things, and how many are lower for it."""
        if not terms.turns:
            return np.zeros(0), 0
        best = terms.turns[0]
        before = self._first.moves(best.dead, best.multipliers).share
        ceilings = self.ceilings(terms.turns)
        share = ceilings.whole_share(self.moves(terms, multipliers).share)
        lower = np.zeros(len(share), dtype=np.bool_)
        lower[ceilings.lumps.block] = True
        lower &= share < before - EXACT
        value = np.abs(self.blocks.value)
        lost = value * (before - share)[self.blocks.line_block]
        return lost, int(lower.sum())

    def assigned(self, question: Finish) -> tuple[Ints, Floats]:
        """(n_lines,) What is assigned, in units, and shares before rounding."""

        def make() -> tuple[Ints, Floats]:
            figures = self.floored(question.terms, question.multipliers)
            units = figures.handed(
                question.sign, question.level, question.key, question.ticket
            )
            np.negative(units, out=units, where=self.book.quantity < 0)
            return units, self.shares(question.terms, question.multipliers)

        return self.kept.get("assigned", [question], make)

    def _floor(self, target: Floats) -> Floored:
        groups = 2 * self.book.n_goods
        return Floored.of(target, self.limit, self.side, self.ticket, groups)


def _check_size(book: Book) -> None:
    """Refuse a book one of whose totals could be too large."""
    if not book.n_lines:
        return
    largest = max(int(book.quantity.max()), -int(book.quantity.min()))
    if largest * book.n_lines >= LIMIT:
        total(book)
