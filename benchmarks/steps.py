"""What `benchmarks.scale` measures, each in a process of its own: its memory counts."""

import gc
import json
import resource
import sys
import time
from statistics import median

import numpy as np
from django.core.management import call_command

from benchmarks.closing import PHASES, phases
from benchmarks.loading import answer as answer_round
from benchmarks.loading import load, newest
from benchmarks.masses import Masses
from iteration.arrays import read_sheet
from iteration.catalogue import Catalogue
from iteration.pricing import rule_of
from iteration.services import close_now, close_round
from ledger import clock
from planning.balance import total
from proposals.models import Proposal

# ru_maxrss is in kilobytes, on macOS in bytes.
MAXRSS = 1 if sys.platform == "darwin" else 1024


def begin(options):
    """Prepare the year, and close its first round."""
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    load(_masses(options))
    return {"seconds": {"preparing": time.perf_counter() - began}}


def answer(options):
    """Let every council answer the open round."""
    began = time.perf_counter()
    answer_round(_masses(options))
    return {"seconds": {"answering": time.perf_counter() - began}}


def compute(options):
    """Read the open round's answers and find the next prices, without writing."""
    clocks = {name: Clock() for name in ("reading", "told", "answer")}
    sums = {name: [] for name in SUMS}
    for _run in range(options.runs):
        round = newest()
        catalogue = Catalogue.of(round.period)
        proposals = Proposal.objects.in_force(round.period, clock.now())
        with clocks["reading"]:
            sheet = read_sheet(proposals, catalogue)
        for name, work in SUMS.items():
            sums[name].append(quickest(work, sheet.book))
        with clocks["told"]:
            rule = rule_of(round, catalogue, sheet)
        own = np.ones(sheet.book.n_councils, dtype=np.bool_)
        with clocks["answer"]:
            rule.answer(sheet.book, own)
        del rule, sheet
    seconds = {name: median(each.seconds) for name, each in clocks.items()}
    computed = {name: median(each.computed) for name, each in clocks.items()}
    fastest = {name: median(found) for name, found in sums.items()}
    return {"seconds": seconds | fastest, "computed": computed}


def close(options):
    """Close the open round, as the worker does."""
    round, closing = newest(), Clock()
    began = clock.now()
    close_now(round=round)
    with closing:
        close_round(round.pk)
    taken = phases(round, began, clock.now())
    seconds = {f"closing: {name}": taken[name] for name in PHASES[1:4]}
    computed = {"closing": closing.computed[0]}
    return {"seconds": seconds | {"closing": closing.seconds[0]}, "computed": computed}


class Clock:
    """Seconds that passed, and those this process computed, for each use."""

    def __init__(self):
        self.seconds, self.computed = [], []

    def __enter__(self):
        gc.collect()
        self.began = time.perf_counter(), time.process_time()

    def __exit__(self, *_reason):
        self.seconds.append(time.perf_counter() - self.began[0])
        self.computed.append(time.process_time() - self.began[1])


def quickest(work, book, times=3):
    """Seconds of the quickest of a few calls: the limit is the machine's, too."""
    seconds = []
    for _time in range(times):
        began = time.perf_counter()
        work(book)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _read_once(book):
    return book.good.sum(), book.quantity.sum()


SUMS = {"limit": _read_once, "total": total}
STEPS = {"begin": begin, "answer": answer, "compute": compute, "close": close}


def _masses(options):
    return Masses(options.councils[0], options.goods[0], options.lines)


def run(options):
    """Do one step; print what it found, and the most memory it held."""
    found = STEPS[options.step](options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS / 1e6
    print(json.dumps(found | {"peak": peak}))
