"""What a running service does, step by step: how long it took, and what it held."""

import time

import psutil

from benchmarks.report import Report
from ledger import clock

PATIENCE = 600


class Watched:
    """A story told as it happens; waits for the worker and sees how much it holds."""

    def __init__(self, title, quiet):
        self.story = Report(title, ["step", "seconds", "worker MB", "what"])
        self.quiet = quiet

    def attach(self, service):
        """From here on there is a service to wait for."""
        self.service = service
        self.worker = psutil.Process(service.watched["worker"].pid)

    def wait(self, over, what):
        """Wait until something is over; the most memory the worker held, bytes."""
        deadline, peak = time.monotonic() + PATIENCE, 0
        while not over():
            if time.monotonic() > deadline:
                raise RuntimeError(f"waited {PATIENCE} s for {what}")
            self.service.check()
            peak = max(peak, self._held())
            time.sleep(0.02)
        return peak

    def _held(self):
        family = [self.worker, *self.worker.children(recursive=True)]
        return max(each.memory_info().rss for each in family)

    def note(self, step, began, what, peak=0):
        """A step is done: its seconds since ``began``, and what came of it."""
        seconds = time.perf_counter() - began
        held = f"{peak / 2**20:.0f}" if peak else ""
        self.story.rows.append([step, seconds, held, what])
        if not self.quiet:
            print(f"{clock.now():%H:%M:%S} {step}: {seconds:.1f} s {what}", flush=True)
