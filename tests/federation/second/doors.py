"""The addresses of a server: messages from above come in here."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.federation.second.documents import (
    LONGEST,
    MalformedError,
    canonical,
    digest,
    read,
)
from tests.federation.second.refusals import RefusedError
from tests.federation.second.signatures import Request, check_request, sign_answer

DAY = 86_400


class Nonces:
    """Nonces are remembered for a day."""

    def __init__(self):
        self._seen, self._lock = {}, threading.Lock()

    def is_new(self, key, nonce):
        """Whether a key uses a nonce for the first time."""
        now = time.time()
        with self._lock:
            self._seen = {each: at for each, at in self._seen.items() if at > now - DAY}
            return self._seen.setdefault((key, nonce), now) is now


class Door:
    """A web server on loopback. ``answer(request, message)`` gives what to say."""

    def __init__(self, port, origin, key, known, description, answer):
        self.origin, self.key, self.known, self.answer = origin, key, known, answer
        self.description, self.nonces, self._said = description, Nonces(), {}

        class Handler(_Handler):
            door = self

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self):
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, request):
        """Status and document that answer a signed request."""
        check_request(request, self.known, self.nonces)
        try:
            return 200, self._once(request)
        except RefusedError as refused:
            return int(refused.status), refused.problem()

    def _once(self, request):
        if "?" in request.uri:
            raise RefusedError("invalid-parameters")
        if request.method == "GET":
            return self.answer(request, {})
        kind = request.headers["content-type"].replace(" ", "").lower()
        if kind not in ("application/json", "application/json;charset=utf-8"):
            raise RefusedError("unsupported-media-type")
        try:
            message = read(request.body)
        except MalformedError as error:
            raise RefusedError("malformed-json", str(error)) from error
        # The same message has the same answer, whenever it comes.
        same = (request.method, request.uri, digest(request.body))
        if same not in self._said or request.uri.endswith("/trials"):
            self._said[same] = self.answer(request, message)
        return self._said[same]


class _Handler(BaseHTTPRequestHandler):
    door: Door

    def do_GET(self):
        if self.path == "/api/v1/node":
            body = canonical(self.door.description)
            return self._say(200, {"content-type": "application/json"}, body)
        return self._answer()

    def do_POST(self):
        return self._answer()

    def _answer(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = int(headers.get("content-length", 0))
        request = Request(self.command, f"{self.door.origin}{self.path}", headers)
        said = {}
        try:
            if length > LONGEST:
                raise RefusedError("body-too-large")
            request.body = self.rfile.read(length)
            status, found = self.door.take(request)
            is_proved = True
        except RefusedError as refused:
            status, found, is_proved = int(refused.status), refused.problem(), False
        kind = "json" if status == 200 else "problem+json"
        said["content-type"] = f"application/{kind}"
        body = canonical(found)
        if is_proved:
            sign_answer(self.door.key, status, said, body, request)
        return self._say(status, said, body)

    def _say(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        """Say nothing of every request."""
