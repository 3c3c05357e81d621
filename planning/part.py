"""One part of a settlement: the councils of one server, and what it says of them."""

from typing import Any

import numpy as np

from planning import gram, pull, questions
from planning.answers import (
    Answer,
    Assigned,
    Counts,
    Floor,
    Levels,
    Pull,
    Sides,
    Spreads,
    Tall,
)
from planning.apportion import room_below
from planning.arrays import Bools, Floats, Ints
from planning.askable import check
from planning.book import Book
from planning.ceilings import Moves
from planning.exact import count_all
from planning.questions import Question
from planning.slopes import Gram
from planning.targets import Targets
from planning.terms import Terms


class SettlingPart:
    """Some councils of a settlement, wherever they are at home.

    Parameters
    ----------
    book : Book
        Their proposals.
    prices, slack, things
        As for `planning.settle.settle`, the same for all parts.
    tickets : (n_councils,) int64 array or None
        As for `planning.settle.settle`; no two councils of all parts have the same.
        None will do only if there is no other part.

    """

    def __init__(
        self,
        book: Book,
        prices: Floats,
        slack: Bools,
        things: Bools | None = None,
        tickets: Ints | None = None,
    ) -> None:
        self.own = Targets(book, prices, slack, things, tickets)
        self._answers: dict[type, Any] = {
            questions.Remaining: self._remaining,
            questions.Spread: self._spread,
            questions.At: self._at,
            questions.Slopes: self._slopes,
            questions.Heights: self._heights,
            questions.Losses: self._losses,
            questions.Floors: self._floors,
            questions.Rooms: self._rooms,
            questions.Ranks: self._ranks,
            questions.Finish: self._finish,
        }

    def answer(self, question: Question) -> Answer:
        """Answer for the councils of this part; the same whenever it is asked.

        Returns
        -------
        Answer
            Sums, to be added to those of other parts (`planning.answers.added`).

        Raises
        ------
        ValueError
            If the question makes no sense, or is of other goods.

        """
        check(question, len(self.own.prices))
        if isinstance(question, questions.Spread):
            self.own.check_size(question)
        elif not isinstance(question, questions.Remaining):
            self.own.check_size(question.terms)
        found: Answer = self._answers[type(question)](question)
        return found

    def assign(self, question: questions.Finish) -> tuple[Ints, Floats]:
        """What the last question assigns to the councils of this part.

        Returns
        -------
        (n_lines,) int64 array
            Smallest units, with the signs of the book.
        (n_lines,) float array
            The part that is left of each line, before rounding to whole units.

        """
        return self.own.assigned(question)

    def _remaining(self, question: questions.Remaining) -> Sides:
        ceilings = self.own.ceilings(question.turns)
        lumpy = pull.lumpy(ceilings)
        return Sides(pull.remaining(ceilings, question.dead), self.own.others, lumpy)

    def _spread(self, question: questions.Spread) -> Spreads:
        ceilings, credit = self.own.ceilings(question.turns), self.own.prices
        return Spreads(gram.spread(ceilings, question.dead, credit * question.size))

    def _at(self, question: questions.At) -> Pull:
        terms, ceilings = question.terms, self.own.ceilings(question.terms.turns)
        moves = self.own.moves(terms, question.multipliers)
        lines = self.own.kept.get(
            "lines",
            [terms.size, terms.turns],
            lambda: pull.lines_of(ceilings, terms.size),
        )
        present = self.own.kept.get(
            "present",
            [terms.dead, terms.turns],
            lambda: pull.present(ceilings, terms.dead),
        )
        return Pull(
            pull.excess(ceilings, lines, moves),
            self._height(terms, question.multipliers, moves),
            present,
            len(self.own.losing(terms, question.multipliers).group),
            self._gram(question, 0),
        )

    def _slopes(self, question: questions.Slopes) -> Pull:
        n = len(self.own.prices)
        none, sides = np.zeros(n, dtype=np.int64), np.zeros(2 * n, dtype=np.int64)
        return Pull(none, 0, sides, 0, self._gram(question, question.row))

    def _gram(self, question: questions.At | questions.Slopes, row: int) -> Gram:
        now = self._moving(question.terms, question.multipliers)
        before, since = None, question.since
        if since is not None:
            then = self.own.earlier(question.terms, since.turns)
            before = self._moving(then, since.multipliers)
        return gram.change(before, now, row, question.room)

    def _moving(self, terms: Terms, multipliers: Floats) -> tuple[Any, Bools]:
        credit = self.own.prices * terms.size
        rows = self.own.kept.get(
            "rows",
            [terms.size, terms.grid, terms.turns],
            lambda: gram.rows(self.own.ceilings(terms.turns), credit, terms.grid),
        )
        return rows, self.own.moves(terms, multipliers).moving

    def _height(self, terms: Terms, multipliers: Floats, moves: Moves) -> int:
        bound = pull.bound_of(self.own.prices * terms.size, multipliers)
        return pull.height(moves, bound)

    def _heights(self, question: questions.Heights) -> Tall:
        terms, ceilings = question.terms, self.own.ceilings(question.terms.turns)
        found = [
            self._height(terms, each, ceilings.moves(terms.dead, each))
            for each in question.multipliers
        ]
        return Tall(np.array(found, dtype=np.int64))

    def _losses(self, question: questions.Losses) -> Counts:
        ranked = self.own.losing(question.terms, question.multipliers)
        every = np.ones(len(ranked.group), dtype=np.bool_)
        return Counts(ranked.count(lambda: every, question.look))

    def _floors(self, question: questions.Floors) -> Floor:
        figures = self.own.floored(question.terms, question.multipliers)
        asked = self.own.asked(question.terms, question.multipliers, figures)
        return Floor(
            figures.sums,
            figures.parts,
            asked.sums,
            asked.parts,
            figures.open(1),
            figures.open(-1),
        )

    def _rooms(self, question: questions.Rooms) -> Levels:
        figures = self.own.floored(question.terms, question.multipliers)
        return Levels(room_below(figures, question.sign, question.level))

    def _ranks(self, question: questions.Ranks) -> Counts:
        figures = self.own.floored(question.terms, question.multipliers)
        return Counts(figures.count(question.sign, question.level, question.look))

    def _finish(self, question: questions.Finish) -> Assigned:
        units, share = self.assign(question)
        lost, lowered = self.own.lost(question.terms, question.multipliers)
        return Assigned(
            units=self.own.by_side(np.abs(units)),
            lost=count_all(lost, question.bound),
            lowered=lowered,
            largest_cut=float((1.0 - share).max(initial=0.0)),
        )
