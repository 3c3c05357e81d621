"""Councils that others know, and of which only sums are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from planning.arrays import Floats
from planning.balance import Balance
from planning.model import Model
from planning.pooling import Pool, alone
from planning.sparse import tall
from planning.trial import Trial


@dataclass(frozen=True, eq=False)
class Answers:
    """What councils together would answer to trial prices, and how it goes on.

    Parameters
    ----------
    requested, offered : (n_goods,) float arrays
        Smallest units.
    requested_own, offered_own : (n_goods,) float arrays
        About how both follow the good's own log price.

    """

    requested: Floats
    offered: Floats
    requested_own: Floats
    offered_own: Floats

    @classmethod
    def of(cls, trial: Trial) -> "Answers":
        """Those of a trial."""
        return cls(trial.requested, trial.offered, *trial.own_slopes())

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(
            self.requested + other.requested,
            self.offered + other.offered,
            self.requested_own + other.requested_own,
            self.offered_own + other.offered_own,
        )


class Elsewhere(Protocol):
    """Councils that others know. Everything is asked again in every round."""

    @property
    def balance(self) -> Balance:
        """What they request and offer in all, exactly."""

    @property
    def silent(self) -> Balance:
        """The part of it that comes from those who answer no trial prices."""

    def part(self, name: str, sums: dict[str, Floats], like: Floats) -> Floats:
        """Their part of what is added up under a name (`planning.pooling`).

        ``sums`` are those found so far in this round, ``like`` has the shape.
        """

    def heard(self, sums: dict[str, Floats], first: list[Floats]) -> list[Answers]:
        """Every sum there is: from here on they can answer trial prices.

        Returns what they would answer to the ``first`` of them, log prices; fewer, or
        nothing, where that takes a question of its own.
        """

    def answers(self, prices: Floats) -> Answers:
        """What they would answer to trial log prices."""

    def turned(self, prices: Floats, direction: Floats) -> tuple[Floats, Floats]:
        """Change of requested and offered along (n_goods,) or (n_goods, k) directions.

        At trial log prices that they were asked about before.
        """


@dataclass
class Together:
    """A pool of what is here and what is elsewhere."""

    elsewhere: Elsewhere
    sums: dict[str, Floats] = field(default_factory=dict)

    def __call__(self, name: str, part: Floats) -> Floats:
        """The sum of this place's part and the others'."""
        there = self.elsewhere.part(name, dict(self.sums), part)
        self.sums[name] = part + there
        return self.sums[name]


def pool_with(elsewhere: Elsewhere | None) -> Pool:
    """The pool of this place and another, if there is one."""
    return alone if elsewhere is None else Together(elsewhere)


# Where those who answer no trial prices deal in more of the whole than this, by value,
# the others are no guide to them: the aggregate rule, which asks nobody, goes on.
MOST_SILENT = 0.4


def silent_part(elsewhere: Elsewhere, balance: Balance, prices: Floats) -> float:
    """Which part of all that is requested and offered answers no trial prices."""
    silent = elsewhere.silent
    whole = float(prices @ (balance.requested + balance.offered).astype(np.float64))
    part = float(prices @ (silent.requested + silent.offered).astype(np.float64))
    return part / whole if whole else 0.0


class JointModel(Model):
    """A model of councils here, joined by what those elsewhere say they would answer.

    Those who say nothing about trial prices are taken to answer like the others do,
    good by good; what only they request or offer follows its own price.

    Parameters
    ----------
    here : Model
    elsewhere : Elsewhere
    asked : (n_goods,) float array
        The log prices of the round.
    told : list of (log prices, Answers)
        What they have answered already.

    """

    def __init__(
        self,
        here: Model,
        elsewhere: Elsewhere,
        asked: Floats,
        told: Iterable[tuple[Floats, Answers]] = (),
    ) -> None:
        super().__init__(here.shards)
        self.here, self.elsewhere = here, elsewhere
        self._told = {prices.tobytes(): answers for prices, answers in told}
        self.silent = StandIn.beside(self._heard(asked), elsewhere.silent, asked)

    def _heard(self, prices: Floats) -> "JointTrial":
        asked = prices.tobytes()
        if asked not in self._told:
            self._told[asked] = self.elsewhere.answers(prices)
        there = self._told[asked]
        return JointTrial(self.here.respond(prices), there, self.elsewhere, prices)

    @property
    def is_far(self) -> bool:
        """Every question is a journey to other servers."""
        return True

    @property
    def quick(self) -> Model:
        """Itself: what is elsewhere cannot be drawn from."""
        return self

    def respond(self, prices: Floats) -> Trial:
        """Ask here and elsewhere about trial log prices."""
        asked = prices.tobytes()
        if self._last is None or self._last[0] != asked:
            trial = self._heard(prices)
            trial.join(self.silent)
            self._last = (asked, trial)
        return self._last[1]

    def totals(self, prices: Floats) -> tuple[Floats, Floats]:
        """(n_goods,) requested and offered at trial log prices."""
        trial = self.respond(prices)
        return trial.requested, trial.offered


# What nobody else deals in: so much less is requested, and so much more offered, of
# what becomes 1 % dearer.
WANTED, MADE = 1.0, 0.5


@dataclass(frozen=True, eq=False)
class StandIn:
    """In place of councils of which nothing is told but their totals.

    Parameters
    ----------
    like : (2, n_goods) float array
        By how much the answers of the others are multiplied to be those of all.
    alone : (2, n_goods) float array
        What only they request, and offer, smallest units.
    asked : (n_goods,) float array
        The log prices that was answered to.

    """

    like: Floats
    alone: Floats
    asked: Floats

    @classmethod
    def beside(cls, heard: Trial, silent: Balance, asked: Floats) -> "StandIn":
        """Those of ``silent`` totals, beside what is heard at the prices asked."""
        known = np.array([heard.requested, heard.offered])
        quiet = np.array([silent.requested, silent.offered], dtype=np.float64)
        dealt = known > 0
        like = np.where(dealt, 1.0 + quiet / np.where(dealt, known, 1.0), 1.0)
        return cls(like, np.where(dealt, 0.0, quiet), asked)

    def own(self, prices: Floats) -> Floats:
        """(2, n_goods) What only they deal in, at trial log prices."""
        moved = np.clip(prices - self.asked, -20.0, 20.0)
        found: Floats = self.alone * np.exp(np.array([-WANTED * moved, MADE * moved]))
        return found


class JointTrial(Trial):
    """Answers here and elsewhere to the same trial prices."""

    def __init__(
        self, here: Trial, there: Answers, elsewhere: Elsewhere, prices: Floats
    ) -> None:
        self.here, self.there = here, there
        self.elsewhere, self.prices = elsewhere, prices
        self.requested = here.requested + there.requested
        self.offered = here.offered + there.offered
        self.like = np.ones((2, len(prices)))
        self.alone = np.zeros((2, len(prices)))

    def join(self, silent: StandIn) -> None:
        """Let others answer like these."""
        self.like, self.alone = silent.like, silent.own(self.prices)
        self.requested = self.requested * self.like[0] + self.alone[0]
        self.offered = self.offered * self.like[1] + self.alone[1]

    def turn(self, direction: Floats) -> tuple[Floats, Floats]:
        """Change of requested and offered along directions (n_goods,) or columns."""
        here = self.here.turn(direction)
        there = self.elsewhere.turned(self.prices, direction)
        like = [tall(each, direction) for each in self.like]
        alone = [tall(each, direction) for each in self.alone]
        requested = (here[0] + there[0]) * like[0] - WANTED * alone[0] * direction
        return requested, (here[1] + there[1]) * like[1] + MADE * alone[1] * direction

    def own_slopes(self) -> tuple[Floats, Floats]:
        """(n_goods,) About how both sides of a good follow its own price."""
        requested, offered = self.here.own_slopes()
        requested = (requested + self.there.requested_own) * self.like[0]
        offered = (offered + self.there.offered_own) * self.like[1]
        return requested - WANTED * self.alone[0], offered + MADE * self.alone[1]
