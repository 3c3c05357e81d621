"""Reading a book: from rows of proposals to arrays."""

import resource
import sys
import time
from datetime import date
from decimal import Decimal
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.report import Report
from config.embedded import Server
from iteration.arrays import read_sheet
from iteration.catalogue import Catalogue
from ledger import clock
from proposals.models import Good, Proposal
from proposals.services import create_period, fill_catalogue

GOODS = 1_000
# ru_maxrss is in kilobytes, on macOS in bytes.
MAXRSS = 1 if sys.platform == "darwin" else 1024
# Straight into the tables: a million proposals through a service take minutes.
COUNCILS = """
    INSERT INTO councils_council (slug, name, name_de, kind, members)
    SELECT %(name)s || n, 'c', '',
        CASE n %% 2 WHEN 0 THEN 'worker' ELSE 'consumer' END, 9
    FROM generate_series(1, %(councils)s) AS n
"""
# Line k is one of the goods of the k-th part of the catalogue; the first is offered.
PROPOSALS = """
    INSERT INTO proposals_proposal (council_id, period_id, public_id, revision,
        submitted_at, origin, note, receipt, goods, quantities)
    SELECT id, %(period)s, gen_random_uuid(), 1, now(), 'file', '', '',
        ARRAY(SELECT %(first)s + k * %(width)s + (id * 7919 + k * 31) %% %(width)s
              FROM generate_series(0, %(lines)s - 1) AS k),
        ARRAY(SELECT (CASE k WHEN 0 THEN -1 ELSE 1 END)
                     * (1000 + id * (k + 1) %% 9000)
              FROM generate_series(0, %(lines)s - 1) AS k)
    FROM councils_council WHERE starts_with(slug, %(name)s)
"""


def measure(options):
    report = Report(
        f"Reading a book, {options.lines} lines a proposal, {GOODS} goods",
        ["proposals", "runs", "seconds", "slowest", "million lines/s", "peak MB"],
        notes=["peak MB: the most this process has held so far."],
    )
    server = Server(settings.VAR_DIR / "postgres").start()
    try:
        call_command("migrate", verbosity=0)
        goods = _make_goods()
        for councils in options.councils:
            report.rows.append(_row(goods, councils, options))
    finally:
        connection.close()
        server.stop("immediate")
    return report


def _row(goods, councils, options):
    period = _make_year(goods, councils, options.lines)
    catalogue = Catalogue.of(period)
    seconds = []
    for _run in range(options.runs):
        proposals = Proposal.objects.in_force(period, clock.now())
        began = time.perf_counter()
        book = read_sheet(proposals, catalogue).book
        seconds.append(time.perf_counter() - began)
    speed = book.n_lines / median(seconds) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS / 1e6
    figures = [median(seconds), max(seconds), speed]
    return [book.n_councils, len(seconds), *figures, round(peak)]


def _make_goods():
    return Good.objects.bulk_create(
        Good(
            code=f"g{place}",
            name_en=f"g{place}",
            name_de=f"g{place}",
            category=Good.Category.CONSUMPTION,
            unit="kg",
            decimals=3,
        )
        for place in range(GOODS)
    )


def _make_year(goods, councils, lines):
    name = f"year-of-{councils}-"
    period = create_period(
        code=name,
        name_en=name,
        name_de=name,
        starts=date(2027, 1, 1),
        ends=date(2027, 12, 31),
    )
    fill_catalogue(period=period, prices=dict.fromkeys(goods, Decimal(1)))
    asked = {"name": name, "councils": councils, "period": period.pk, "lines": lines}
    asked |= {"first": goods[0].pk, "width": GOODS // lines}
    with connection.cursor() as cursor:
        cursor.execute(COUNCILS, asked)
        cursor.execute(PROPOSALS, asked)
        cursor.execute("VACUUM ANALYZE proposals_proposal")
    return period
