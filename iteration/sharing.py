"""What this server says of its councils to others with which it plans: only sums.

Goods go by their codes in ascending order, whatever their keys are here.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from iteration.arrays import Sheet, read_sheet
from iteration.catalogue import Catalogue
from iteration.count import proposals_counted
from iteration.documents.parts import ANSWERS, under_one_root
from iteration.expected import imputes
from iteration.models import Round
from iteration.pricing import rule_of
from iteration.receipts import Receipts
from iteration.silence import answered
from iteration.standing import instructed
from planning.balance import Balance, agreed, free_goods, imbalance, total
from planning.elsewhere import Answers
from planning.model import Model
from planning.pooling import Asked, Pool, Told, alone
from planning.prices import CalibratedRule

# Sums that have a figure for each side of each good.
BY_GOOD = frozenset({"halves", "halves again", "dealers"})

Sums = dict[str, np.ndarray]

__all__ = [
    "Answers",
    "Balance",
    "Here",
    "Model",
    "Order",
    "Sums",
    "agreed",
    "free_goods",
    "imbalance",
]


@dataclass(frozen=True)
class Order:
    """The goods of a catalogue by their codes, and back to their places here."""

    places: np.ndarray
    codes: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Order":
        codes = [good.code for good in catalogue.goods]
        places = np.array(sorted(range(len(codes)), key=codes.__getitem__), dtype=int)
        return cls(places, tuple(codes[place] for place in places))

    def out(self, values: np.ndarray) -> np.ndarray:
        """(n_goods, …) by their codes."""
        return values[self.places]

    def back(self, values: np.ndarray) -> np.ndarray:
        """(n_goods, …) by their places here."""
        found = np.empty_like(values)
        found[self.places] = values
        return found

    def sum_out(self, name: str, values: np.ndarray) -> np.ndarray:
        """What is added up under a name, with goods by their codes."""
        return self._each(self.out, name, values)

    def sum_back(self, name: str, values: np.ndarray) -> np.ndarray:
        """The same, with goods by their places here."""
        return self._each(self.back, name, values)

    def _each(self, turn, name, values):
        if name not in BY_GOOD or not len(self.places):
            return values
        return turn(values.reshape(-1, len(self.places)).T).T.ravel()


class Here:
    """This server's own councils in a round that has been fixed."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.catalogue = Catalogue.of(round.period)
        self.order = Order.of(self.catalogue)

    @cached_property
    def _counted(self):
        return proposals_counted(self.round)

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(self._counted[1], self.catalogue, leaves=True)

    @cached_property
    def dealing(self) -> Sheet:
        return self.sheet.dealing()

    @cached_property
    def balance(self) -> Balance:
        """What they request and offer, goods by their places here."""
        return total(self.sheet.book)

    @cached_property
    def answers(self) -> dict[str, int]:
        """How many have answered, and how the others were answered for."""
        present = self.sheet.council
        by_itself = np.isin(present, answered(self.round))
        standing = np.isin(present, instructed(self.round)) & ~by_itself
        silent = int((~by_itself & ~standing).sum())
        expected = silent if imputes(self.round) else 0
        in_force, counted = self._counted
        absent = 0 if in_force is counted else in_force.count() - len(present)
        figures = (by_itself.sum(), standing.sum(), expected, silent - expected, absent)
        return dict(zip(ANSWERS, map(int, figures), strict=True))

    @property
    def receipts(self) -> dict[str, int | str]:
        """How many receipts there are, and the root over them."""
        return under_one_root(Receipts.ordered(self.sheet.council, self.sheet.leaf))

    def part(self, name: str, sums: Sums, whole: Balance) -> np.ndarray:
        """What they add under a name; ``sums`` are all that were asked for before.

        KeyError if the calculation comes by a sum that was not told.
        """
        told = {each: self.order.sum_back(each, sums[each]) for each in sums}
        try:
            self._listen(whole, Told(told, name))
        except Asked as asked:
            return self.order.sum_out(name, asked.part)
        raise KeyError(name)

    def listen(self, sums: Sums, whole: Balance) -> tuple[CalibratedRule, Model]:
        """The rule that has heard them, and the model of what they would answer."""
        told = {each: self.order.sum_back(each, sums[each]) for each in sums}
        return self._listen(whole, Told(told))

    def alone(self) -> tuple[CalibratedRule, Model]:
        """The same where nothing was told of the others."""
        return self._listen(self.balance, alone)

    def _listen(self, whole: Balance, pool: Pool) -> tuple[CalibratedRule, Model]:
        rule = rule_of(self.round, self.catalogue, self.dealing)
        if not isinstance(rule, CalibratedRule):
            raise TypeError(f"{rule} makes no models of councils")
        own = np.isin(self.dealing.council, answered(self.round))
        return rule, rule.listen(self.dealing.book, own, whole, pool)

    def asked(self, model: Model, prices: np.ndarray) -> np.ndarray:
        """(4, n_goods) Their answers to trial log prices; goods by their codes."""
        found = Answers.of(model.respond(self.order.back(prices)))
        rows = found.requested, found.offered, found.requested_own, found.offered_own
        return np.array([self.order.out(row) for row in rows])

    def turned(
        self, model: Model, prices: np.ndarray, direction: np.ndarray
    ) -> np.ndarray:
        """(2, n_goods, k) How these change along (n_goods, k) directions."""
        trial = model.respond(self.order.back(prices))
        return np.array(
            [self.order.out(row) for row in trial.turn(self.order.back(direction))]
        )
