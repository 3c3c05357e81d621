"""An end to waiting: whoever goes on byte by byte is hung up on all the same."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any


class Patient:
    """A pool of one connection at a time, on which waiting can be ended.

    Timeouts of a socket begin anew with every byte; this end does not.
    """

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        # The other end of the same connection, also while TLS begins on it.
        self._twins: list[socket.socket] = []
        self._usual = pool.ConnectionCls
        pool.ConnectionCls = self._make

    def _make(self, **how: Any) -> Any:
        connection = self._usual(**how)
        connect = connection._new_conn

        def connected() -> socket.socket:
            found = connect()
            self._forget()
            self._twins.append(found.dup())
            return found

        connection._new_conn = connected
        return connection

    @contextlib.contextmanager
    def hanging_up(self, seconds: float) -> Iterator[threading.Event]:
        """End the connection after so long; the event says whether it was.

        After such an end, what has come may look like a whole answer.
        """
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            for twin in self._twins:
                with contextlib.suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)

        watch = threading.Timer(seconds, hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield late
        finally:
            watch.cancel()

    def _forget(self) -> None:
        for twin in self._twins:
            twin.close()
        self._twins.clear()

    def close(self) -> None:
        self.pool.close()
        self._forget()
