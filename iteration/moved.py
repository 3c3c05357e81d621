"""How a round's prices have moved for councils, at the proposals they have in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from iteration.models import Price, Round
from proposals.models import Proposal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Move:
    """What a proposal requests less what it offers, in credits: before, and now.

    ``share`` is by how much that grew, as a part of the larger of the two sides before:
    what is left between two large sides may be next to nothing, and any move a large
    part of it. Positive is against the council.
    """

    before: Decimal
    now: Decimal
    share: Decimal

    @property
    def kept(self):
        """As text, to be stored."""
        return [str(self.before), str(self.now), str(self.share)]

    @classmethod
    def from_kept(cls, kept):
        return cls(*map(Decimal, kept))


def moves(round: Round, councils: Collection[int]) -> dict[int, Move]:
    """How the prices of a round have moved for some councils, by their keys.

    None for the first round, nor for a council without a proposal at its opening.
    """
    earlier = round.period.rounds.filter(number=round.number - 1).first()
    if earlier is None:
        return {}
    now, before = _per_smallest_unit(round), _per_smallest_unit(earlier)
    in_force = Proposal.objects.in_force(round.period, round.opened_at)
    rows = in_force.filter(council__in=councils).values_list(
        "council_id", "goods", "quantities"
    )
    found = {
        council: _move(dict(zip(goods, quantities, strict=True)), before, now)
        for council, goods, quantities in rows
    }
    return {council: move for council, move in found.items() if move}


def _move(
    lines: Mapping[int, int],
    before: Mapping[int, Decimal],
    now: Mapping[int, Decimal],
) -> Move | None:
    values = [units * before[good] for good, units in lines.items()]
    larger = max(
        sum(value for value in values if value > 0),
        -sum(value for value in values if value < 0),
    )
    if not larger:
        return None  # Nothing is requested or offered.
    old = sum(values, Decimal(0))
    new = sum((units * now[good] for good, units in lines.items()), Decimal(0))
    share = ((new - old) / larger).quantize(Decimal("0.000001"))
    return Move(old.quantize(CENT), new.quantize(CENT), share)


def _per_smallest_unit(round: Round) -> dict[int, Decimal]:
    rows = Price.objects.filter(round=round).values_list(
        "good_id", "price", "good__decimals"
    )
    return {good: price.scaleb(-decimals) for good, price, decimals in rows}
