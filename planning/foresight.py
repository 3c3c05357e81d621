"""How councils would answer prices, as far as a rule has learned of them."""

from copy import copy
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from planning.arrays import Floats
from planning.beliefs import Beliefs
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils
from planning.expected import expected_units, in_whole
from planning.knowledge import Knowledge
from planning.learning import SUBSTITUTIONS, SUPPLIES
from planning.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Foresight:
    """The councils of a counted round, asked about prices nobody has announced.

    Every council answers by its model at the proposal it has sent last. How it replaces
    what becomes dearer, and how its offers follow the price, is drawn once from what is
    believed of it with its uncertainty: the less was learned, the further its answers
    may be from what a rule expects. Each line of an answer varies by the noise heard.

    Parameters
    ----------
    known : Knowledge
        What was learned.
    true : Knowledge
        What the councils really do, in this simulation.
    councils : Councils
        Those of ``known``, in its order.
    noise : float
        Standard deviation of the logarithm of a line of an answer.
    seed : int
        The same seed is the same councils with the same noise, round by round.

    """

    known: Knowledge
    true: Knowledge
    councils: Councils
    noise: float
    seed: int

    @classmethod
    def of(
        cls, rule: CalibratedRule, outcome: Outcome, councils: Councils, seed: int
    ) -> Self:
        """Go by what a rule knows once it has given an outcome; it is not changed."""
        known = Knowledge.restored(outcome.state, rule.memory, len(outcome.prices))
        known.still, known.bound = councils.keeps, councils.bound
        noise = float(np.sqrt(known.noise))
        true = copy(known)
        true.beliefs = drawn(known.beliefs, np.random.default_rng([seed, 0]))
        return cls(known, true, councils, noise, seed)

    def answer(self, prices: Floats, number: int) -> Book:
        """What all councils propose by themselves in a round, with its noise.

        ``prices``: credits per smallest unit; ``number``: the round, which the noise
        belongs to.
        """
        record = self.known.record
        random = np.random.default_rng([self.seed, 1, number])
        noise = np.exp(self.noise * random.standard_normal(len(record.units)))
        units = self._units(self.true, prices) * noise
        return in_whole(record, self.known.whole, units, len(prices))

    def instructed(self, prices: Floats) -> Book:
        """What is answered for councils as they have declared: no noise, no error."""
        units = self._units(self.known, prices)
        return in_whole(self.known.record, self.known.whole, units, len(prices))

    def _units(self, known: Knowledge, prices: Floats) -> Floats:
        return expected_units(known.model(self.councils), known.record, np.log(prices))


def drawn(beliefs: Beliefs, random: np.random.Generator) -> Beliefs:
    """Draw each council's elasticities from what is believed of them.

    Parameters
    ----------
    beliefs : Beliefs
    random : numpy Generator

    Returns
    -------
    Beliefs
        Substitution and supply from lognormal distributions with the mean and the
        variance that are believed, within the bounds learning keeps. What is believed
        to be 0, or is not known, stays.

    Examples
    --------
    >>> told = Beliefs.nobody()
    >>> len(drawn(told, np.random.default_rng(1)).answers)
    0

    """
    columns = {}
    for name, bounds in (("substitution", SUBSTITUTIONS), ("supply", SUPPLIES)):
        mean, variance = getattr(beliefs, name), getattr(beliefs, f"{name}_variance")
        deviate = random.standard_normal(len(mean))
        varies = (mean > 0) & (variance > 0)
        size, spread = np.where(varies, mean, 1.0), np.where(varies, variance, 0.0)
        spread = np.sqrt(np.log1p(spread / size**2))
        value = np.clip(size * np.exp(spread * deviate - spread**2 / 2), *bounds)
        columns[name] = np.where(varies, value, mean)
    return replace(beliefs, **columns)
