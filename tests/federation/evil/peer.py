"""A server that keeps no rule: it signs what it likes, and answers as it is told to.

It has a key that people here have confirmed, so that nothing it says can be refused for
being a stranger's. It speaks to this server's views, and answers over loopback.
"""

import contextlib
import json
import threading
import time
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings
from django.test import Client

from federation.services import add_peer, confirm_key
from federation.wire.keys import fingerprint, public_text
from federation.wire.messages import Request, Response
from federation.wire.signatures import sign_request, sign_response
from ledger import clock
from ledger.canonical import canonical, digest

SECRET, OTHER_SECRET = bytes(range(32)), bytes(32)
JSON = "application/json"
FEDERATION = "/api/v1/federation"


class Answering(BaseHTTPRequestHandler):
    """Answers in the manner of the moment."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        evil, url = self.server.evil, self.server.evil.origin + self.path
        asked = Request(self.command, url, dict(self.headers), body)
        evil.heard.append(asked)
        with contextlib.suppress(OSError):
            getattr(self, f"answer_{evil.manner}")(asked, evil)
        self.close_connection = True

    do_GET = do_POST = do_PUT = answer

    def tell(self, status, body, headers):
        self.send_response(status)
        usual = {"Content-Type": JSON, "Content-Length": str(len(body))}
        for name, value in (usual | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def tell_signed(self, asked, evil, body, secret=SECRET):
        headers = {"Content-Type": JSON}
        if evil.takes:
            headers["Accept-Encoding"] = evil.takes
        said = Response(200, asked, headers, body)
        sign_response(said, key_id=evil.key_id, secret=secret, at=evil.now())
        self.tell(200, body, dict(said.headers))

    def answer_well(self, asked, evil):
        self.tell_signed(asked, evil, json.dumps(evil.says).encode())

    def answer_plain_only(self, asked, evil):
        if "Content-Encoding" in asked.headers:
            self.tell(415, b"{}", {"Content-Type": "application/problem+json"})
        else:
            self.answer_well(asked, evil)

    def answer_unsigned(self, _asked, evil):
        self.tell(200, json.dumps(evil.says).encode(), {})

    def answer_for_another_request(self, asked, evil):
        other = Request("POST", asked.url + "/other", dict(asked.headers), asked.body)
        self.tell_signed(other, evil, json.dumps(evil.says).encode())

    def answer_with_another_key(self, asked, evil):
        body = json.dumps(evil.says).encode()
        self.tell_signed(asked, evil, body, OTHER_SECRET)

    def answer_elsewhere(self, _asked, evil):
        self.tell(307, b"{}", {"Location": evil.elsewhere})

    def answer_packed(self, _asked, _evil):
        self.tell(200, b"\x1f\x8b" + bytes(100), {"Content-Encoding": "gzip"})

    def answer_huge(self, _asked, _evil):
        self.tell(200, b" " * 10_000_000, {})

    def answer_endlessly(self, _asked, _evil):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            self.wfile.write(b" " * 2**16)

    def answer_drop_by_drop(self, _asked, _evil):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _drop in range(200):
            self.wfile.write(b"x")
            time.sleep(0.02)

    def answer_half(self, _asked, _evil):
        self.tell(200, b"{", {"Content-Length": "100"})

    def answer_deeply(self, asked, evil):
        self.tell_signed(asked, evil, b'{"values":' + b"[" * 9_000 + b"]" * 9_000)

    def log_message(self, *_said):
        pass


class EvilPeer:
    """The server itself: its address, its key, and the manner in which it answers."""

    def __init__(self):
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.http.evil, self.http.daemon_threads = self, True
        self.origin = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.key_id = f"{self.origin}/api/v1/node#k1"
        self.manner, self.says, self.heard, self.elsewhere = "well", {}, [], ""
        self.peer, self.takes = None, ""
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    @staticmethod
    def now():
        """Without the database, which its threads must not ask."""
        return datetime.now(UTC)

    def meet(self, actor):
        """Be added, and confirmed, by people here."""
        public = public_text(SECRET)
        self.peer = add_peer(
            origin=self.origin,
            name="Evil",
            keys={self.key_id: public},
            actor=actor,
            reason="We plan together.",
        )
        key = self.peer.keys.get()
        confirm_key(key=key, typed=fingerprint(public), actor=actor)
        self.peer.refresh_from_db()
        return self

    # ---- Speaking

    def envelope(self, method, path, says, *, secret=SECRET, nonce="", **headers):
        """A signed request; ``says`` are bytes, or what becomes a document."""
        body = says if isinstance(says, bytes) else canonical(says).encode()
        usual = {"Content-Type": JSON, "Idempotency-Key": uuid.uuid4().hex}
        if method == "PUT":
            # A part that takes the place of none.
            usual["If-Match"] = '"0"'
        request = Request(method, settings.BASE_URL + path, usual | headers, body)
        how = {"key_id": self.key_id, "secret": secret, "nonce": nonce}
        sign_request(request, at=clock.now(), **how)
        return request

    def send(self, request):
        """The answer of this server's views."""
        path = request.url.removeprefix(settings.BASE_URL)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in ("content-type", "content-length")
        }
        kind = request.headers["Content-Type"]
        client = Client(headers=headers, raise_request_exception=False)
        return client.generic(request.method, path, request.body, content_type=kind)

    def say(self, method, what, says, **how):
        return self.send(self.envelope(method, f"{FEDERATION}/{what}", says, **how))

    def put_part(self, says, *, number=1, **how):
        return self.say("PUT", f"years/2027/rounds/{number}/part", says, **how)


def said_of(answer):
    """The code and the words of a refusal."""
    problem = json.loads(answer.content)
    return problem["type"].rpartition("/")[2], problem["detail"]


def digest_of(says):
    return digest(canonical(says))
