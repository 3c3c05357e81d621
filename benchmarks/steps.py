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
from benchmarks.masses import Masses, newest
from iteration.arrays import Catalogue, read_sheet
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
    _masses(options).begin()
    return {"preparing": time.perf_counter() - began}


def answer(options):
    """Let every council answer the open round."""
    began = time.perf_counter()
    _masses(options).answer(newest())
    return {"answering": time.perf_counter() - began}


def compute(options):
    """Read the open round's answers and find the next prices, without writing."""
    seconds = {name: [] for name in ("reading", *SUMS, "told", "answer")}
    for _run in range(options.runs):
        gc.collect()
        round = newest()
        catalogue = Catalogue.of(round.period)
        proposals = Proposal.objects.in_force(round.period, clock.now())
        began = time.perf_counter()
        sheet = read_sheet(proposals, catalogue)
        seconds["reading"].append(time.perf_counter() - began)
        for name, work in SUMS.items():
            seconds[name].append(quickest(work, sheet.book))
        began = time.perf_counter()
        rule = rule_of(round, catalogue, sheet)
        seconds["told"].append(time.perf_counter() - began)
        own = np.ones(sheet.book.n_councils, dtype=np.bool_)
        began = time.perf_counter()
        rule.answer(sheet.book, own)
        seconds["answer"].append(time.perf_counter() - began)
        del rule, sheet
    return {name: median(taken) for name, taken in seconds.items()}


def close(options):
    """Close the open round, as the worker does."""
    round = newest()
    began = clock.now()
    close_now(round=round)
    close_round(round.pk)
    ended = clock.now()
    taken = phases(round, began, ended)
    closed = {f"closing: {name}": taken[name] for name in PHASES[1:4]}
    return closed | {"closing": (ended - began).total_seconds()}


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
    print(json.dumps({"seconds": found, "peak": peak}))
