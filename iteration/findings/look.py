"""What is looked at before a round closes: what counts now, and what counted last."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from iteration.arrays import Sheet, read_sheet
from iteration.catalogue import Catalogue, read_prices
from iteration.count import proposals_counted
from iteration.models import Round
from iteration.turnout import until
from proposals.models import Proposal


class Finding(NamedTuple):
    """One thing that stands out.

    ``about`` is one of ``Question.About``. ``council`` and ``good`` are keys, None
    where it is about none. ``factor`` says how large it is, as its sort means it; NaN
    where there is no size. ``other`` is the key of a second council.
    """

    about: str
    council: int | None
    good: int | None
    factor: float
    other: int | None = None


@dataclass(frozen=True, eq=False)
class Look:
    """The proposals in force in a round, and those counted last; both by council.

    ``before`` holds what the round before counted; in a first round, what came from
    the plan of the year before. It may be empty.
    """

    round: Round
    at: object
    catalogue: Catalogue
    now: Sheet
    before: Sheet

    @classmethod
    def at_round(cls, round, at):
        """Read both, in a few queries."""
        catalogue = Catalogue.fixed(round.period)
        in_force = Proposal.objects.in_force(round.period, until(round, at))
        return cls(
            round=round,
            at=at,
            catalogue=catalogue,
            now=read_sheet(in_force, catalogue).dealing(),
            before=_counted_last(round, at, catalogue),
        )

    @cached_property
    def prices(self):
        """The round's prices, credits per smallest unit."""
        return read_prices(self.round, self.catalogue)

    @cached_property
    def value(self):
        """What each line of now is worth, credits; negative if it is offered."""
        return self.now.book.quantity * self.prices[self.now.book.good]

    def per_council(self, figures):
        """The sum of figures of lines for each council of now."""
        book = self.now.book
        return np.bincount(book.council, figures, minlength=book.n_councils)

    def good(self, place):
        """The key of a good at a place in the catalogue."""
        return int(self.catalogue.keys[place])

    def council(self, place):
        """The key of a council at a place in now."""
        return int(self.now.council[place])


def _counted_last(round, at, catalogue):
    earlier = Round.objects.without_memory().filter(
        period=round.period, number__lt=round.number, status=Round.Status.PUBLISHED
    )
    last = earlier.order_by("-number").first()
    if last is not None:
        last.period = round.period
        return _counted(last, catalogue)
    planned = Proposal.objects.filter(origin=Proposal.Origin.PLAN)
    in_force = planned.in_force(round.period, until(round, at))
    return read_sheet(in_force, catalogue).dealing()


# What a published round has counted never changes; it is looked at again and again.
@lru_cache(maxsize=2)
def _counted(round, catalogue):
    return read_sheet(proposals_counted(round)[1], catalogue).dealing()
