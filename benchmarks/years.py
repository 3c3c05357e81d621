"""Planning years of any size in the database."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db import transaction

from benchmarks.books import random_book
from councils.models import Council
from iteration.services import open_period
from proposals.models import Entitlement, Good, Proposal, StandingInstruction
from proposals.services import Line, create_period, fill_catalogue, submit_many

# Goods for so many councils.
GOODS = {1_000: 60, 10_000: 300}
# Consumer councils may spend so much more than their first requests cost.
ROOM = Decimal("1.2")
CENT = Decimal("0.01")


class RandomYear:
    """A year of random proposals; every second council follows the prices.

    Unless it is to be opened later, it is open, and these councils have instructions.
    """

    def __init__(self, councils, lines, rule, goods=None, *, opened=True):
        goods = goods or GOODS.get(councils, 300)
        self.random = np.random.default_rng(councils)
        self.case = random_book(councils, goods, lines)
        self.silent = np.arange(councils) % 2 == 0
        with transaction.atomic():
            self.goods = self._make_goods(goods)
            self.councils = self._make_councils()
            self.period = self._make_period(rule)
            self._entitle()
            if opened:
                self.round = open_period(period=self.period)
            self.submit(np.arange(councils), Proposal.Origin.FILE)
            self._instruct()

    def answer(self):
        """Let every council without a standing instruction revise its proposal."""
        with transaction.atomic():
            self.submit(np.flatnonzero(~self.silent), Proposal.Origin.API)

    def submit(self, places, origin):
        book = self.case.book
        keys = np.array([good.pk for good in self.goods])
        factor = self.random.lognormal(0.0, 0.02, book.n_lines)
        quantity = np.rint(book.quantity * factor).astype(np.int64)
        quantity = np.where(quantity == 0, book.quantity, quantity)
        lines = []
        for place in places.tolist():
            mine = slice(book.start[place], book.start[place + 1])
            goods, units = keys[book.good[mine]].tolist(), quantity[mine].tolist()
            lines.append(Line(self.councils[place].pk, goods, units))
        submit_many(period=self.period, lines=lines, origin=origin)

    def _make_goods(self, goods):
        case = self.case
        kinds = [Good.Category.LABOUR] * case.n_labour
        kinds += [Good.Category.RESOURCE] * case.n_resources
        kinds += [Good.Category.CONSUMPTION] * (goods - len(kinds))
        names = [f"g{goods}-{place}" for place in range(goods)]
        return Good.objects.bulk_create(
            Good(
                code=name,
                name_en=name,
                name_de=name,
                category=kind,
                unit="kg",
                decimals=3,
            )
            for name, kind in zip(names, kinds, strict=True)
        )

    def _make_councils(self):
        case = self.case
        kinds = np.where(case.consumer, "consumer", "worker")
        kinds = np.where(case.commons, "commons", kinds).tolist()
        names = [f"c{len(kinds)}-{place}" for place in range(len(kinds))]
        return Council.objects.bulk_create(
            Council(slug=name, name=name, kind=kind, members=20)
            for name, kind in zip(names, kinds, strict=True)
        )

    def _make_period(self, rule):
        code = f"year-of-{len(self.councils)}"
        period = create_period(
            code=code,
            name_en=code,
            name_de=code,
            starts=date(2027, 1, 1),
            ends=date(2027, 12, 31),
            rule=rule,
            tolerance=Decimal("0.0001"),
            round_length=timedelta(days=7),
            max_rounds=1000,
        )
        prices = [Decimal(f"{price:.6g}").scaleb(3) for price in self.case.prices]
        fill_catalogue(period=period, prices=dict(zip(self.goods, prices, strict=True)))
        return period

    def _entitle(self):
        book = self.case.book
        value = np.maximum(book.quantity, 0) * self.case.prices[book.good]
        costs = np.bincount(book.council, value, minlength=book.n_councils)
        Entitlement.objects.bulk_create(
            Entitlement(
                council=self.councils[place],
                period=self.period,
                source=Entitlement.Source.EFFORT,
                amount=(Decimal(costs[place]) * ROOM).quantize(CENT),
            )
            for place in np.flatnonzero(self.case.consumer).tolist()
        )

    def _instruct(self):
        StandingInstruction.objects.bulk_create(
            StandingInstruction(
                council=self.councils[place], mode=StandingInstruction.Mode.FOLLOW
            )
            for place in np.flatnonzero(self.silent).tolist()
        )
