"""Connections that wait a moment for the next thing to say to the same server.

A round is a dozen questions, one after the other; over a long cable each connection of
its own would take as long as two of them.
"""

import os
import threading
import time
from collections.abc import Hashable

from federation.wire.patience import Patient

# Servers mostly wait two seconds or more before they hang up.
SECONDS = 1.5
MOST = 256


class Idle:
    """Connections by where they lead; each is with one who uses it, or here.

    A process that was forked off leaves those of its parent alone.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, Hashable, Patient]] = []
        self._process = os.getpid()

    def take(self, place: Hashable) -> Patient | None:
        """One that leads to a place and still waits, the last used first."""
        with self._lock:
            self._sweep()
            for at in reversed(range(len(self._waiting))):
                if self._waiting[at][1] == place:
                    return self._waiting.pop(at)[2]
        return None

    def give(self, place: Hashable, patient: Patient) -> None:
        """Let one wait that has brought back a whole answer."""
        with self._lock:
            self._sweep()
            self._waiting.append((time.monotonic(), place, patient))

    def close(self) -> None:
        """Hang up on all."""
        with self._lock:
            while self._waiting:
                self._waiting.pop()[2].close()

    def _sweep(self) -> None:
        if self._process != os.getpid():
            self._process, self._waiting = os.getpid(), []
        oldest = time.monotonic() - SECONDS
        while self._waiting and (
            self._waiting[0][0] < oldest or len(self._waiting) >= MOST
        ):
            self._waiting.pop(0)[2].close()


IDLE = Idle()
