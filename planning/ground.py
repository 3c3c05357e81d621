"""A counted round to simulate from, and what is known of its councils."""

from collections.abc import Sequence
from dataclasses import dataclass

from planning.arrays import Bools, Floats
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils
from planning.foresight import Foresight
from planning.outcome import Outcome
from planning.rule import Rule


@dataclass(frozen=True, eq=False)
class Ground:
    """A counted round, from which a simulation starts; nothing of it is changed.

    Parameters
    ----------
    book : Book
        What was counted.
    prices : (n_goods,) float array
        The prices it answered, credits per smallest unit.
    rule : Rule
        The rule that has answered it.
    outcome : Outcome
    councils : Councils
        Those of the book, row by row.
    own, standing : (n_councils,) bool arrays
        Who answered by itself, and who is answered for by an instruction otherwise.
    worst, weighted : sequences of float
        The measures of the rounds by which progress is judged, the newest last.

    """

    book: Book
    prices: Floats
    rule: Rule
    outcome: Outcome
    councils: Councils
    own: Bools
    standing: Bools
    worst: Sequence[float] = ()
    weighted: Sequence[float] = ()

    def foresight(self, seed: int) -> Foresight:
        """The councils as far as they are known.

        A rule that sees totals only has learned nothing of them: then each is taken to
        answer as it has declared or, without a declaration, with a substitution of 1
        and the supply its costs and revenue let expect.
        """
        if isinstance(self.rule, CalibratedRule):
            return Foresight.of(self.rule, self.outcome, self.councils, seed)
        reader = CalibratedRule(
            prices=self.prices,
            tolerance=self.rule.tolerance,
            floor=self.rule.floor,
            councils=self.councils,
        )
        return Foresight.of(reader, reader.answer(self.book), self.councils, seed)
