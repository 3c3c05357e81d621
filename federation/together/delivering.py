"""Delivering to other servers what was written for them: to all at once.

Each is told one thing after the other, in the order in which it was written; who
answers slowly, or never, keeps no other waiting.
"""

import json
import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.db import connection

from federation.models import Post
from federation.services.posting import (
    claim_first,
    let_go,
    note_not_taken,
    note_refused,
    note_taken,
    waiting_peers,
)
from federation.together.asking import Line, RefusedThere
from federation.together.lines import TOGETHER, lines_to
from federation.wire.sending import Unreachable

# What may be taken later as it is.
LATER = {"not-in-this-order", "unavailable", "throttled", "internal", "replayed"}
SECONDS = 20  # After so long nothing more is begun, and the next tick goes on.
PAUSE = 0.2
log = logging.getLogger(__name__)


class Delivering:
    """Messages on their way, at most one to each server.

    Threads only speak: rows are read and written by whoever calls, and no transaction
    is open while somebody is waited for. Use it as a context: it waits for the last.
    """

    def __init__(self) -> None:
        self._several = ThreadPoolExecutor(TOGETHER)
        self._said: dict[Future[str], Post] = {}

    def __enter__(self) -> "Delivering":
        return self

    def __exit__(self, *_why: object) -> None:
        self._several.shutdown()
        if self._said and connection.is_usable():  # Else they are let go already.
            self.take()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._said

    def send(self) -> None:
        """Say what is due to servers to whom nothing is being said."""
        held = [post.peer_id for post in self._said.values()]
        peers = waiting_peers(held=held)
        if not peers:
            return
        lines = lines_to(peers)
        for post in claim_first(peers=peers):
            self._said[self._several.submit(_say, lines[post.peer_id], post)] = post

    def take(self, seconds: float = 0.0) -> int:
        """Note what is answered, until for so long nobody has; how many took it."""
        taken = 0
        while done := wait(self._said, seconds, FIRST_COMPLETED).done:
            posts = [self._said.pop(answer) for answer in done]
            try:
                taken += sum(map(_note, posts, done))
            finally:
                let_go(peers=[post.peer_id for post in posts])
        return taken


def deliver_all() -> int:
    """Deliver what is due; return how many messages were taken, or refused for good."""
    ends, delivered = time.monotonic() + SECONDS, 0
    with Delivering() as delivering:
        while True:
            if time.monotonic() < ends:
                delivering.send()
            if delivering.is_idle:
                return delivered
            delivered += delivering.take(PAUSE)


def _say(line: Line, post: Post) -> str:
    said = line.ask(post.method, post.path, post.body, post.key, post.follows)
    # As it came: what others answer need not be a document of ours.
    return json.dumps(said)


def _note(post: Post, answer: Future[str]) -> bool:
    """Note what became of a message; whether the next one may be said."""
    error = answer.exception()
    if error is None:
        note_taken(delivered=post, answer=answer.result())
        return True
    if isinstance(error, RefusedThere) and not _may_be_taken_later(error):
        note_refused(refused=post, why=str(error))
        return True
    if not isinstance(error, RefusedThere | Unreachable):
        # One's trouble is not the others'.
        log.error("%s could not be said.", post, exc_info=error)
    note_not_taken(waiting=post, why=str(error))
    return False


def _may_be_taken_later(error: RefusedThere) -> bool:
    if error.status >= 500 or error.status == 429 or error.code in LATER:
        return True
    # A key or a clock can be put right, and then the same is taken.
    return error.status in (401, 404)
