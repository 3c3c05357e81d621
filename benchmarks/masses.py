"""A planning year of up to a million councils, straight into the tables.

Councils come in blocks, each a small economy near balance, so that whoever prepares
needs little memory; what makes and checks proposals one by one would take an hour.
"""

import hashlib
import os
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db import connection

from iteration.arrays import Catalogue, read_prices
from iteration.models import Round
from iteration.services import open_period
from ledger import clock
from planning.book import Book
from planning.responses import Flexibility, respond
from proposals.models import Good, Period, Proposal
from proposals.services import create_period, fill_catalogue
from proposals.services.submission import COPY

BLOCK = 50_000
# Parts of the goods: labour, natural resources; the rest is made.
LABOUR, RESOURCES = 0.10, 0.05
# Parts of the councils: who eats, who keeps a resource; the rest makes things.
CONSUMERS, COMMONS = 0.5, 0.02
USUAL = 10_000
KILOGRAM = {"unit": "kg", "decimals": 3}
COUNCILS = "COPY councils_council (slug, name, name_de, kind, members) FROM STDIN"
ENTITLEMENTS = """
    COPY proposals_entitlement (council_id, period_id, source, amount, basis) FROM STDIN
"""


class Masses:
    """A year of so many councils, goods and lines; the same at every call."""

    def __init__(self, councils, goods, lines):
        self.councils, self.goods, self.lines = councils, goods, lines
        self.labour, self.resources = int(goods * LABOUR), int(goods * RESOURCES)
        random = np.random.default_rng(goods)
        self.prices = 0.001 * random.lognormal(0.0, 0.5, goods)
        # How far offers are from requests at these prices, the same in every block.
        self.skew = random.lognormal(0.0, 0.1, goods)

    def begin(self):
        """Write goods, councils, the year and the first proposals; open the round."""
        kinds = [Good.Category.LABOUR] * self.labour
        kinds += [Good.Category.RESOURCE] * self.resources
        kinds += [Good.Category.CONSUMPTION] * (self.goods - len(kinds))
        names = [(f"g{place}", kind) for place, kind in enumerate(kinds)]
        goods = Good.objects.bulk_create(
            Good(code=name, name_en=name, name_de=name, category=kind, **KILOGRAM)
            for name, kind in names
        )
        period = create_period(
            code="year",
            name_en="Year",
            name_de="Jahr",
            starts=date(2027, 1, 1),
            ends=date(2027, 12, 31),
            rule="calibrated",
            tolerance=Decimal("0.0001"),
            round_length=timedelta(days=7),
            max_rounds=1000,
        )
        scaled = {good: self._price(good, n) for n, good in enumerate(goods)}
        fill_catalogue(period=period, prices=scaled)
        _copy(COUNCILS, self._councils())
        self._entitle(period)
        open_period(period=period)
        self.answer(None)

    def _price(self, good, place):
        return Decimal(f"{self.prices[place]:.6g}").scaleb(good.decimals)

    def _councils(self):
        for first, book, consumer in self._blocks():
            kinds = np.where(consumer, "consumer", "worker")
            kinds[self._commons(book.n_councils)] = "commons"
            rows = enumerate(kinds.tolist(), first)
            yield "".join(f"c{n}\tc\t\t{kind}\t20\n" for n, kind in rows)

    def _entitle(self, period):
        keys = _keys(self.councils)
        costs = []
        for first, book, consumer in self._blocks():
            value = np.maximum(book.quantity, 0) * self.prices[book.good]
            cost = np.bincount(book.council, value, minlength=book.n_councils)
            places = np.flatnonzero(consumer)
            pairs = zip(keys[first + places].tolist(), cost[places], strict=True)
            costs.append(
                "".join(
                    f"{key}\t{period.pk}\teffort\t{amount:.2f}\t\n"
                    for key, amount in pairs
                )
            )
        _copy(ENTITLEMENTS, costs)

    def answer(self, round):
        """Have every council revise its proposal; None: submit the first."""
        period, at = Period.objects.get(), clock.now()
        keys, catalogue = _keys(self.councils), Catalogue.of(period)
        prices = self.prices if round is None else read_prices(round, catalogue)
        head = (period.pk, 1 if round is None else round.number, at.isoformat())
        # A statement each: the table's triggers look at all the rows of one at once.
        for first, book, consumer in self._blocks():
            if round is not None:
                book = self._responded(book, consumer, prices, round.number)
            _copy(COPY, [_rows(book, keys[first:], catalogue.keys, head)])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _responded(self, book, consumer, prices, seed):
        """What follows prices does not, by some per cent, every time."""
        some = np.random.default_rng(book.n_councils)
        moderate = some.lognormal(0.0, 0.3, (2, book.n_councils))
        follow = np.ones(book.n_councils, dtype=bool)
        unbounded = np.full(book.n_councils, np.inf)
        flexibility = Flexibility(follow, 0.7 * moderate[0], moderate[1], unbounded)
        then = self.prices[book.good]
        whole = respond(book, then, prices, flexibility, np.ones(book.n_councils))
        noise = np.random.default_rng(seed).lognormal(0.0, 0.02, whole.n_lines)
        quantity = np.rint(whole.quantity * noise).astype(np.int64)
        quantity[quantity == 0] = whole.quantity[quantity == 0]
        return Book(whole.n_goods, whole.start, whole.good, quantity, whole.whole)

    def _blocks(self):
        """(place of the first council, book, who consumes) of every block."""
        for first in range(0, self.councils, BLOCK):
            yield first, *self._block(min(BLOCK, self.councils - first), first)

    def _block(self, count, seed):
        random = np.random.default_rng(seed)
        consumer = np.arange(count) < CONSUMERS * count
        commons = self._commons(count)
        made = self.labour + self.resources
        # A good of each part, so that none is there twice and all are in order.
        parts = np.linspace(made, self.goods, self.lines - 2).astype(np.int64)
        wants = random.integers(parts[:-1], parts[1:], (count, self.lines - 3))
        half = self.labour // 2
        works = random.integers([0, half], [half, self.labour], (count, 2))
        offers = made + np.arange(count) % (self.goods - made)
        kept = self.labour + np.arange(count) % self.resources
        last = np.where(commons, kept, offers)
        good = np.column_stack([works, last, wants])
        offered = np.zeros(good.shape, dtype=bool)
        offered[consumer, :2] = True
        offered[~consumer, 2] = True
        present = np.ones(good.shape, dtype=bool)
        present[consumer, 2] = False
        present[:, 3:] &= (good[:, 3:] != last[:, None]) | consumer[:, None]
        present[commons] = offered[commons]
        order = np.argsort(good, axis=1, kind="stable")
        good, offered, present = (
            np.take_along_axis(each, order, axis=1) for each in (good, offered, present)
        )
        units = USUAL * random.lognormal(0.0, 0.5, good.shape)
        start = np.concatenate([[0], np.cumsum(present.sum(axis=1))])
        good, offered, units = good[present], offered[present], units[present]
        quantity = self._balanced(good, offered, units)
        return Book(self.goods, start, good, quantity, ~consumer), consumer

    def _balanced(self, good, offered, units):
        wanted = np.bincount(good[~offered], units[~offered], minlength=self.goods)
        made = np.bincount(good[offered], units[offered], minlength=self.goods)
        fit = np.where(made > 0, wanted / np.maximum(made, 1.0), 1.0) * self.skew
        units = np.where(offered, -units * fit[good], units)
        whole = np.rint(units).astype(np.int64)
        return np.where(whole == 0, np.where(offered, -1, 1), whole)

    def _commons(self, count):
        return np.arange(count) >= (1 - COMMONS) * count


def _keys(count):
    """The councils' keys; in an empty database they follow on each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id), count(*) FROM councils_council")
        first, last, found = cursor.fetchone()
    assert found == count == last - first + 1
    return np.arange(first, last + 1)


def _rows(book, keys, goods, head):
    """Proposals as COPY wants them; the receipts are random, but as long as any."""
    period, revision, at = head
    places = list(map(str, goods[book.good].tolist()))
    units = list(map(str, book.quantity.tolist()))
    start, rows = book.start.tolist(), []
    for n, key in enumerate(keys[: book.n_councils].tolist()):
        mine = slice(start[n], start[n + 1])
        identity = os.urandom(16).hex()
        receipt = hashlib.sha256(identity.encode()).hexdigest()
        rows.append(
            f"{key}\t{period}\t{identity}\t{revision}\t{at}\t{Proposal.Origin.API}\t\t"
            f"{{{','.join(places[mine])}}}\t{{{','.join(units[mine])}}}\t{receipt}\n"
        )
    return "".join(rows)


def _copy(sql, pieces):
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for piece in pieces:
            copy.write(piece)


def newest():
    """The newest round of the only year."""
    return Round.objects.current(Period.objects.get())
