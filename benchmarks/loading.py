"""A planning year of masses of councils, straight into the tables.

Services that check proposals one by one would take hours over a million.
"""

import hashlib
import os
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db import connection

from iteration.catalogue import Catalogue, read_prices
from iteration.models import Round
from iteration.services import open_period
from ledger import clock
from proposals.models import Good, Period, Proposal
from proposals.services import create_period, fill_catalogue
from proposals.services.submission import COPY

KILOGRAM = {"unit": "kg", "decimals": 3}
COUNCILS = "COPY councils_council (slug, name, name_de, kind, members) FROM STDIN"
ENTITLEMENTS = """
    COPY proposals_entitlement (council_id, period_id, source, amount, basis) FROM STDIN
"""


def load(masses):
    """Write goods, councils and the only year, open it, and submit first proposals."""
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
    goods = Good.objects.bulk_create(_goods(masses))
    start = [Decimal(f"{price:.6g}").scaleb(3) for price in masses.prices]
    fill_catalogue(period=period, prices=dict(zip(goods, start, strict=True)))
    _copy(COUNCILS, _councils(masses))
    keys = _keys(masses.councils)
    _copy(ENTITLEMENTS, _entitlements(masses, period, keys))
    open_period(period=period)
    _submit(masses, 1, masses.blocks())


def answer(masses):
    """Have every council revise its proposal in the open round."""
    round = newest()
    prices = read_prices(round, Catalogue.of(round.period))
    blocks = (
        (first, masses.responded(first, book, prices, round.number), consumer)
        for first, book, consumer in masses.blocks()
    )
    _submit(masses, round.number, blocks)


def newest():
    """The newest round of the only year."""
    return Round.objects.current(Period.objects.get())


def _goods(masses):
    made = masses.goods - masses.labour - masses.resources
    kinds = [Good.Category.LABOUR] * masses.labour
    kinds += [Good.Category.RESOURCE] * masses.resources
    kinds += [Good.Category.CONSUMPTION] * made
    for place, kind in enumerate(kinds):
        name = f"g{place}"
        yield Good(code=name, name_en=name, name_de=name, category=kind, **KILOGRAM)


def _councils(masses):
    for first, book, consumer in masses.blocks():
        kinds = np.where(consumer, "consumer", "worker")
        kinds[masses.commons(book.n_councils)] = "commons"
        rows = enumerate(kinds.tolist(), first)
        yield "".join(f"c{place}\tc\t\t{kind}\t20\n" for place, kind in rows)


def _entitlements(masses, period, keys):
    """Every consumer council may spend what its first requests cost."""
    for first, book, consumer in masses.blocks():
        value = np.maximum(book.quantity, 0) * masses.prices[book.good]
        cost = np.bincount(book.council, value, minlength=book.n_councils)
        places = np.flatnonzero(consumer)
        pairs = zip(keys[first + places].tolist(), cost[places], strict=True)
        head = f"\t{period.pk}\teffort\t"
        yield "".join(f"{key}{head}{amount:.2f}\t\n" for key, amount in pairs)


def _submit(masses, revision, blocks):
    """A statement a block: the table's triggers look at all the rows of one at once."""
    period, at = Period.objects.get(), clock.now()
    keys, goods = _keys(masses.councils), Catalogue.of(period).keys
    head = (period.pk, revision, at.isoformat())
    for first, book, _consumer in blocks:
        _copy(COPY, [_rows(book, keys[first:], goods, head)])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


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
