"""An end to waiting: whoever goes on byte by byte is hung up on all the same."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def hanging_up(pool: Any, seconds: float) -> Iterator[threading.Event]:
    """End the connections of a pool after so long; the event says whether it was.

    Timeouts of a socket begin anew with every byte. After such an end, what has come
    may look like a whole answer.
    """
    twins: list[socket.socket] = []
    late, usual = threading.Event(), pool.ConnectionCls

    def make(**how: Any) -> Any:
        connection = usual(**how)
        connect = connection._new_conn

        def connected() -> socket.socket:
            found = connect()
            # The other end of the same connection, also while TLS begins on it.
            twins.append(found.dup())
            return found

        connection._new_conn = connected
        return connection

    def hang_up() -> None:
        late.set()
        for twin in twins:
            with contextlib.suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    pool.ConnectionCls = make
    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield late
    finally:
        watch.cancel()
        for twin in twins:
            twin.close()
