"""Reading a book: from rows of proposals to arrays."""

import time
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection

from benchmarks.report import Report
from config.embedded import Server
from django.core.management import call_command
from iteration.arrays import Catalogue, read_sheet
from iteration.services import open_period
from ledger import clock
from proposals.models import Good, Period, Proposal

GOODS = 1_000
# Straight into the table: a million proposals through a service take minutes.
COUNCILS = """
    INSERT INTO councils_council (slug, name, name_de, kind, members)
    SELECT 'c' || n, 'c' || n, '', CASE n % 2 WHEN 0 THEN 'worker' ELSE 'consumer' END, 9
    FROM generate_series(1, %s) AS n
"""
PROPOSALS = """
    INSERT INTO proposals_proposal (council_id, period_id, public_id, revision,
        submitted_at, origin, note, goods, quantities, receipt)
    SELECT ...
"""
