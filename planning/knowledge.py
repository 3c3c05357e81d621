"""All the calibrated rule knows of the councils: last answers, and what they teach."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Self

import numpy as np

from planning.answers import Behaviour, Model, Spending, positive
from planning.arrays import Bools, Floats, add_up
from planning.book import Book
from planning.calibration import NOISE, Beliefs, Changes, heard_noise, learn
from planning.changes import changes
from planning.councils import Councils
from planning.memory import Memory
from planning.record import (
    COARSE,
    Match,
    Record,
    lines_of,
    main_offers,
    match,
)

WHOLE_NUMBERS = frozenset({"key", "start", "good", "asked_in", "answers"})
LARGEST, HAIR = 1e15, 1e-11
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
        beliefs = self._known(both, book, councils)
        laid = Record(
            councils.key,
            both.start,
            both.good,
            both.then,
            self.record.asked,
            both.asked_in,
            both.allowance,
        )
        found = None
        if both.known.any():
            capacity = councils.capacity
            found = Changes.stacked(
                [
                    changes(both, laid.asked, np.log(prices), capacity, rows)
                    for rows in laid.blocks()
                ]
            )
            self.heard = heard_noise(found, self.heard)
            beliefs = learn(beliefs, found, book.whole, self.noise)
        self.whole = book.whole
        units = self._units(both, laid, beliefs, councils, np.log(prices))
        self.record = self._answered(both, units, book, councils, prices)
        self.key = councils.key
        self.beliefs = self._anchored(beliefs, found, both.fresh, councils)

    def _known(self, both: Match, book: Book, councils: Councils) -> Beliefs:
        """Beliefs in the order of the book, newcomers by their priors."""
        wants = np.zeros(book.n_councils, dtype=np.bool_)
        wants[book.council[book.quantity > 0]] = True
        beliefs = Beliefs.prior(councils, book.whole, wants)
        if len(self.key):
            place = np.searchsorted(self.key, councils.key)
            place = np.minimum(place, len(self.key) - 1)
            rows = np.flatnonzero(self.key[place] == councils.key)
            beliefs = beliefs.put(rows, self.beliefs.take(place[rows]))
        return beliefs.reconsidered(both.now_requesting & book.whole, councils)

    def _units(
        self,
        both: Match,
        laid: Record,
        beliefs: Beliefs,
        councils: Councils,
        prices: Floats,
    ) -> Floats:
        """Where the models start: at what was answered, within half a unit."""
        fresh = np.repeat(both.fresh, np.diff(both.start))
        units = np.where(fresh & (both.now != 0), both.now, both.then)
        small = fresh & (both.then != 0) & (np.abs(both.now) < COARSE)
        if not small.any():
            return units
        known = np.repeat(laid.asked_in >= 0, np.diff(laid.start))
        laid = replace(
            laid,
            asked_in=np.maximum(laid.asked_in, 0),
            units=np.where(known, laid.units, 0.0),
        )
        behaviour = self._behaviour(laid, beliefs, councils)
        model = Model(laid.shards(self.whole, councils.consumer, behaviour))
        expected, size = expected_units(model, laid, prices), np.abs(both.now)
        near = np.clip(expected, np.maximum(size - 0.5, 1e-6), size + 0.5)
        return np.where(small, np.sign(both.then) * near, units)

    def _answered(
        self,
        both: Match,
        units: Floats,
        book: Book,
        councils: Councils,
        prices: Floats,
    ) -> Record:
        asked = np.vstack([self.record.asked, np.log(prices)])
        asked_in = np.where(both.fresh, len(asked) - 1, both.asked_in)
        used, place = np.unique(asked_in, return_inverse=True)
        allowance = both.allowance
        if councils.income is not None:
            may = councils.income.budgets(book, prices)
            allowance = np.where(both.fresh, may, allowance)
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
        cost, revenue, coarseness = self._accounts()
        both = (cost > 0) & (revenue > 0) & (coarseness < TOO_COARSE)
        margin = np.full(len(cost), np.nan)
        margin[both] = np.log(revenue[both] / cost[both])
        beliefs = beliefs.begin(cost, revenue, coarseness)
        beliefs = beliefs.anchored(margin, found, fresh, self.noise)
        if self.heard is None:
            return beliefs
        return beliefs.tempered(self.heard, councils)

    def _accounts(self) -> tuple[Floats, Floats, Floats]:
        """Cost and revenue of recipes, and how roughly whole units tell them."""
        record, count = self.record, len(self.record.key)
        lines = np.flatnonzero(self.whole[record.row])
        row, units = record.row[lines], record.units[lines]
        value = np.abs(units) * np.exp(record.asked_at(lines))
        rough = value / (12.0 * units**2 + 1e-300)
        sums, coarseness = [], np.zeros(count)
        for side in (units > 0, units < 0):
            total = add_up(row[side], value[side], count)
            coarseness += add_up(row[side], rough[side], count) / positive(total)
            sums.append(total)
        return sums[0], sums[1], coarseness

    def _behaviour(
        self, record: Record, beliefs: Beliefs, councils: Councils
    ) -> Behaviour:
        bounded = np.isfinite(councils.capacity) & (councils.capacity > 0)
        used = np.zeros(len(record.key))
        if bounded.any():
            main = main_offers(record)
            part = main / np.where(bounded, councils.capacity, 1.0)
            used = np.where(bounded & (main > 0), np.clip(part, 1e-6, 0.999), 0.0)
        return beliefs.behaviour(self.whole, used)

    def model(self, councils: Councils) -> Model:
        """The response models of all councils at their last answers."""
        behaviour = self._behaviour(self.record, self.beliefs, councils)
        shards = self.record.shards(self.whole, councils.consumer, behaviour)
        income = councils.income
        spending = None if income is None else Spending(income, self.record.allowance)
        return Model(shards, spending)

    def suggest(self, councils: Councils | None, prices: Floats) -> Book:
        """What every council is expected to answer to ``prices``, in whole units."""
        record = self.record
        if not len(record.key):
            raise ValueError("nothing can be suggested before the first answer")
        if councils is None:
            councils = Councils.undeclared(record.key, ~self.whole)
        units = expected_units(self.model(councils), record, np.log(prices))
        units = np.minimum(units, LARGEST)
        down = ~self.whole[record.row] & (record.units > 0)
        units = np.where(down, np.floor(units * (1.0 + HAIR)), np.rint(units))
        quantity = np.where(record.units < 0, -units, units).astype(np.int64)
        kept = quantity != 0
        start = np.zeros_like(record.start)
        counts = np.bincount(record.row[kept], minlength=len(record.key))
        np.cumsum(counts, out=start[1:])
        return Book(len(prices), start, record.good[kept], quantity[kept], self.whole)

    def learned(self) -> dict[str, Any]:
        """Beliefs by council, to begin another year with."""
        return {"key": self.key} | _parts(self.beliefs)

    def state(self) -> dict[str, Any]:
        """What is no council's: announced prices, and the noise heard; JSON-safe."""
        return {"asked": self.record.asked.tolist(), "noise": self.heard}

    def memory(self) -> dict[str, Any]:
        """What is kept of each council, as `planning.memory` has it."""
        record = _parts(self.record)
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
        beliefs = {part.name: memory[part.name] for part in fields(Beliefs)}
        return cls(
            Record(**record, asked=asked),
            Beliefs(**beliefs),
            memory["key"],
            memory["whole"],
            state["noise"],
        )


def carried(learned: Mapping[str, Any]) -> tuple[Any, Beliefs]:
    """Keys and beliefs from what `Knowledge.learned` gave, also after JSON."""
    arrays = _arrays(learned)
    key = arrays.pop("key")
    for name in ("margins", "offers"):
        arrays[name] = arrays[name].reshape(len(key), -1)
    return key, Beliefs(**arrays)


def expected_units(model: Model, record: Record, prices: Floats) -> Floats:
    """(n_lines,) The size of every line of a record at other log prices."""
    expected = np.zeros(len(record.units))
    trial = model.respond(prices)
    for reply, budgets in zip(trial.replies, trial.budgets, strict=True):
        lines = lines_of(record.start, reply.shard.rows)
        units = record.units[lines]
        expected[lines[units > 0]], expected[lines[units < 0]] = reply.lines(budgets)
    return expected


def _parts(of: Record | Beliefs) -> dict[str, Any]:
    return {part.name: getattr(of, part.name) for part in fields(of)}


def _arrays(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(values, dtype=np.int64 if name in WHOLE_NUMBERS else np.float64)
        for name, values in state.items()
    }
