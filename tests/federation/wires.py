"""Wires between servers on loopback: they delay, lose and count, and can be cut.

A server behind a wire is known by the wire's address, as behind a long cable. Where a
kernel can delay packets, a namespace of the network does the same; not every one can.
"""

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass, field
from queue import SimpleQueue

CHUNK = 2**16


@dataclass
class Traffic:
    """Bytes that went each way over each connection, when, and how many were lost."""

    asked: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)
    lost: int = 0


class Wire:
    """A way to a port on loopback, with an address of its own.

    ``delay`` is how late all is, in seconds and in each direction, and so is the
    connection itself. ``loss`` is the part of the answers that never arrive.
    """

    def __init__(self, port, *, delay=0.0, loss=0.0, seed=0):
        self.target, self.delay, self.loss = port, delay, loss
        self.traffic = Traffic()
        self.is_cut = False
        self._chance = random.Random(seed)
        self._open = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Break what is on its way, and let nothing through until it is mended."""
        self.is_cut = True
        for end in list(self._open):
            _close(end)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self._listening.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listening.accept()
                threading.Thread(target=self._join, args=[near], daemon=True).start()

    def _join(self, near):
        """Connect one that came with the target, until both have said all."""
        began = time.monotonic()
        with contextlib.suppress(OSError), near:
            if self.is_cut:
                return
            # There and back, before the first byte can go.
            time.sleep(2 * self.delay)
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                self._open |= {near, far}
                there = threading.Thread(
                    target=self._pass, args=[near, far, self.traffic.asked]
                )
                there.start()
                lost = self._chance.random() < self.loss
                self._pass(far, near, self.traffic.told, lost=lost)
                there.join()
                self._open -= {near, far}
                self.traffic.spans.append((began, time.monotonic()))

    def _pass(self, source, sink, counted, *, lost=False):
        """Pass on what comes, each piece as late as the wire is long."""
        late = SimpleQueue()
        sending = threading.Thread(target=_send, args=[late, sink, self.delay])
        sending.start()
        passed = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(CHUNK):
                if lost:
                    self.traffic.lost += 1
                    _close(source)
                    break
                passed += len(piece)
                late.put((time.monotonic(), piece))
        late.put(None)
        sending.join()
        counted.append(passed)


def _send(late, sink, delay):
    with contextlib.suppress(OSError):
        while found := late.get():
            came, piece = found
            time.sleep(max(came + delay - time.monotonic(), 0.0))
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)


def _close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
