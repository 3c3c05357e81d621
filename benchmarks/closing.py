"""Closing a round: from close_now and the message to the row that says published."""

import itertools
import time
from statistics import median

import psutil
from django.db import connection

from benchmarks.processor import spent
from benchmarks.report import Report
from benchmarks.years import RandomYear
from config.supervise import running
from iteration.models import Round
from iteration.services import close_now, resume_period
from iteration.tasks import close_round
from ledger import clock
from ledger.models import Record
from proposals.models import Period

TARGETS = {1_000: 0.5, 10_000: 3.0}
PHASES = ("knock", "fix", "count", "publish", "notice")
NOTES = [
    "Seconds, medians. knock: until the worker begins; fix: answers for the silent",
    "are written; count: read, add up, next prices; publish: results, document, next",
    "round; notice: commit, and seen by whoever asks every 5 ms. CPU: seconds of the",
    "worker's own computing, the database's apart.",
]
# As long as the benchmark runs, nobody else closes rounds.
NEVER = {"TICK_SECONDS": "86400"}
PATIENCE = 300


def measure(options):
    broker = options.broker.split(":")[0]
    report = Report(
        f"Closing a round, {options.lines} lines a council, every second council silent"
        f" and following the prices; {broker}, {options.rule} rule",
        ["councils", "goods", "runs", "all", *PHASES, "slowest", "CPU", "target"],
        notes=NOTES,
    )
    with running(host="127.0.0.1", port=0, environment=NEVER) as service:
        worker = psutil.Process(service.watched["worker"].pid)
        for councils in options.councils:
            year = RandomYear(councils, options.lines, options.rule)
            close(year)  # The first round is everybody's own; it warms up, too.
            began = spent(worker)
            runs = [close(year) for _run in range(options.runs)]
            computed = (spent(worker) - began) / len(runs)
            report.rows.append(_row(councils, year, runs, computed))
    return report


def _row(councils, year, runs, computed):
    phases = [median(run[phase] for run in runs) for phase in PHASES]
    total = [sum(run.values()) for run in runs]
    figures = [len(runs), median(total), *phases, max(total), computed]
    return [councils, len(year.goods), *figures, TARGETS.get(councils, "")]


def close(year):
    """Have the newest round closed by the worker; the seconds of each phase."""
    year.period.refresh_from_db()
    if year.period.status == Period.Status.STALLED:
        resume_period(period=year.period, rounds=1000)
    round = Round.objects.current(year.period)
    if round.number > 1:
        year.answer()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE proposals_proposal")
    began = clock.now()
    close_now(round=round)
    close_round.delay(round.pk)
    deadline = time.monotonic() + PATIENCE
    while not Round.objects.filter(pk=round.pk, status="published").exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{round} was not published in {PATIENCE} s")
        time.sleep(0.005)
    return phases(round, began, clock.now())


def phases(round, began, ended):
    """The seconds of each phase of a round that was closed, from its rows."""
    round.refresh_from_db()
    subject = f"{round.period.code}/{round.number}"
    at = dict(Record.objects.filter(subject=subject).values_list("kind", "at"))
    counted = round.published_at
    moments = [
        began,
        # The row says when its publication began, and how long fix and count took.
        began.fromtimestamp(counted.timestamp() - round.seconds, tz=began.tzinfo),
        at["round.fixed"],
        counted,
        at["round.published"],
        ended,
    ]
    lengths = [
        (after - before).total_seconds()
        for before, after in itertools.pairwise(moments)
    ]
    return dict(zip(PHASES, lengths, strict=True))
