"""The calibrated rule: models every council, and announces what would balance them."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.backup import Backup
from planning.balance import Balance
from planning.book import Book
from planning.councils import Councils
from planning.elsewhere import (
    MOST_SILENT,
    Elsewhere,
    JointModel,
    Together,
    pool_with,
    silent_part,
)
from planning.keeping import carried
from planning.knowledge import Knowledge
from planning.memory import Memory
from planning.model import Model
from planning.plain import plain
from planning.pooling import Pool, alone
from planning.rounding import checked_prices
from planning.rule import Outcome, Rule
from planning.safeguards import Seen
from planning.steering import MODEL, Steering
from planning.telling import Telling

__all__ = ["MODEL", "CalibratedRule", "plain"]


class CalibratedRule(Telling, Rule):
    """Learns how each council answers prices, and solves for prices that balance all.

    After each round the answers of a council to two sets of prices tell how it
    replaces what becomes dearer and how it offers more of what earns more: two or
    three numbers a council, learned with a Kalman filter from its own answers alone.
    A small model of every council starts at the proposal it has just sent
    (`planning.shards`); the prices at which these models balance, within a trust
    radius of prices already tried, are announced (`planning.equilibrium`). What the
    models missed on the last moves is added as a secant correction.

    Safeguards: a mispredicted step narrows the radius, a clearly bad one returns to
    the best prices, and after five rounds without progress the aggregate rule takes
    over for three, its steps bounded by 0.3. Silent councils are never learned from.

    Parameters
    ----------
    prices, tolerance, floor, state
        See `planning.rule.Rule`. The state is linear in the number of goods.
    memory : mapping or None
        ``rule.memory`` of the round before, with a state: what is kept of every
        council, as arrays (`planning.memory`), linear in the number of lines. Of some
        councils only, it serves to suggest revisions to these.
    councils : Councils or None
        Row by row those of the books to come. None: those of the book are taken by
        their rows, and all that are no recipe spend a fixed budget.
    learned : mapping or None
        What `learned` gave at the end of an earlier year; used without a state.

    Notes
    -----
    With fixed allowances, homothetic wants and councils that take prices as given,
    the gaps are the slopes of a convex function, so that prices which balance exist
    and are unique but for flat directions [1]_. Even then there is no proof that this
    rule finds them, and for proposals of a free form no rule can promise it: see
    `planning.rule.stalled`. What holds is that prices move within the radius and the
    best round is kept.

    References
    ----------
    .. [1] E. Eisenberg and D. Gale, "Consensus of Subjective Probabilities: The
       Pari-Mutuel Method", Annals of Mathematical Statistics 30 (1959).

    Examples
    --------
    A council bakes bread from work; it offers too little, so bread becomes dearer.

    >>> rule = CalibratedRule(prices=np.array([1.0, 1.0]), tolerance=Fraction("0.03"))
    >>> lines = [0, 2, 4], [0, 1, 0, 1], [-10_000, 8_000, 12_000, -9_000]
    >>> outcome = rule.answer(Book(2, *lines, np.array([True, False])))
    >>> [explanation.code for explanation in outcome.explanations]
    ['model', 'model']
    >>> bool(outcome.prices[0] > 1.0)
    True

    """

    name: ClassVar[str] = "calibrated"
    version: ClassVar[int] = 1

    _steering: Steering
    _backup: Backup
    _heard: tuple[Book, Councils, Bools]
    _least: float | None = None

    def __init__(
        self,
        *,
        prices: Floats,
        tolerance: Fraction,
        floor: Floats | float | None = None,
        state: Mapping[str, Any] | None = None,
        memory: Memory | None = None,
        councils: Councils | None = None,
        learned: Mapping[str, Any] | None = None,
    ) -> None:
        self.councils = councils
        self._kept = memory
        super().__init__(prices=prices, tolerance=tolerance, floor=floor, state=state)
        if state is None and learned is not None:
            self._knowledge.key, beliefs = carried(learned)
            self._knowledge.beliefs = beliefs.aged()

    def answer(
        self,
        book: Book,
        answered: Bools | None = None,
        *,
        groups: Ints | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> Outcome:
        """Count a book, learn from it and move to the next round.

        Parameters
        ----------
        book : Book
            What the councils propose at ``self.prices``; unchanged.
        answered : (n_councils,) bool array or None
            Who answered these prices by itself. The others, whatever stands for them
            in the book, are not learned from. None: all.
        groups, elsewhere
            See `planning.rule.Rule.answer`.

        Returns
        -------
        Outcome
            Its explanations have the further code "model": the price goes to where
            the answers expected of all councils together balance.

        Raises
        ------
        ValueError
            If the book does not fit the catalogue or the councils.
        OverflowError
            If a total reaches 2**62.

        """
        self._heard = self._told(book, answered)
        outcome = super().answer(book, groups=groups, elsewhere=elsewhere)
        return replace(outcome, noise_floor=self._least)

    def _told(self, book: Book, answered: Bools | None) -> tuple[Book, Councils, Bools]:
        councils = Councils.of(book) if self.councils is None else self.councils
        own = np.ones(book.n_councils, dtype=np.bool_) if answered is None else answered
        if not len(councils.key) == len(own) == book.n_councils:
            raise ValueError(
                f"the book has {book.n_councils} councils, the rule is told of "
                f"{len(councils.key)}, and {len(own)} are said to answer or not"
            )
        return book, councils, own

    def listen(
        self, book: Book, answered: Bools | None, balance: Balance, pool: Pool = alone
    ) -> Model:
        """Learn from a book where the next prices come from elsewhere.

        Parameters
        ----------
        book, answered
            As in `answer`.
        balance : Balance
            Of all councils, wherever they are.
        pool : Pool
            What is told of all of them.

        Returns
        -------
        Model
            What the councils of the book would answer to trial prices.

        """
        heard = self._told(book, answered)
        with np.errstate(over="ignore", under="ignore"):
            return self._learn(*heard, balance, pool)

    def take_over(self, prices: Floats) -> dict[str, Any]:
        """Go on at prices that were told, once the book is heard; return the state."""
        self.prices = checked_prices(prices, "price")
        return self._header() | self._state()

    def _learn(
        self,
        book: Book,
        councils: Councils,
        answered: Bools,
        balance: Balance,
        pool: Pool,
    ) -> Model:
        self._knowledge.hear(book, councils, answered, self.prices, pool)
        model = self._knowledge.model(councils)
        self._least = self._knowledge.noise_floor(model, balance, pool)
        return model

    @property
    def memory(self) -> dict[str, Any]:
        """What is kept of every council, for the rule that goes on from here."""
        return self._knowledge.memory()

    @property
    def best(self) -> Floats | None:
        """The prices of the best round so far."""
        best = self._steering.guards.best
        return None if best is None else np.exp(best[1])

    def _next(
        self, balance: Balance, measure: Floats, free: Bools
    ) -> tuple[Floats, list[str | None]]:
        seen = Seen.of(balance, np.log(self.prices), free)
        plain_step = self._backup.step(self.prices, balance, measure, free)
        with np.errstate(over="ignore", under="ignore"):
            pool = pool_with(self._elsewhere)
            model = self._learn(*self._heard, balance, pool)
            if self._elsewhere is not None and isinstance(pool, Together):
                silent = silent_part(self._elsewhere, balance, self.prices)
                passes_by = silent > MOST_SILENT
                first = [] if passes_by else self._steering.looks_at(seen)
                answers = self._elsewhere.heard(pool.sums, first)
                if passes_by:
                    passed = self._steering.pass_by(seen, plain_step)
                    return np.exp(passed), [None] * len(passed)
                told = zip(first, answers, strict=False)
                model = JointModel(model, self._elsewhere, seen.prices, told)
            prices, codes = self._steering.steer(
                model,
                seen,
                floor=np.log(self.floor),
                noise=self._knowledge.noise,
                plain_step=self._backup.careful(plain_step),
            )
            return np.exp(prices), codes

    def _state(self) -> dict[str, Any]:
        backup = {"backup": self._backup.state()}
        return self._knowledge.state() | self._steering.state() | backup

    def _remember(self, state: Mapping[str, Any] | None) -> None:
        n = len(self.prices)
        kept = None if state is None else state["backup"]
        self._backup = Backup(self.start, self.prices, self.tolerance, self.floor, kept)
        if state is None:
            self._knowledge, self._steering = Knowledge.nothing(n), Steering.begun(n)
            return
        if self._kept is None:
            raise ValueError("a state of this rule needs its memory")
        self._knowledge = Knowledge.restored(state, self._kept, n)
        self._steering = Steering.restored(state, n)
