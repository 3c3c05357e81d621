"""Processor time: what a process and its children took, and what the host took away.

On a virtual machine with busy neighbours the clock measures them, too; processor time
does not.
"""

from contextlib import suppress

import psutil
from django.db import connection


def spent(*tops):
    """Seconds of processor so far of processes and their children.

    Counted in ticks of the kernel, of 10 ms mostly.
    """
    found = 0.0
    for each in (each for top in tops for each in (top, *top.children(recursive=True))):
        # One that has just ended is not counted any more.
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            found += times.user + times.system
    return found


def database():
    """The database server's first process, whose children are the connections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()


def watch_stolen():
    """A function that says which part of the processor the host has taken since."""
    before = psutil.cpu_times()

    def stolen():
        after = psutil.cpu_times()
        whole = sum(after) - sum(before)
        lost = getattr(after, "steal", 0.0) - getattr(before, "steal", 0.0)
        return lost / whole if whole else 0.0

    return stolen
