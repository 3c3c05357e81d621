"""Telling a receiver something, and hearing no more of the answer than its status.

What a receiver writes is of no interest and may never end, so it is not read. The way
out is the same as to other servers: one look at the name, the address checked, no
redirect followed.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import urllib3
from django.conf import settings

from federation.models import Attempt
from federation.wire.messages import Request
from federation.wire.patience import Patient
from federation.wire.sending import CONNECT_SECONDS, Courier, Unreachable

Outcome = Attempt.Outcome
SECONDS = 15  # From the connection to the status, whatever comes in between.
GONE = 410
OUTCOMES = {
    "forbidden": Outcome.FORBIDDEN,
    "no_connection": Outcome.NO_CONNECTION,
    "slow": Outcome.SLOW,
    "redirect": Outcome.REDIRECT,
}


@dataclass(frozen=True)
class Answer:
    """As much of an answer as counts: its status, and that there is no body."""

    status: int
    headers: dict[str, str]
    close: Any

    def read1(self, _size: int) -> bytes:
        return b""


@dataclass(frozen=True)
class Caller(Courier):
    """A courier that waits for the status only, and not longer than SECONDS."""

    keeps: ClassVar[bool] = False

    def _pool(self, place: Any, address: str) -> Any:
        pool = super()._pool(place, address)
        pool.timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=SECONDS)
        return pool

    def _ask(self, patient: Patient, place: Any, request: Request) -> Answer:
        with patient.hanging_up(SECONDS) as late:
            try:
                answer = super()._ask(patient, place, request)
            except urllib3.exceptions.HTTPError:
                if late.is_set():
                    raise Unreachable("slow") from None
                raise
        if late.is_set():  # What came before the end may look like a whole answer.
            answer.close()
            raise Unreachable("slow")
        said = answer.headers.get("Location")
        return Answer(answer.status, {"Location": said} if said else {}, answer.close)


def call(request: Request) -> tuple[str, int | None]:
    """Send a request; what became of it, and the status where one came."""
    caller = Caller(
        own=settings.FEDERATION_NETWORKS, authorities=settings.FEDERATION_AUTHORITIES
    )
    try:
        status = caller.send(request, accepts=[]).status_code
    except Unreachable as error:
        return OUTCOMES.get(error.code, Outcome.UNREADABLE), None
    if status == GONE:
        return Outcome.GONE, status
    return Outcome.TAKEN if 200 <= status < 300 else Outcome.REFUSED, status
