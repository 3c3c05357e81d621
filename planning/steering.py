"""Where the prices go: the model's balance, what it has missed, and the safeguards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np

from planning.arrays import Floats
from planning.equilibrium import Found, Search, solve
from planning.model import Model
from planning.outcome import CAPPED
from planning.plain import plain
from planning.safeguards import Safeguards, Seen
from planning.secant import Secant

MODEL = "model"

# How far the price of a good that nobody offers, or requests, goes in a round.
LONE_STEP = 1.0

# A log gap that a balance of the models must not leave.
UNSOLVED = 0.1


class Steering:
    """The course of a calibrated rule from round to round.

    Parameters
    ----------
    guards : Safeguards
    secant : Secant
    previous : pair of (n_goods,) float arrays or None
        Log prices and log gaps of the round before.

    """

    def __init__(
        self,
        guards: Safeguards,
        secant: Secant,
        previous: tuple[Floats, Floats] | None = None,
    ) -> None:
        self.guards, self.secant, self.previous = guards, secant, previous

    @classmethod
    def begun(cls, n_goods: int) -> Self:
        """At the start: nothing was tried."""
        return cls(Safeguards(), Secant(n_goods))

    def steer(
        self,
        model: Model,
        seen: Seen,
        *,
        floor: Floats,
        noise: float,
        plain_step: Floats,
    ) -> tuple[Floats, list[str | None]]:
        """The next log prices, and why.

        Parameters
        ----------
        model : Model
        seen : Seen
            The round that was answered.
        floor : (n_goods,) float array
            Lowest log prices.
        noise : float
            Variance of a log answer.
        plain_step : (n_goods,) float array
            Where the aggregate rule would go; taken while it takes over.

        Returns
        -------
        (n_goods,) float array, list of (str or None)
            Codes of explanations; None: plain excess.

        """
        self._correct(model, seen, noise)
        gives_way = self.guards.gives_way(seen)
        centre = self.guards.centre(seen, self.guards.judge(seen))
        new, codes = self._step(model, centre, seen, floor)
        if not gives_way:
            return new, codes
        self.guards.predicted = None
        merit, best = self.guards.best or (0.0, seen.prices)
        base = best if seen.merit > 2.0 * merit else seen.prices
        return base + plain_step, [None] * len(new)

    def looks_at(self, seen: Seen) -> list[Floats]:
        """The log prices at which the model will be asked first."""
        learned_from = self._before(seen)
        return [seen.prices] if learned_from is None else [seen.prices, learned_from[0]]

    def _before(self, seen: Seen) -> tuple[Floats, Floats] | None:
        """Log prices and gaps before the last move, if something can be learned."""
        if self.previous is None:
            return None
        moved = seen.prices - self.previous[0]
        some = np.linalg.norm(moved) > 1e-7 and np.abs(moved).max() < 1.0
        return self.previous if some else None

    def pass_by(self, seen: Seen, step: Floats) -> Floats:
        """The log prices after a step of the aggregate rule, where no model is asked.

        What was predicted before says nothing of what comes then.
        """
        self.guards.predicted = None
        self.guards.centre(seen, 0.0)
        self.previous = (seen.prices, seen.gap)
        return seen.prices + step

    def _correct(self, model: Model, seen: Seen, noise: float) -> None:
        """Remember what the model missed on the last move."""
        last = self._before(seen)
        if last is not None:
            before, gap_before = last
            moved = seen.prices - before
            gaps = [
                np.clip(model.quick.respond(prices).gap, -4.0, 4.0)
                for prices in (seen.prices, before)
            ]
            missed = (seen.gap - gap_before) - (gaps[0] - gaps[1])
            missed -= self.secant @ moved
            self.secant.learn(missed, moved, noise)
        self.previous = (seen.prices, seen.gap)

    def _step(
        self, model: Model, centre: Floats, seen: Seen, floor: Floats
    ) -> tuple[Floats, list[str | None]]:
        """The prices that balance the models, within the radius and above the floor.

        A good that nobody offers, or nobody requests, has no such price; its own
        excess moves it.
        """
        radius = self.guards.radius
        requested, offered = model.totals(centre)
        lone = (requested > 0) != (offered > 0)
        fixed = lone | (requested <= 0)
        wish = np.sign(requested - offered) * min(LONE_STEP, radius)
        wish = np.maximum(centre + np.where(lone, wish, 0.0), floor)
        low = np.where(fixed, wish, np.maximum(centre - radius, floor))
        high = np.where(fixed, wish, centre + radius)
        found = self._solved(model, Search(centre, low, high, self.secant, fixed))
        new = found.prices
        if not np.isfinite(new).all():
            new = np.clip(centre + 0.3 * seen.gap, low, high)
        gap = np.where((new <= floor + 1e-9) & (found.gap < 0), 0.0, found.gap)
        self.guards.stepped(centre, new, seen, np.where(fixed, seen.gap, gap))
        full = np.abs(new - centre) >= 0.999 * radius
        return new, [
            None if alone else CAPPED if far else MODEL
            for alone, far in zip(fixed.tolist(), full.tolist(), strict=True)
        ]

    def _solved(self, model: Model, search: Search) -> Found:
        """A balance with what the model missed; if there is none, one without."""
        found = solve(model, search)
        left = _left(search, found)
        if left < UNSOLVED or not len(self.secant.moved):
            return found
        self.secant = Secant(len(found.prices))
        alone = replace(search, secant=self.secant)
        again = solve(model, alone)
        return again if _left(alone, again) < left else found

    def state(self) -> dict[str, Any]:
        """All of it, ready for JSON; linear in the number of goods."""
        return {
            "guards": plain(self.guards.state()),
            "missed": self.secant.missed.tolist(),
            "moved": self.secant.moved.tolist(),
            "previous": plain(self.previous),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Any], n_goods: int) -> Self:
        """Take up `state` again."""
        previous = state["previous"]
        return cls(
            Safeguards.restored(state["guards"]),
            Secant(n_goods, state["missed"], state["moved"]),
            previous and (np.array(previous[0]), np.array(previous[1])),
        )


def _left(search: Search, found: Found) -> float:
    """The largest log gap of a good that no bound holds."""
    active = ~search.blocked(found.gap, found.prices)
    return float(np.abs(found.gap[active]).max(initial=0.0))
