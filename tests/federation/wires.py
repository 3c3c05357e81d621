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
class Turn:
    """A request and its answer: when the one set out and the other arrived, bytes."""

    began: float
    ended: float
    asked: int = 0
    told: int = 0


@dataclass
class Traffic:
    """What went over a wire, turn by turn, and how many answers were lost."""

    turns: list[Turn] = field(default_factory=list)
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

    def loses(self):
        return self._chance.random() < self.loss

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
                for end in (near, far):
                    # A piece must not wait until the one before was acknowledged.
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talk = Talk(self, began)
                there = threading.Thread(target=self._pass, args=[near, far, talk.ask])
                there.start()
                self._pass(far, near, talk.tell)
                there.join()
                self._open -= {near, far}

    def _pass(self, source, sink, count):
        """Pass on what comes, each piece as late as the wire is long."""
        late = SimpleQueue()
        sending = threading.Thread(target=_send, args=[late, sink, self.delay])
        sending.start()
        with contextlib.suppress(OSError):
            while piece := source.recv(CHUNK):
                if not count(len(piece)):
                    _close(source)
                    break
                late.put((time.monotonic(), piece))
        late.put(None)
        sending.join()


class Talk:
    """What goes over one connection: requests and answers in turn.

    Each method counts a piece that passes, and says whether it arrives.
    """

    def __init__(self, wire, began):
        self.wire, self.began = wire, began
        self.turn = None

    def ask(self, size):
        if self.turn is None or self.turn.told:
            # The first waited for the connection, too.
            began = time.monotonic() if self.turn else self.began
            self.turn = Turn(began, began)
            self.wire.traffic.turns.append(self.turn)
        self.turn.asked += size
        return True

    def tell(self, size):
        if self.turn is None:
            return True
        if not self.turn.told and self.wire.loses():
            self.wire.traffic.lost += 1
            return False
        self.turn.told += size
        self.turn.ended = time.monotonic() + self.wire.delay
        return True


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
