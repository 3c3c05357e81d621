"""A data package as arrays, ready for rounds in memory."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.book import Book
from planning.responses import Flexibility
from planning.rows import PRIMARY, RECIPES, SLACK, GoodRow

if TYPE_CHECKING:
    from planning.package import Package


@dataclass(frozen=True, eq=False)
class Economy:
    """Councils that answer prices, as a data package describes them.

    Parameters
    ----------
    goods, councils : tuple of str
        Codes and slugs in ascending order: what the places in the arrays mean.
    book : Book
        The proposals, times the changes expected this year.
    prices : (n_goods,) float array
        The prices they answered, credits per smallest unit.
    flexibility : Flexibility
        The standing instructions; a council without one keeps its proposal.
    entitlement : (n_councils,) float array
        Credits of the period.
    members, parent : (n_councils,) int64 array
        Heads; the place of the federation, -1 without one.
    consumer, federation : (n_councils,) bool array
        Consumer councils; federations of such.
    slack : (n_goods,) bool array
        Goods of which what is offered may stay unused.
    primary : (n_goods,) bool array
        Labour and natural resources.
    unit : (n_goods,) float array
        Smallest units in a unit of the good: 1, 10, 100 or 1000.

    """

    goods: tuple[str, ...]
    councils: tuple[str, ...]
    book: Book
    prices: Floats
    flexibility: Flexibility
    entitlement: Floats
    members: Ints
    parent: Ints
    consumer: Bools
    federation: Bools
    slack: Bools
    primary: Bools
    unit: Floats

    def equal_prices(self) -> Floats:
        """One price for a unit of any good: all entitlements / all primary supply.

        Returns
        -------
        (n_goods,) float array
            Credits per smallest unit. Without entitlements or primary supply the one
            price is 1 credit a unit.

        """
        offered = (self.book.quantity < 0) & self.primary[self.book.good]
        units = -self.book.quantity[offered] / self.unit[self.book.good[offered]]
        supply, entitled = float(units.sum()), float(self.entitlement.sum())
        level = entitled / supply if supply > 0 and entitled > 0 else 1.0
        return level / self.unit


def economy(package: "Package") -> Economy:
    """Turn a faultless data package into arrays."""
    goods = sorted(package.goods, key=lambda good: good.code)
    councils = sorted(package.councils, key=lambda council: council.slug)
    good_at = {good.code: place for place, good in enumerate(goods)}
    at = {council.slug: place for place, council in enumerate(councils)}
    unit = np.array([10.0**good.decimals for good in goods])
    prices = np.zeros(len(goods))
    for row in package.prices:
        place = good_at[row.good]
        prices[place] = float(row.price.scaleb(-goods[place].decimals))
    entitlement = np.zeros(len(councils))
    for entry in package.entitlements:
        entitlement[at[entry.council]] += float(entry.amount)
    whole = np.array([council.kind in RECIPES for council in councils], dtype=np.bool_)
    book = _book(package, good_at, at, whole)
    kinds = np.array([council.kind for council in councils])
    return Economy(
        goods=tuple(good_at),
        councils=tuple(at),
        book=book,
        prices=prices,
        flexibility=_flexibility(package, goods, at, book, prices),
        entitlement=entitlement,
        members=np.array([council.members for council in councils], dtype=np.int64),
        parent=np.array(
            [at.get(council.parent, -1) for council in councils], dtype=np.int64
        ),
        consumer=kinds == "consumer",
        federation=kinds == "consumer_federation",
        slack=np.array([good.category in SLACK for good in goods], dtype=np.bool_),
        primary=np.array([good.category in PRIMARY for good in goods], dtype=np.bool_),
        unit=unit,
    )


def _book(
    package: "Package", good_at: dict[str, int], at: dict[str, int], whole: Bools
) -> Book:
    """The proposals times the changes, rounded to the nearest whole unit."""
    factor = {(row.council, row.good): row.factor for row in package.changes}
    lines = []
    for row in package.proposals:
        expected = row.quantity * factor.get((row.council, row.good), Decimal(1))
        units = int(expected.to_integral_value(ROUND_HALF_EVEN))
        if units:
            lines.append((at[row.council], good_at[row.good], units))
    council, good, quantity = zip(*lines, strict=True) if lines else ((), (), ())
    return Book.from_lines(len(good_at), len(at), council, good, quantity, whole)


def _flexibility(
    package: "Package",
    goods: list[GoodRow],
    at: dict[str, int],
    book: Book,
    prices: Floats,
) -> Flexibility:
    follow = np.zeros(len(at), dtype=np.bool_)
    substitution, response = np.ones(len(at)), np.ones(len(at))
    capacity = np.full(len(at), np.inf)
    unit = _main_units(book, prices, np.array([10.0**good.decimals for good in goods]))
    for row in package.standing:
        place = at[row.council]
        follow[place] = row.mode == "follow"
        substitution[place] = float(row.substitution)
        response[place] = float(row.supply_response)
        if row.capacity is not None:
            capacity[place] = float(row.capacity) * unit[place]
    return Flexibility(follow, substitution, response, capacity)


def _main_units(book: Book, prices: Floats, unit: Floats) -> Floats:
    """(n_councils,) Smallest units in a unit of the good a council offers most of."""
    value = -book.quantity * prices[book.good]
    order = np.argsort(value, kind="stable")
    order = order[book.quantity[order] < 0]
    main = np.ones(book.n_councils)
    main[book.council[order]] = unit[book.good[order]]
    return main
