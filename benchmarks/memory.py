"""What the processes hold in memory while nobody asks for anything."""

import time

import psutil

from benchmarks.members import crowd
from benchmarks.pages import members
from benchmarks.region import PlannedRegion
from benchmarks.report import Report
from config.supervise import running
from iteration.models import Round
from iteration.services import close_now
from iteration.tasks import close_round

TARGET = 400
OURS = ("web", "worker", "beat")
REST = 3.0


def measure(options):
    report = Report(
        "Memory of the processes, MB, pages shared with others counted in part",
        ["", *OURS, "all three", "target", "database"],
    )
    region = PlannedRegion()
    with running(host="127.0.0.1", port=0, prepare=region.settle_in) as service:
        time.sleep(REST)
        report.rows.append(("just started", *_held(service)))
        crowd(service.port, members(region, 8), seconds=REST, pause=0.1)
        _close(Round.objects.current(region.running))
        time.sleep(REST)
        report.rows.append(("after pages and a round", *_held(service)))
    return report


def _close(round):
    close_now(round=round)
    close_round.delay(round.pk)
    while not Round.objects.filter(pk=round.pk, status="published").exists():
        time.sleep(0.1)


def _held(service):
    held = [_megabytes(service.watched[name].pid) for name in OURS]
    database = _megabytes(service.watched["postgres"].pid)
    return [*held, sum(held), TARGET, database]


def _megabytes(pid):
    """Of a process and its children; where there is no PSS, what is theirs alone."""
    top = psutil.Process(pid)
    held = [each.memory_full_info() for each in (top, *top.children(recursive=True))]
    return round(sum(getattr(each, "pss", each.uss) for each in held) / 1e6)
