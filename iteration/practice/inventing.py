"""Invented first proposals for real councils: an economy that fits together, nearly.

Consumer councils spend what they are entitled to, worker councils share out who makes
what, and need labour for it worth what they make. So at the first prices the books
balance; then every council differs a little, so that there is something to agree on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zlib import crc32

import numpy as np

from councils.models import Council
from proposals.models import Good

Kind, Category = Council.Kind, Good.Category
MAKERS = (Kind.WORKER, Kind.INDUSTRY_FEDERATION)
MADE = (Category.CONSUMPTION, Category.PUBLIC, Category.INTERMEDIATE)
# Who can offer goods of a category.
OFFERERS = (
    dict.fromkeys(MADE, MAKERS)
    | dict.fromkeys((Category.RESOURCE, Category.CAPITAL), (Kind.COMMONS,))
    | {Category.LABOUR: (Kind.CONSUMER,), Category.POLLUTANT: (Kind.COMMUNITY,)}
)
# Parts of the value of what is made: things made by others, what commons and
# communities offer. The rest is labour.
BOUGHT, NATURE = 0.2, 0.05
# The part of what its members are entitled to that a federation uses for all of them.
PUBLIC = 0.1
DIFFERENCE = 0.08

Lines = dict[int, dict[int, int]]


@dataclass
class Economy:
    """Values in credits, by the keys of council and good; offers are negative."""

    random: np.random.Generator
    value: dict[tuple[int, int], float] = field(
        default_factory=lambda: defaultdict(float)
    )

    def share(
        self, total: float, councils: Sequence[int], good: int, sign: int
    ) -> None:
        """A value shared by councils, not quite evenly."""
        parts = self.random.dirichlet(np.full(len(councils), 20.0))
        for council, part in zip(councils, parts.tolist(), strict=True):
            self.value[council, good] += sign * total * part

    def parts(self, total: float, goods: Sequence[int]) -> list[tuple[int, float]]:
        """A value as values of several goods."""
        if not goods:
            return []
        weights = self.random.dirichlet(np.full(len(goods), 8.0)).tolist()
        return [(good, total * each) for good, each in zip(goods, weights, strict=True)]


def invent(
    *,
    councils: Iterable[Council],
    prices: Mapping[Good, Decimal],
    entitlements: Mapping[int, Decimal],
    seed: str,
) -> Lines:
    """First proposals, smallest units by the keys of council and good.

    Goods nobody could offer are requested by nobody. The same input gives the same
    proposals. Empty without a council that makes things, or one that uses them.
    """
    random = np.random.default_rng(crc32(seed.encode()))
    by_kind: dict[str, list[Council]] = defaultdict(list)
    for council in councils:
        by_kind[council.kind].append(council)
    goods: dict[str, list[int]] = defaultdict(list)
    for good in prices:
        if any(by_kind[kind] for kind in OFFERERS[good.category]):
            goods[good.category].append(good.pk)
    makers = [council.pk for kind in MAKERS for council in by_kind[kind]]
    users = [each for each in by_kind[Kind.CONSUMER] if entitlements.get(each.pk)]
    if not (makers and users and goods[Category.CONSUMPTION]):
        return {}
    economy = Economy(random)
    wanted = _use(economy, by_kind, users, goods, entitlements)
    _make(economy, by_kind, makers, goods, wanted)
    _work(economy, makers, users, goods, entitlements)
    return _whole(economy, prices)


def _use(economy, by_kind, users, goods, entitlements) -> dict[int, float]:
    """What is requested by those who use: value by good."""
    wanted: dict[int, float] = defaultdict(float)
    below: dict[int, list[Council]] = defaultdict(list)
    for each in users:
        below[each.parent_id].append(each)
    for federation in by_kind[Kind.CONSUMER_FEDERATION]:
        entitled = sum(float(entitlements[each.pk]) for each in below[federation.pk])
        if entitled and goods[Category.PUBLIC]:
            for good, value in economy.parts(PUBLIC * entitled, goods[Category.PUBLIC]):
                economy.value[federation.pk, good] += value
                wanted[good] += value
    for each in users:
        rest = float(entitlements[each.pk]) * (1 - PUBLIC)
        for good, value in economy.parts(rest, goods[Category.CONSUMPTION]):
            economy.value[each.pk, good] += value
            wanted[good] += value
    return wanted


def _make(economy, by_kind, makers, goods, wanted) -> None:
    """Who makes what is wanted, and what they need from others for it."""
    bought, makers, suppliers = _split(goods[Category.INTERMEDIATE], makers)
    nature = {
        good: [each.pk for kind in OFFERERS[category] for each in by_kind[kind]]
        for category in (Category.RESOURCE, Category.CAPITAL, Category.POLLUTANT)
        for good in goods[category]
    }
    made = _output(economy, _shared_out(list(wanted), makers), wanted)
    needed: dict[int, float] = defaultdict(float)
    for maker, output in made.items():
        for good, value in economy.parts(BOUGHT * output, bought):
            economy.value[maker, good] += value
            needed[good] += value
    between = {good: [one] for good, one in zip(bought, suppliers, strict=True)}
    made |= _output(economy, between, needed)
    for maker, output in made.items():
        for good, value in economy.parts(NATURE * output, list(nature)):
            economy.value[maker, good] += value
            economy.share(value, nature[good], good, -1)


def _split(bought: Sequence[int], makers: Sequence[int]):
    """Goods that makers buy, who makes what is used, and who makes one of these each.

    What is bought and made by recipes only must come out exactly even in a plan: so
    whoever makes it makes nothing else. Where makers are few, so are such goods.
    """
    n = min(len(bought), len(makers) // 3)
    last = len(makers) - n
    return bought[:n], makers[:last], makers[last:]


def _output(economy, shared, wanted) -> dict[int, float]:
    """Offers of what is wanted; the value each maker makes in all."""
    made: dict[int, float] = defaultdict(float)
    for good, makers in shared.items():
        before = {maker: economy.value[maker, good] for maker in makers}
        economy.share(wanted.get(good, 0.0), makers, good, -1)
        for maker in makers:
            made[maker] += before[maker] - economy.value[maker, good]
    return made


def _shared_out(goods: Sequence[int], makers: Sequence[int]) -> dict[int, list[int]]:
    """Who makes which good: in turn, until every good and every maker has its part."""
    shared: dict[int, list[int]] = {good: [] for good in goods}
    for turn in range(max(len(goods), len(makers)) if goods else 0):
        shared[goods[turn % len(goods)]].append(makers[turn % len(makers)])
    return {good: sorted(set(mine)) for good, mine in shared.items()}


def _work(economy, makers, users, goods, entitlements) -> None:
    """What is made and not bought is worked for; consumer councils offer the work."""
    if not goods[Category.LABOUR]:
        return
    added = dict.fromkeys(makers, 0.0)
    for (council, _good), value in economy.value.items():
        if council in added:
            added[council] -= value
    offered: dict[int, float] = defaultdict(float)
    for maker, value in added.items():
        for good, part in economy.parts(max(value, 0.0), goods[Category.LABOUR]):
            economy.value[maker, good] += part
            offered[good] += part
    total = sum(float(entitlements[each.pk]) for each in users)
    for good, value in offered.items():
        for each in users:
            part = float(entitlements[each.pk]) / total
            economy.value[each.pk, good] -= value * part


def _whole(economy, prices) -> Lines:
    """Values as whole smallest units, each a little more or less than it was."""
    goods = {good.pk: (good, float(price)) for good, price in prices.items()}
    lines: Lines = defaultdict(dict)
    for (council, key), value in sorted(economy.value.items()):
        good, price = goods[key]
        drawn = float(economy.random.standard_normal())
        # Nobody requests more than what the entitlement reaches for.
        factor = np.exp(-DIFFERENCE * abs(drawn) if value > 0 else DIFFERENCE * drawn)
        units = round(value * factor / price * 10**good.decimals)
        if units:
            lines[council][key] = max(min(units, 10**15 - 1), 1 - 10**15)
    return dict(lines)
