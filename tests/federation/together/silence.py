"""Servers that hang, and how people here come to know them."""

import contextlib
import socket
import threading

from federation.services import add_peer, confirm_key
from federation.wire.keys import fingerprint, public_text
from tests.federation.together.speaking import SECRET


class Hung:
    """A server that takes every connection, and never says anything."""

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.taken = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        with contextlib.suppress(OSError):
            while True:
                self.taken.append(self.listening.accept()[0])

    def end(self):
        with contextlib.suppress(OSError):
            # Closed alone, it would go on taking connections as long as one waits.
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for each in self.taken:
            # Whoever reads it is to notice at once.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def meet(origin, actor):
    public, key = public_text(SECRET), f"{origin}/api/v1/node#k1"
    peer = add_peer(
        origin=origin, name=origin, keys={key: public}, actor=actor, reason="Together."
    )
    confirm_key(key=peer.keys.get(), typed=fingerprint(public), actor=actor)
    peer.refresh_from_db()
    return peer
