"""All the calibrated rule knows of the councils: last answers, and what they teach."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Self

import numpy as np

from planning.arrays import Bools, Floats, add_up
from planning.balance import Balance
from planning.beliefs import Beliefs
from planning.book import Book
from planning.changes import used_parts
from planning.councils import Councils
from planning.expected import suggestion
from planning.hearing import Hearing
from planning.keeping import beliefs_from, parts
from planning.memory import Memory
from planning.model import Model, Spending
from planning.noise import NOISE, Dealers, noise_floor
from planning.pooling import Pool, alone
from planning.record import Record


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
        self.common: tuple[float, int] | None = None
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
        self,
        book: Book,
        councils: Councils,
        answered: Bools,
        prices: Floats,
        pool: Pool = alone,
    ) -> None:
        """Learn from the answers to ``prices``, and let the models start from them.

        Silent councils teach nothing and keep their last answer. A recipe that comes
        to propose nothing keeps it too: nothing is what a model that shrinks with its
        margin says, in whole units.
        """
        gone = book.whole & (np.diff(book.start) == 0)
        answered = answered & ~(gone & np.isin(councils.key, self.record.key))
        if councils.keeps is not None:
            self.still = councils.keeps & ~answered
        if councils.bound is not None:
            self.bound = councils.bound & ~answered
        heard = Hearing(self.record, book, councils, answered, prices)
        heard.common, heard.pool = self.common, pool
        beliefs = heard.continued(self.key, self.beliefs)
        found = heard.changes(beliefs.answers)
        beliefs, self.heard = heard.taught(beliefs, found, self.heard)
        self.key, self.whole = councils.key, book.whole
        self.record = heard.record(beliefs)
        self.beliefs = heard.anchored(beliefs, self.record, found, self.heard)
        self.common = self.beliefs.common(self.whole, pool)

    def model(self, councils: Councils) -> Model:
        """The response models of all councils at their last answers."""
        used = used_parts(self.record, councils.capacity)
        behaviour = self.beliefs.behaviour(self.whole, used, self.common)
        whole = self.whole
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

    def noise_floor(
        self, model: Model, balance: Balance, pool: Pool = alone
    ) -> float | None:
        """What noise leaves of any balance; None as long as none was heard."""
        if self.heard is None:
            return None
        dealers = Dealers.of(model.quick, len(balance.requested)).pooled(pool)
        return noise_floor(self.heard, balance, dealers)

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
        known.common = common and (float(common[0]), int(common[1]))
        return known
