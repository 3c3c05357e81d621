"""One book heard: what its answers change, teach, and leave to start from."""

from dataclasses import replace

import numpy as np

from planning.accounts import accounts
from planning.arrays import Bools, Floats, Ints
from planning.behaviour import Behaviour
from planning.beliefs import Beliefs
from planning.book import Book
from planning.changes import Changes, changes, used_parts
from planning.councils import Councils
from planning.expected import whole_units, within_half
from planning.learning import learn
from planning.match import match
from planning.noise import NOISE, heard_noise
from planning.outliers import surprises
from planning.pooling import Pool, alone
from planning.priors import continued
from planning.record import Record
from planning.returns import begun, tempered
from planning.sparse import positive
from planning.threads import in_order

# Half units that make a log margin vary more than this leave no margin to tell.
TOO_COARSE = 0.05


class Hearing:
    """The answers of a book, beside what their councils answered last.

    Parameters
    ----------
    before : Record
        What was answered last.
    book : Book
    councils : Councils
        Those of the book.
    answered : (n_councils,) bool array
        Who answered by itself.
    prices : (n_goods,) float array
        What was answered, credits per smallest unit.

    Attributes
    ----------
    laid : Record
        The last answers in the order of the book.
    may : (n_councils,) float array
        What the councils may spend, credits.

    """

    def __init__(
        self,
        before: Record,
        book: Book,
        councils: Councils,
        answered: Bools,
        prices: Floats,
    ) -> None:
        self.book, self.councils = book, councils
        self.prices: Floats = np.log(prices)
        self.both = both = match(before, book, councils.key, answered)
        self.laid = Record(
            councils.key,
            both.start,
            both.good,
            both.then,
            before.asked,
            both.asked_in,
            both.allowance,
        )
        # What holds of all together, from before; None: it is read from these.
        self.common: tuple[float, int] | None = None
        self.pool: Pool = alone
        self.may = both.allowance
        if councils.income is not None:
            self.may = councils.income.budgets(book, prices)

    def continued(self, key: Ints, beliefs: Beliefs) -> Beliefs:
        """Beliefs about the councils of ``key``, in the order of the book."""
        return continued(key, beliefs, self.both, self.book, self.councils)

    def changes(self, answers: Ints) -> Changes | None:
        """How answers have changed, found block by block; None: nobody is known.

        ``answers``: how often each council has answered.
        """
        if not self.both.known.any():
            return None
        capacity, thinning = self.councils.capacity, (self.book.whole, answers)
        asked, prices = self.laid.asked, self.prices

        def part(rows: tuple[int, int]) -> Changes:
            return changes(self.both, asked, prices, capacity, rows, thinning)

        return Changes.stacked(in_order(part, list(self.laid.blocks())))

    def taught(
        self, beliefs: Beliefs, found: Changes | None, heard: float | None
    ) -> tuple[Beliefs, float | None]:
        """Beliefs after what was found, and the noise heard till now.

        With the beliefs goes how far each answer was from what they let expect.
        """
        heard = heard_noise(found, heard, self.pool)
        if found is None:
            return beliefs, heard
        noise = NOISE if heard is None else heard
        then = self.laid.allowance
        richer = np.log(positive(self.may) / positive(then))
        richer = np.where((self.may > 0) & (then > 0), richer, 0.0)
        whole, how = self.book.whole, self._behaviour(beliefs)
        far = surprises(beliefs, how, found, whole, richer, noise)
        return replace(learn(beliefs, found, whole, noise), surprise=far), heard

    def record(self, beliefs: Beliefs) -> Record:
        """Where the models start: at what was answered, within half a unit."""
        both = self.both
        units, small = both.answered()
        if small is None:
            none = np.zeros(0)
            n_sides = 2 * len(self.prices)
            within_half(none, none, none.astype(np.int64), n_sides, self.pool)
        else:
            kinds = self.book.whole, self.councils.consumer
            told = kinds, self._behaviour(beliefs), self.prices
            within = whole_units(both, self.laid, small, *told, self.pool)
            units[small] = np.sign(both.then[small]) * within
        asked = np.vstack([self.laid.asked, self.prices])
        asked_in = np.where(both.fresh, len(asked) - 1, both.asked_in)
        used, place = np.unique(asked_in, return_inverse=True)
        allowance = np.where(both.fresh, self.may, both.allowance)
        place = place.astype(np.int64).reshape(-1)
        key = self.councils.key
        return Record(key, both.start, both.good, units, asked[used], place, allowance)

    def anchored(
        self,
        beliefs: Beliefs,
        record: Record,
        found: Changes | None,
        heard: float | None,
    ) -> Beliefs:
        """Take from the new points of reference what they say of recipes."""
        cost, revenue, coarseness = accounts(record, self.book.whole)
        both = (cost > 0) & (revenue > 0) & (coarseness < TOO_COARSE)
        margin = np.full(len(cost), np.nan)
        margin[both] = np.log(revenue[both] / cost[both])
        noise = NOISE if heard is None else heard
        beliefs = begun(beliefs, cost, revenue, coarseness)
        fresh, pool = self.both.fresh, self.pool
        beliefs = beliefs.anchored(margin, found, fresh, noise, pool)
        if heard is None:
            return beliefs
        return tempered(beliefs, heard, self.councils, pool)

    def _behaviour(self, beliefs: Beliefs) -> Behaviour:
        """How the councils are taken to answer, from where they stood."""
        used = used_parts(self.laid, self.councils.capacity)
        return beliefs.behaviour(self.book.whole, used, self.common)
