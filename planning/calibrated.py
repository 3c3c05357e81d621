"""The calibrated rule: models every council, and announces what would balance them."""

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from planning.aggregate import AggregateRule
from planning.answers import Model, Spending
from planning.arrays import Bools, Floats, Ints
from planning.balance import Balance
from planning.book import Book
from planning.calibration import NOISE, Beliefs, Changes, heard_noise, learn
from planning.councils import Councils
from planning.equilibrium import Search, solve
from planning.record import COARSE, Match, Record, changes, lines_of, match
from planning.rule import CAPPED, Outcome, Rule
from planning.secant import Secant

MODEL = "model"

RADIUS, DECLARED_RADIUS, LARGEST_RADIUS = 2.0, 3.0, 6.0
WIDEST_GAP, MERIT_GAP = 4.0, 2.0
LARGEST_UNITS, HAIR = 1e15, 1e-11
LONE_STEP = 1.0
PATIENCE, BACKUP_ROUNDS, BACKUP_STEP = 5, 3, 0.3


class CalibratedRule(Rule):
    """DOC."""

    name: ClassVar[str] = "calibrated"
    version: ClassVar[int] = 1

    def __init__(
        self,
        *,
        prices: Floats,
        tolerance: Fraction,
        floor: Floats | float | None = None,
        state: Mapping[str, Any] | None = None,
        councils: Councils | None = None,
        learned: Mapping[str, Any] | None = None,
    ) -> None:
        self._councils = councils
        super().__init__(prices=prices, tolerance=tolerance, floor=floor, state=state)
        if state is None and learned is not None:
            self._carry(learned)

    # ------------------------------------------------------------ one round
    def answer(self, book: Book, answered: Bools | None = None) -> Outcome:
        """Count a book, learn from it and move to the next round."""
        councils = Councils.of(book) if self._councils is None else self._councils
        if len(councils.key) != book.n_councils:
            raise ValueError(
                f"the book has {book.n_councils} councils, not {len(councils.key)}"
            )
        own = np.ones(book.n_councils, dtype=np.bool_) if answered is None else answered
        self._heard = (book, councils, own)
        return super().answer(book)

    def _next(
        self, seen: Balance, measure: Floats, free: Bools
    ) -> tuple[Floats, list[str | None]]:
        prices, gap = np.log(self.prices), _gap(seen, free)
        merit = _rms(np.clip(gap, -MERIT_GAP, MERIT_GAP))
        wide = _rms(_wide_gap(seen, free))
        self._backup.prices = self.prices
        plain = np.log(self._backup._allowed(self._backup._next(seen, measure, free)[0]))
        book, councils, answered = self._heard
        first = not len(self._record.key)
        whole = book.whole
        with np.errstate(over="ignore", under="ignore"):
            self._whole = whole
            self._hear(book, councils, answered, prices)
            model = self._model(whole, councils)
            self._correct(model, prices, gap)
            stalled = self._watch(merit, first)
            error = self._judge(gap, merit, wide)
            centre = self._centre(prices, merit, error)
            step_to, codes = self._step(model, centre, prices, gap, merit)
        if stalled:
            self._predicted = None
            base = self._best_prices if merit > 2 * self._best_merit else prices
            return (
                np.exp(base + np.clip(plain - prices, -BACKUP_STEP, BACKUP_STEP)),
                [None] * len(prices),
            )
        return np.exp(step_to), codes

    # ------------------------------------------------------------ learning
    def _hear(
        self, book: Book, councils: Councils, answered: Bools, prices: Floats
    ) -> None:
        """Learn from the answers, and let the models start from them."""
        answered = answered & ~self._gone(book, councils)
        both = match(self._record, book, councils.key, answered)
        beliefs = self._known(both, book, councils)
        record, found = self._record, None
        laid = Record(
            councils.key, both.start, both.good, both.then, record.asked,
            both.asked_in, both.allowance,
        )
        if both.known.any():
            found = _stacked(
                [changes(both, record.asked, prices, councils.capacity, rows)
                 for rows in laid.blocks()]
            )
            self._noise = heard_noise(found, self._noise, self._heard_noise)
            self._heard_noise = True
            beliefs = learn(beliefs, found, book.whole, self._noise)
        units = self._start_units(both, laid, beliefs, book.whole, councils)
        asked = np.vstack([record.asked, prices])
        asked_in = np.where(both.fresh, len(asked) - 1, both.asked_in)
        used, place = np.unique(asked_in, return_inverse=True)
        allowance = both.allowance
        if councils.income is not None:
            may = councils.income.budgets(book, self.prices)
            allowance = np.where(both.fresh, may, both.allowance)
        self._record = Record(
            councils.key, both.start, both.good, units, asked[used],
            place.astype(np.int64).reshape(-1), allowance,
        )
        self._beliefs = self._begun_beliefs(beliefs, book.whole, found, both.fresh)

    def _gone(self, book: Book, councils: Councils) -> Bools:
        """Recipes that propose nothing any more: their last answer stays the model's."""
        silent: Bools = book.whole & (np.diff(book.start) == 0)
        return silent & np.isin(councils.key, self._record.key)

    def _known(self, both: Match, book: Book, councils: Councils) -> Beliefs:
        wants = np.zeros(book.n_councils, dtype=np.bool_)
        wants[book.council[book.quantity > 0]] = True
        beliefs = Beliefs.prior(councils, book.whole, wants)
        if not len(self._beliefs_key):
            return beliefs
        place = np.searchsorted(self._beliefs_key, councils.key)
        place = np.minimum(place, len(self._beliefs_key) - 1)
        rows = np.flatnonzero(self._beliefs_key[place] == councils.key)
        self._beliefs_key = councils.key
        return beliefs.put(rows, self._beliefs.take(place[rows]))

    def _begun_beliefs(
        self, beliefs: Beliefs, whole: Bools, found: Changes | None, fresh: Bools
    ) -> Beliefs:
        """Take from the new point of reference what it says of recipes."""
        record = self._record
        self._beliefs_key = record.key
        row = np.repeat(np.arange(len(record.key)), np.diff(record.start))
        lines = np.flatnonzero(whole[row])
        row, units = row[lines], record.units[lines]
        value = units * np.exp(
            record.asked[record.asked_in[row], record.good[lines]]
        )
        rough = np.abs(value) / (12.0 * units**2 + 1e-300)
        sums, coarseness = [], np.zeros(len(record.key))
        for side in (value > 0, value < 0):
            total = np.bincount(row[side], np.abs(value[side]), len(record.key))
            unclear = np.bincount(row[side], rough[side], len(record.key))
            coarseness += unclear / np.maximum(total, 1e-300)
            sums.append(total)
        both = (sums[0] > 0) & (sums[1] > 0) & (coarseness < 0.05)
        margin = np.full(len(record.key), np.nan)
        margin[both] = np.log(sums[1][both] / sums[0][both])
        beliefs = beliefs.begin(sums[0], sums[1], coarseness)
        return beliefs.anchored(margin, found, fresh, self._noise)

    def _start_units(
        self,
        both: Match,
        laid: Record,
        beliefs: Beliefs,
        whole: Bools,
        councils: Councils,
    ) -> Floats:
        """Where the models start: at what was answered, within half a unit."""
        fresh = np.repeat(both.fresh, np.diff(both.start))
        heard = both.now != 0
        small = fresh & (both.then != 0) & (np.abs(both.now) < COARSE)
        units = np.where(fresh & heard, both.now, both.then)
        if not small.any():
            return units
        expected = self._expected(laid, beliefs, whole, councils)
        size = np.abs(both.now)
        near = np.clip(expected, np.maximum(size - 0.5, 1e-6), size + 0.5)
        return np.where(small, np.sign(both.then) * near, units)

    def _expected(
        self, laid: Record, beliefs: Beliefs, whole: Bools, councils: Councils
    ) -> Floats:
        """(n_lines,) What the models make of the last answers at present prices."""
        known = np.repeat(laid.asked_in >= 0, np.diff(laid.start))
        laid = replace(
            laid, asked_in=np.maximum(laid.asked_in, 0),
            units=np.where(known, laid.units, 0.0),
        )
        behaviour = beliefs.behaviour(whole, self._used_capacity(laid, councils))
        shards = laid.shards(whole, councils.consumer, behaviour)
        return expected_units(Model(shards), laid, np.log(self.prices))

    def suggest(self) -> Book:
        """What every council is expected to answer to ``self.prices``.

        Returns
        -------
        Book
            In whole units, in the councils' order of the last book: a revision to
            suggest to each, and the answer to impute to those who stay silent.
            Requests that spend a budget are rounded down, all else to the nearest.

        Raises
        ------
        ValueError
            Before the first answer.

        """
        record, whole = self._record, self._whole
        if not len(record.key):
            raise ValueError("nothing can be suggested before the first answer")
        councils = self._councils
        if councils is None:
            councils = Councils.undeclared(record.key, ~whole)
        model = self._model(whole, councils)
        units = expected_units(model, record, np.log(self.prices))
        units = np.minimum(units, LARGEST_UNITS)
        row = np.repeat(np.arange(len(whole)), np.diff(record.start))
        down = ~whole[row] & (record.units > 0)
        units = np.where(down, np.floor(units * (1.0 + HAIR)), np.rint(units))
        quantity = np.where(record.units < 0, -units, units).astype(np.int64)
        kept = quantity != 0
        start = np.zeros_like(record.start)
        np.cumsum(np.bincount(row[kept], minlength=len(whole)), out=start[1:])
        return Book(
            len(self.prices), start, record.good[kept], quantity[kept], whole
        )

    def _used_capacity(self, record: Record, councils: Councils) -> Floats:
        bounded = np.isfinite(councils.capacity) & (councils.capacity > 0)
        if not bounded.any():
            return np.zeros(len(record.key))
        row = np.repeat(np.arange(len(record.key)), np.diff(record.start))
        offers = np.flatnonzero(record.units < 0)
        price = record.asked[record.asked_in[row[offers]], record.good[offers]]
        value = -record.units[offers] * np.exp(price)
        order = offers[np.argsort(value, kind="stable")]
        main = np.zeros(len(record.key))
        main[row[order]] = -record.units[order]
        part = np.clip(main / np.where(bounded, councils.capacity, 1.0), 1e-6, 0.999)
        return np.where(bounded & (main > 0), part, 0.0)

    def _model(self, whole: Bools, councils: Councils) -> Model:
        used = self._used_capacity(self._record, councils)
        behaviour = self._beliefs.behaviour(whole, used)
        shards = self._record.shards(whole, councils.consumer, behaviour)
        income = councils.income
        spending = None if income is None else Spending(income, self._record.allowance)
        return Model(shards, spending)

    # ------------------------------------------------------------ safeguards
    def _correct(self, model: Model, prices: Floats, gap: Floats) -> None:
        """Remember what the model missed on the last move."""
        if self._previous is not None:
            before, gap_before = self._previous
            moved = prices - before
            if 1e-7 < np.linalg.norm(moved) and np.abs(moved).max() < 1.0:
                now = np.clip(model.respond(prices).gap, -WIDEST_GAP, WIDEST_GAP)
                then = np.clip(model.respond(before).gap, -WIDEST_GAP, WIDEST_GAP)
                missed = (gap - gap_before) - (now - then) - self._secant @ moved
                self._secant.learn(missed, moved, self._noise)
        self._previous = (prices, gap)

    def _watch(self, merit: float, first: bool) -> bool:
        """Whether the model has had its chances, and the aggregate rule takes over."""
        if first or merit < 0.9 * self._reference_merit:
            self._reference_merit, self._waited = merit, 0
        else:
            self._waited += 1
        if self._backup_left == 0 and self._waited >= PATIENCE:
            self._backup_left, self._waited = BACKUP_ROUNDS, 0
            self._reference_merit = merit
        if self._backup_left == 0:
            return False
        self._backup_left -= 1
        return True

    def _judge(self, gap: Floats, merit: float, wide: float) -> float:
        """Set the radius by the error of the last prediction; return that error."""
        wide_before, self._wide_merit = self._wide_merit, wide
        if self._predicted is None:
            return 0.0
        merit_before, predicted = self._predicted
        miss = np.clip(gap, -MERIT_GAP, MERIT_GAP) - np.clip(
            predicted, -MERIT_GAP, MERIT_GAP
        )
        error = _rms(miss) / max(merit_before, 0.02)
        nearer = merit > 0.8 and wide < 0.8 * wide_before
        if error < 0.25:
            if self._hit:
                self._radius = min(LARGEST_RADIUS, 2.5 * self._radius)
        elif nearer:
            if self._hit:
                self._radius = min(LARGEST_RADIUS, 1.5 * self._radius)
        elif error > 0.7 and merit > 1.1 * merit_before:
            self._radius = max(0.05, min(self._radius, 0.35 * self._moved))
        elif error > 0.5 and merit > 0.5 * merit_before:
            self._radius = max(0.1, min(self._radius, 0.7 * self._moved))
        elif self._hit and merit < 0.7 * merit_before:
            self._radius = min(LARGEST_RADIUS, 1.5 * self._radius)
        return error

    def _centre(self, prices: Floats, merit: float, error: float) -> Floats:
        """Present prices, or the best ones after a clearly bad and unforeseen step."""
        if self._best_prices is None or merit <= self._best_merit:
            self._best_merit, self._best_prices = merit, prices
            return prices
        bad = merit > 3.0 * self._best_merit and merit > 0.02 and error > 0.5
        self._best_merit *= 1.06
        return self._best_prices if bad else prices

    def _step(
        self, model: Model, centre: Floats, prices: Floats, gap: Floats, merit: float
    ) -> tuple[Floats, list[str | None]]:
        floor = np.log(self.floor)
        here = model.respond(centre)
        lone = (here.requested > 0) != (here.offered > 0)
        fixed = lone | (here.requested <= 0)
        low = np.maximum(centre - self._radius, floor)
        high = centre + self._radius
        wish = np.sign(here.requested - here.offered) * min(LONE_STEP, self._radius)
        wish = np.maximum(centre + np.where(lone, wish, 0.0), floor)
        low, high = np.where(fixed, wish, low), np.where(fixed, wish, high)
        search = Search(centre, low, high, self._secant, fixed)
        found = solve(model, search)
        new = found.prices
        predicted = np.where((new <= floor + 1e-9) & (found.gap < 0), 0.0, found.gap)
        self._moved = float(np.abs(new - centre).max())
        self._hit = self._moved > 0.95 * self._radius
        before = merit if centre is prices else self._best_merit
        self._predicted = (before, np.where(fixed, gap, predicted))
        limit = np.abs(new - centre) >= 0.999 * self._radius
        return new, [
            None if alone else CAPPED if full else MODEL
            for alone, full in zip(fixed.tolist(), limit.tolist(), strict=True)
        ]

    # ------------------------------------------------------------ memory
    def learned(self) -> dict[str, Any]:
        """What has been learned of each council, to begin another year with."""
        return {"key": self._beliefs_key} | _unpacked(self._beliefs)

    def _carry(self, learned: Mapping[str, Any]) -> None:
        self._beliefs_key = np.array(learned["key"], dtype=np.int64)
        self._beliefs = _packed(learned).aged()

    def _state(self) -> dict[str, Any]:
        predicted, previous = self._predicted, self._previous
        return {
            "record": {
                part.name: getattr(self._record, part.name) for part in fields(Record)
            },
            "beliefs": self.learned(),
            "whole": self._whole,
            "noise": self._noise,
            "heard": self._heard_noise,
            "missed": self._secant.missed,
            "moved": self._secant.moved,
            "previous": None if previous is None else list(previous),
            "predicted": None if predicted is None else list(predicted),
            "best": None
            if self._best_prices is None
            else [self._best_merit, self._best_prices],
            "radius": self._radius,
            "last_move": self._moved,
            "hit": self._hit,
            "reference_merit": self._reference_merit,
            "wide_merit": self._wide_merit,
            "waited": self._waited,
            "backup_left": self._backup_left,
            "backup": self._backup._state(),
        }

    def _remember(self, state: Mapping[str, Any] | None) -> None:
        n = len(self.prices)
        backup = None
        if state is not None:
            backup = self._backup_header() | dict(state["backup"])
        self._backup = AggregateRule(
            prices=self.prices, tolerance=self.tolerance, floor=self.floor, state=backup
        )
        if state is None:
            self._begin(n)
            return
        self._record = _record(state["record"], n)
        self._beliefs_key = np.array(state["beliefs"]["key"], dtype=np.int64)
        self._beliefs = _packed(state["beliefs"])
        self._whole = np.array(state["whole"], dtype=np.bool_)
        self._noise, self._heard_noise = float(state["noise"]), bool(state["heard"])
        self._secant = Secant(n, state["missed"], state["moved"])
        previous, predicted, best = state["previous"], state["predicted"], state["best"]
        self._previous = previous and (np.array(previous[0]), np.array(previous[1]))
        self._predicted = predicted and (float(predicted[0]), np.array(predicted[1]))
        self._best_merit = 0.0 if best is None else float(best[0])
        self._best_prices = None if best is None else np.array(best[1])
        self._radius, self._moved = float(state["radius"]), float(state["last_move"])
        self._hit = bool(state["hit"])
        self._reference_merit = float(state["reference_merit"])
        self._wide_merit = float(state["wide_merit"])
        self._waited, self._backup_left = state["waited"], state["backup_left"]

    def _begin(self, n: int) -> None:
        none = np.zeros(0, dtype=np.int64)
        self._record = Record.empty(n)
        self._beliefs_key = none
        self._beliefs = Beliefs.nobody()
        self._whole = np.zeros(0, dtype=np.bool_)
        self._noise, self._heard_noise = NOISE, False
        self._secant = Secant(n)
        self._previous: tuple[Floats, Floats] | None = None
        self._predicted: tuple[float, Floats] | None = None
        self._best_merit: float = 0.0
        self._best_prices: Floats | None = None
        self._radius, self._moved, self._hit = RADIUS, 0.0, False
        self._reference_merit, self._waited, self._backup_left = 0.0, 0, 0
        self._wide_merit = 0.0

    def _backup_header(self) -> dict[str, Any]:
        return {
            "rule": AggregateRule.name,
            "version": AggregateRule.version,
            "start": self.start.tolist(),
        }


def expected_units(model: Model, record: Record, prices: Floats) -> Floats:
    """(n_lines,) The size of every line of a record at other log prices."""
    expected = np.zeros(len(record.units))
    trial = model.respond(prices)
    for reply, budgets in zip(trial.replies, trial.budgets, strict=True):
        lines = lines_of(record.start, reply.shard.rows)
        units = record.units[lines]
        expected[lines[units > 0]], expected[lines[units < 0]] = reply.lines(budgets)
    return expected


def _stacked(parts: list[Changes]) -> Changes:
    return Changes(
        *(
            np.concatenate([getattr(part, name.name) for part in parts])
            for name in fields(Changes)
        )
    )


def _record(state: Mapping[str, Any], n_goods: int) -> Record:
    whole = {"key", "start", "good", "asked_in"}
    arrays = {
        part.name: np.array(
            state[part.name], dtype=np.int64 if part.name in whole else np.float64
        )
        for part in fields(Record)
    }
    arrays["asked"] = arrays["asked"].reshape(-1, n_goods)
    return Record(**arrays)


def _unpacked(beliefs: Beliefs) -> dict[str, Any]:
    return {part.name: getattr(beliefs, part.name) for part in fields(Beliefs)}


def _packed(learned: Mapping[str, Any]) -> Beliefs:
    return Beliefs(
        **{
            part.name: np.array(
                learned[part.name],
                dtype=np.int64 if part.name == "answers" else np.float64,
            )
            for part in fields(Beliefs)
        }
    )


def _gap(seen: Balance, free: Bools) -> Floats:
    """ln(requested / offered), within ±4; 0 if free, or if both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(seen.requested / seen.offered)
    gap = np.clip(gap, -WIDEST_GAP, WIDEST_GAP)
    return np.where(free | (seen.requested == seen.offered), 0.0, gap)


def _wide_gap(seen: Balance, free: Bools) -> Floats:
    """ln(requested / offered), counting 0 as half a unit; 0 if free."""
    half = [np.maximum(side, 0.5) for side in (seen.requested, seen.offered)]
    return np.where(free, 0.0, np.log(half[0] / half[1]))


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
