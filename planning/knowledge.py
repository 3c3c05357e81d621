"""All the calibrated rule knows of the councils: last answers, and what they teach."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Self

import numpy as np

from planning.accounts import accounts
from planning.arrays import Bools, Floats, Ints, add_up
from planning.behaviour import Behaviour
from planning.beliefs import Beliefs
from planning.book import Book
from planning.changes import Changes, changes, used_parts
from planning.councils import Councils
from planning.expected import suggestion, whole_units
from planning.keeping import beliefs_from, parts
from planning.learning import learn
from planning.match import Match, match
from planning.memory import Memory
from planning.model import Model, Spending
from planning.noise import NOISE, heard_noise
from planning.outliers import surprises
from planning.priors import continued
from planning.record import Record
from planning.sparse import positive

TOO_COARSE = 0.05


class Knowledge:
    """What every council answered last, and what is believed of it.

    Parameters
    ----------
    record : Record
    beliefs : Beliefs
        Of the councils of ``key``, in that order.
    key : (n_councils,) int64 array
    whole : (n_councils,) bool array
        Which of the record's councils are recipes.
    noise : float or None
        Variance of a log answer, as heard; None: nothing was heard yet.

    """

    def __init__(
        self,
        record: Record,
        beliefs: Beliefs,
        key: Sequence[int] | Any,
        whole: Sequence[bool] | Any,
        noise: float | None,
    ) -> None:
        self.record, self.beliefs = record, beliefs
        self.key = np.array(key, dtype=np.int64)
        self.whole = np.array(whole, dtype=np.bool_)
        self.heard = noise
        # Of all councils, also where only some are known.
        self.common: tuple[float, bool] | None = None
        # Who repeats itself, until it answers; known once a book was heard.
        self.still: Bools | None = None
        # Who is kept within its budget until then.
        self.bound: Bools | None = None

    @classmethod
    def nothing(cls, n_goods: int) -> Self:
        """Nobody has answered."""
        return cls(Record.empty(n_goods), Beliefs.nobody(), (), (), None)

    @property
    def noise(self) -> float:
        """Variance of a log answer."""
        return NOISE if self.heard is None else self.heard

    def hear(
        self, book: Book, councils: Councils, answered: Bools, prices: Floats
    ) -> None:
        """Learn from the answers to ``prices``, and let the models start from them.

        Silent councils teach nothing and keep their last answer. A recipe that comes
        to propose nothing keeps it too: nothing is what a model that shrinks with its
        margin says, in whole units.
        """
        gone = book.whole & (np.diff(book.start) == 0)
        answered = answered & ~(gone & np.isin(councils.key, self.record.key))
        both = match(self.record, book, councils.key, answered)
        beliefs = continued(self.key, self.beliefs, both, book, councils)
        if councils.keeps is not None:
            self.still = councils.keeps & ~answered
        if councils.bound is not None:
            self.bound = councils.bound & ~answered
        laid = Record(
            councils.key,
            both.start,
            both.good,
            both.then,
            self.record.asked,
            both.asked_in,
            both.allowance,
        )
        self.whole, found = book.whole, None
        may = both.allowance
        if councils.income is not None:
            may = councils.income.budgets(book, prices)
        if both.known.any():
            found = self._found(both, laid, np.log(prices), councils, beliefs.answers)
            beliefs = self._learned(laid, found, beliefs, councils, may)
        units = self._units(both, laid, beliefs, councils, np.log(prices))
        self.record = self._answered(both, units, may, councils, prices)
        self.key = councils.key
        self.beliefs = self._anchored(beliefs, found, both.fresh, councils)
        self.common = self.beliefs.common(self.whole)

    def _found(
        self,
        both: Match,
        laid: Record,
        prices: Floats,
        councils: Councils,
        answers: Ints,
    ) -> Changes:
        """How answers have changed, block by block."""
        capacity, thinning = councils.capacity, (self.whole, answers)
        blocks = (
            changes(both, laid.asked, prices, capacity, rows, thinning)
            for rows in laid.blocks()
        )
        return Changes.stacked(list(blocks))

    def _learned(
        self,
        laid: Record,
        found: Changes,
        beliefs: Beliefs,
        councils: Councils,
        may: Floats,
    ) -> Beliefs:
        """Beliefs after what was found, and how far it was from what they let expect.

        ``may``: what the councils may spend now.
        """
        self.heard = heard_noise(found, self.heard)
        richer = np.log(positive(may) / positive(laid.allowance))
        richer = np.where((may > 0) & (laid.allowance > 0), richer, 0.0)
        how = self._behaviour(laid, beliefs, councils)
        far = surprises(beliefs, how, found, self.whole, richer, self.noise)
        return replace(learn(beliefs, found, self.whole, self.noise), surprise=far)

    def _units(
        self,
        both: Match,
        laid: Record,
        beliefs: Beliefs,
        councils: Councils,
        prices: Floats,
    ) -> Floats:
        """Where the models start: at what was answered, within half a unit."""
        units, small = both.answered()
        if small is None:
            return units
        behaviour = self._behaviour(laid, beliefs, councils)
        kinds = self.whole, councils.consumer
        small_ones = whole_units(both, laid, small, kinds, behaviour, prices)
        units[small] = np.sign(both.then[small]) * small_ones
        return units

    def _answered(
        self,
        both: Match,
        units: Floats,
        may: Floats,
        councils: Councils,
        prices: Floats,
    ) -> Record:
        asked = np.vstack([self.record.asked, np.log(prices)])
        asked_in = np.where(both.fresh, len(asked) - 1, both.asked_in)
        used, place = np.unique(asked_in, return_inverse=True)
        allowance = np.where(both.fresh, may, both.allowance)
        place = place.astype(np.int64).reshape(-1)
        return Record(
            councils.key, both.start, both.good, units, asked[used], place, allowance
        )

    def _anchored(
        self,
        beliefs: Beliefs,
        found: Changes | None,
        fresh: Bools,
        councils: Councils,
    ) -> Beliefs:
        """Take from the new point of reference what it says of recipes."""
        cost, revenue, coarseness = accounts(self.record, self.whole)
        both = (cost > 0) & (revenue > 0) & (coarseness < TOO_COARSE)
        margin = np.full(len(cost), np.nan)
        margin[both] = np.log(revenue[both] / cost[both])
        beliefs = beliefs.begin(cost, revenue, coarseness)
        beliefs = beliefs.anchored(margin, found, fresh, self.noise)
        if self.heard is None:
            return beliefs
        return beliefs.tempered(self.heard, councils)

    def _behaviour(
        self,
        record: Record,
        beliefs: Beliefs,
        councils: Councils,
        common: tuple[float, bool] | None = None,
    ) -> Behaviour:
        used = used_parts(record, councils.capacity)
        return beliefs.behaviour(self.whole, used, common)

    def model(self, councils: Councils) -> Model:
        """The response models of all councils at their last answers."""
        behaviour, whole = (
            self._behaviour(self.record, self.beliefs, councils, self.common),
            self.whole,
        )
        if self.still is not None:
            behaviour = behaviour.still(self.still)
            whole = whole | self.still & ~councils.consumer
        shards = self.record.shards(whole, councils.consumer, behaviour)
        income = councils.income
        spending = None if income is None else Spending(income, self._spent())
        return Model(shards, spending)

    def _spent(self) -> Floats:
        """What a budget is compared with: what it was or, if that binds, the cost."""
        allowance, record = self.record.allowance, self.record
        if self.bound is None or not self.bound.any():
            return allowance
        lines = np.flatnonzero((record.units > 0) & self.bound[record.row])
        value = record.units[lines] * np.exp(record.asked_at(lines))
        cost = add_up(record.row[lines], value, len(record.key))
        return np.where(self.bound, np.maximum(allowance, cost), allowance)

    def suggest(self, councils: Councils | None, prices: Floats) -> Book:
        """What every council is expected to answer to ``prices``, in whole units."""
        record = self.record
        if not len(record.key):
            raise ValueError("nothing can be suggested before the first answer")
        if councils is None:
            councils = Councils.undeclared(record.key, ~self.whole)
        model = self.model(councils)
        return suggestion(model, record, self.whole, np.log(prices))

    def learned(self) -> dict[str, Any]:
        """Beliefs by council, to begin another year with."""
        return {"key": self.key} | parts(self.beliefs)

    def state(self) -> dict[str, Any]:
        """What is no council's: announced prices, and the noise heard; JSON-safe."""
        return {
            "asked": self.record.asked.tolist(),
            "noise": self.heard,
            "common": None if self.common is None else list(self.common),
        }

    def memory(self) -> dict[str, Any]:
        """What is kept of each council, as `planning.memory` has it."""
        record = parts(self.record)
        del record["asked"]
        return record | self.learned() | {"whole": self.whole}

    @classmethod
    def restored(cls, state: Mapping[str, Any], memory: Memory, n_goods: int) -> Self:
        """Take up `state` and `memory` again."""
        asked = np.array(state["asked"], dtype=np.float64).reshape(-1, n_goods)
        record = {
            part.name: memory[part.name]
            for part in fields(Record)
            if part.name != "asked"
        }
        known = cls(
            Record(**record, asked=asked),
            beliefs_from(memory, len(memory["key"])),
            memory["key"],
            memory["whole"],
            state["noise"],
        )
        common = state.get("common")
        known.common = common and (float(common[0]), bool(common[1]))
        return known
