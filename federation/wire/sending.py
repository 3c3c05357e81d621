"""The only way out: one request to one checked address, and a bounded answer.

For every request the name is looked up once, every address it has is checked, and the
connection goes to exactly that address, while TLS proves the name. Only one that leads
there already is used again. Nothing is followed elsewhere.
"""

import ssl
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

import urllib3
from django.core.exceptions import ValidationError

from federation.wire.addresses import Network, Resolver, find, place_of
from federation.wire.idle import IDLE
from federation.wire.messages import Request, Response
from federation.wire.patience import Patient

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 5, 10, 30
LARGEST = 2**20  # Bytes of an answer.
CHUNK = 2**16


class Unreachable(Exception):
    """No usable answer came; ``code`` says why. It can be tried again later.

    ``forbidden``: the address may not be connected to. ``no_connection``, ``slow``,
    ``too_large``, ``redirect``, ``encoded``: what happened instead of an answer.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class _Dropped(Exception):
    """The connection ended before there was a whole answer."""


@dataclass(frozen=True)
class Courier:
    """Carries requests to other servers.

    ``own`` are networks of one's own that may be connected to beside the public ones,
    ``authorities`` a file of certificates to trust instead of the system's.
    """

    own: tuple[Network, ...] = ()
    authorities: str = ""
    resolve: Resolver | None = None
    # Whether a connection waits for the next request.
    keeps: ClassVar[bool] = True

    def send(self, request: Request, *, accepts: Iterable[str]) -> Response:
        """Send a request and return the answer, whatever its status.

        ``accepts`` are the content types an answer with a body may have. Raises
        Unreachable.
        """
        try:
            place = place_of(request.url, self.own)
            address = find(place, self.own, self.resolve)
        except ValidationError as error:
            raise Unreachable("forbidden", error.messages[0]) from error
        kept = IDLE.take((place, address, self.authorities)) if self.keeps else None
        if kept is not None:
            # It may be hung up on just when the request leaves: then nobody reads that.
            with suppress(_Dropped):
                return _checked(self._speak(kept, place, address, request), accepts)
        fresh = Patient(self._pool(place, address))
        try:
            return _checked(self._speak(fresh, place, address, request), accepts)
        except _Dropped as error:
            raise Unreachable("no_connection", str(error)) from error

    def _speak(self, patient, place, address, request):
        try:
            response = self._hear(patient, place, request)
        except BaseException:
            patient.close()
            raise
        if self.keeps:
            IDLE.give((place, address, self.authorities), patient)
        else:
            patient.close()
        return response

    def _hear(self, patient, place, request):
        ends = time.monotonic() + ALL_SECONDS
        with patient.hanging_up(ALL_SECONDS) as late:
            try:
                with closing(self._ask(patient, place, request)) as answer:
                    response = Response(answer.status, request, dict(answer.headers))
                    response.body = _read(answer, ends)
            except urllib3.exceptions.NewConnectionError as error:
                raise Unreachable("no_connection", str(error)) from error
            except urllib3.exceptions.TimeoutError as error:
                raise Unreachable("slow", str(error)) from error
            except urllib3.exceptions.HTTPError as error:
                if late.is_set():
                    raise Unreachable("slow", str(error)) from error
                raise _Dropped(str(error)) from error
            if late.is_set():
                raise Unreachable("slow")
        return response

    def _pool(self, place, address):
        usual = {
            "port": place.port,
            "maxsize": 1,
            "retries": False,
            "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        }
        if place.scheme == "http":
            return urllib3.HTTPConnectionPool(address, **usual)
        context = ssl.create_default_context(cafile=self.authorities or None)
        return urllib3.HTTPSConnectionPool(
            address,
            ssl_context=context,
            server_hostname=place.host,
            assert_hostname=place.host,
            **usual,
        )

    def _ask(self, patient, place, request):
        parts = urlsplit(request.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = place.origin.partition("://")[2]
        return patient.pool.urlopen(
            request.method,
            path,
            body=request.body or None,
            # Nothing packed: what is small on the way may be huge here.
            headers={**request.headers, "Host": host, "Accept-Encoding": "identity"},
            redirect=False,
            preload_content=False,
            decode_content=False,
        )


def _read(answer, ends):
    """The body, as long as it is neither too large nor too long in coming."""
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > LARGEST:
        raise Unreachable("too_large", said)
    body = bytearray()
    while part := answer.read1(CHUNK):
        body += part
        if len(body) > LARGEST:
            raise Unreachable("too_large")
        if time.monotonic() > ends:
            raise Unreachable("slow")
    return bytes(body)


def _checked(response, accepts):
    if 300 <= response.status_code < 400 and response.status_code != 304:
        raise Unreachable("redirect", response.headers.get("Location", "")[:200])
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unreachable("encoded", response.headers["Content-Encoding"][:40])
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.body and kind not in tuple(accepts):
        raise Unreachable("other_type", kind[:80])
    return response
