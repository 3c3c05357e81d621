"""Signed requests to the server above, and its signed answers."""

import secrets
import threading

import requests

from tests.federation.second.documents import LONGEST, canonical, read
from tests.federation.second.keys import is_typed
from tests.federation.second.refusals import RefusedError
from tests.federation.second.signatures import Request, check_answer, sign_request

SECONDS, WAITS = 30, (2, 5, 10, 30, 60, 300)
AGAIN, AGAIN_WORDS = (401, 404, 429), ("not-in-this-order", "replayed")


class RejectedError(Exception):
    """The server above refused a message for good."""

    def __init__(self, problem):
        super().__init__(str(problem))
        self.word = problem.get("type", "").rpartition("/")[2]
        self.detail = problem.get("detail", "")


class Above:
    """The server above: its address, and the keys people have confirmed."""

    def __init__(self, origin, key):
        self.origin, self.keys, self._key = origin, {}, key
        self._session, self._ended = requests.Session(), threading.Event()
        # Where requests go does not depend on the environment.
        self._session.trust_env = False

    def meet(self, typed):
        """Read the server's document, and believe the key that was typed."""
        answer = self._send("GET", f"{self.origin}/api/v1/node", {}, b"")
        found = read(answer.content)
        if found["node"] != self.origin or found["protocol"] != 1:
            raise ValueError("this is another server, or another protocol")
        self.keys = {
            key["id"]: key["public"]
            for key in found["keys"]
            if key["id"].startswith(self.origin)
            and key["algorithm"] == "ed25519"
            and key["state"] != "retired"
            and is_typed(typed, key["public"])
        }
        if not self.keys:
            raise ValueError("no key has this fingerprint")

    def keys_now(self, key):
        """The public part of a key, if people have confirmed it."""
        return self.keys.get(key)

    def get(self, path):
        """What is at an address there."""
        return self._exchange("GET", path, b"")

    def send(self, method, path, message, follows=None):
        """Send a message until it is answered, or refused for good.

        ``follows`` is the revision it takes the place of.
        """
        idempotency, body, tries = secrets.token_hex(16), canonical(message), 0
        while True:
            try:
                return self._exchange(method, path, body, idempotency, follows)
            except (requests.RequestException, RefusedError, TryAgainError):
                if self._ended.wait(WAITS[min(tries, len(WAITS) - 1)]):
                    raise
                tries += 1

    def _exchange(self, method, path, body, idempotency=None, follows=None):
        request = Request(method, f"{self.origin}/api/v1/federation/{path}", {}, body)
        if body:
            request.headers["content-type"] = "application/json"
            request.headers["idempotency-key"] = idempotency
        if follows is not None:
            request.headers["if-match"] = f'"{follows}"'
        sign_request(self._key, request)
        answer = self._send(method, request.uri, request.headers, body)
        said = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code in AGAIN or answer.status_code >= 500:
            raise TryAgainError(answer.text)
        check_answer(answer.status_code, said, answer.content, request, self.keys_now)
        found = read(answer.content)
        if answer.status_code // 100 == 2:
            return found
        rejected = RejectedError(found)
        if rejected.word in AGAIN_WORDS:
            raise TryAgainError(answer.text)
        raise rejected

    def _send(self, method, uri, headers, body):
        answer = self._session.request(
            method,
            uri,
            data=body or None,
            headers=headers | {"accept-encoding": "identity"},
            timeout=SECONDS,
            allow_redirects=False,
        )
        if len(answer.content) > LONGEST:
            raise requests.ContentDecodingError("the answer is too large")
        return answer

    def end(self):
        """Try nothing again."""
        self._ended.set()

    def close(self):
        """End the connections."""
        self._session.close()


class TryAgainError(Exception):
    """The same message may be taken later."""
