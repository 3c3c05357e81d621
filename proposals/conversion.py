"""Figures of goods that have ended, as figures of the goods in their place: exactly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from proposals.models import Good, Succession, Successor

Factors = Mapping[int, Mapping[int, Fraction]]


class Part(NamedTuple):
    """A good in the place of another: which share of it, and how many units for one."""

    good: Good
    share: Fraction = Fraction(1)
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class Conversion:
    """What one smallest unit of each good that has ended is, through all successions.

    ``factors``: smallest units of the goods in its place, by their keys; of a retired
    good nothing. ``family``: goods between which a whole has been divided, which are
    counted alike, by the key of one of them. A good that has not ended stands for
    itself. ``shares``: which part of the old good each of them is.
    """

    factors: Factors
    family: Mapping[int, int] = field(default_factory=dict)
    shares: Factors = field(default_factory=dict)

    @classmethod
    def for_year(cls, opened_at: datetime | None) -> "Conversion":
        """The one that holds for a year opened at a moment; None: not yet opened."""
        return cls.of(Succession.objects.before(opened_at).select_related("good"))

    @classmethod
    def of(cls, successions: Iterable[Succession]) -> "Conversion":
        """The one these successions make together."""
        ended = {each.pk: each.good for each in successions}
        ends: dict[Good, list[Part]] = {good: [] for good in ended.values()}
        if ends:
            rows = Successor.objects.filter(succession__in=list(ended))
            for row in rows.select_related("good"):
                part = Part(row.good, row.share, row.factor)
                ends[ended[row.succession_id]].append(part)
        return cls.foreseen(ends)

    @classmethod
    def foreseen(cls, ends: Mapping[Good, Sequence[Part]]) -> "Conversion":
        """The one these goods and the parts in their places would make."""
        steps: dict[int, dict[int, Fraction]] = {}
        shares: dict[int, dict[int, Fraction]] = {}
        measure: dict[int, tuple[str, int]] = {}
        for good, parts in ends.items():
            steps[good.pk] = {part.good.pk: smallest(good, part) for part in parts}
            shares[good.pk] = {part.good.pk: part.share for part in parts}
            for part in parts:
                measure[part.good.pk] = (part.good.unit, part.good.decimals)
        return cls(whole_way(steps), families(steps, measure), whole_way(shares))

    def __bool__(self) -> bool:
        return bool(self.factors)

    def exact(self, lines: Mapping[int, int]) -> dict[int, Fraction]:
        """What quantities become before they are whole units, by the good's key."""
        found: dict[int, Fraction] = defaultdict(Fraction)
        for good, units in lines.items():
            for target, factor in self.factors.get(good, {good: Fraction(1)}).items():
                found[target] += units * factor
        return dict(found)

    def units(self, lines: Mapping[int, int]) -> dict[int, int]:
        """What a council's quantities become, in whole smallest units, none zero.

        Parts of one whole are rounded together, by their largest remainders, so that
        they add up to it; everything else to the nearest, halves to the even number.

        >>> half = {1: {2: Fraction(1, 2), 3: Fraction(1, 2)}}
        >>> Conversion(half, {2: 2, 3: 2}).units({1: 7, 9: -5})
        {2: 4, 3: 3, 9: -5}
        """
        if lines.keys().isdisjoint(self.factors):
            return {good: units for good, units in sorted(lines.items()) if units}
        groups: dict[int, dict[int, Fraction]] = defaultdict(dict)
        for good, amount in self.exact(lines).items():
            groups[self.family.get(good, good)][good] = amount
        rounded: dict[int, int] = {}
        for group in groups.values():
            rounded |= together(group)
        return {good: units for good, units in sorted(rounded.items()) if units}


def predecessors(opened_at: datetime | None) -> dict[int, list[Good]]:
    """The goods each good stands in the place of, in a year opened at a moment."""
    rows = Successor.objects.filter(
        succession__in=Succession.objects.before(opened_at)
    ).select_related("succession__good")
    near: dict[int, list[Good]] = defaultdict(list)
    for row in rows.order_by("pk"):
        near[row.good_id].append(row.succession.good)

    def all_of(key: int) -> list[Good]:
        found = list(near.get(key, ()))
        for good in near.get(key, ()):
            found += all_of(good.pk)
        return found

    return {key: all_of(key) for key in list(near)}


def smallest(good: Good, part: Part) -> Fraction:
    """Smallest units of a part in one smallest unit of the good it is of."""
    return (
        part.share * part.factor * Fraction(10) ** (part.good.decimals - good.decimals)
    )


def whole_way(steps: Factors) -> dict[int, dict[int, Fraction]]:
    """Follow successions to the goods that have not ended.

    >>> steps = {1: {2: Fraction(3)}, 2: {4: Fraction(1, 2), 5: Fraction(1, 2)}}
    >>> {good: str(factor) for good, factor in whole_way(steps)[1].items()}
    {4: '3/2', 5: '3/2'}
    """
    found: dict[int, dict[int, Fraction]] = {}

    def follow(good: int) -> Mapping[int, Fraction]:
        if good not in steps:
            return {good: Fraction(1)}
        if good not in found:
            ends: dict[int, Fraction] = defaultdict(Fraction)
            for target, factor in steps[good].items():
                for end, further in follow(target).items():
                    ends[end] += factor * further
            found[good] = dict(ends)
        return found[good]

    for good in steps:
        follow(good)
    return found


def families(steps: Factors, measure: Mapping[int, tuple[str, int]]) -> dict[int, int]:
    """Which goods a whole has been divided between that are counted alike.

    >>> kilos = {good: ("kg", 3) for good in (2, 3, 4, 5)}
    >>> steps = {1: {2: Fraction(1, 2), 3: Fraction(1, 2)}, 3: {4: Fraction(1)}}
    >>> families(steps, kilos)
    {2: 2, 4: 2}
    """
    found: dict[int, int] = {}
    for ends in whole_way(steps).values():
        alike: dict[tuple[str, int], list[int]] = defaultdict(list)
        for good in sorted(ends):
            alike[measure[good]].append(good)
        for goods in alike.values():
            known = {found.get(good, good) for good in goods}
            one = min(known)
            for good, head in list(found.items()):
                if head in known:
                    found[good] = one
            found |= dict.fromkeys(goods, one)
    return dict(sorted(found.items()))


def together(group: Mapping[int, Fraction]) -> dict[int, int]:
    """Whole numbers beside exact ones that add up to their sum, rounded.

    >>> together({1: Fraction(-3, 2), 2: Fraction(-3, 2), 3: Fraction(1, 3)})
    {1: -2, 2: -1, 3: 0}
    """
    total = sum(group.values(), Fraction(0))
    sign = -1 if total < 0 else 1
    lower = {good: sign * amount // 1 for good, amount in group.items()}
    missing = round(sign * total) - sum(lower.values())
    order = sorted(group, key=lambda good: (lower[good] - sign * group[good], good))
    more = set(order[:missing])
    return {good: sign * (lower[good] + (good in more)) for good in group}
