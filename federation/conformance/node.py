"""The server that is looked at, and the way there."""

import http.client
import json
import ssl
import uuid
from functools import cached_property
from urllib.parse import urlsplit

from .signing import Answer, Key, Request, public_key, sign

JSON, PROBLEM = "application/json", "application/problem+json"
V1 = "/api/v1"
FEDERATION = f"{V1}/federation"
SECONDS = 30


class Failed(Exception):
    """A check does not hold; the text says why."""


def expect(holds, why):
    if not holds:
        raise Failed(why)


def canonical(says):
    """A document as bytes: names in order, no spaces.

    >>> canonical({"b": [1, None], "a": "ü"}).decode()
    '{"a":"ü","b":[1,null]}'
    """
    text = json.dumps(says, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


class Node:
    """A server at an address, spoken to as the one the key is of."""

    def __init__(self, origin, key: Key, *, year="", foreign="", authorities=None):
        self.origin, self.key = origin.rstrip("/"), key
        self.year, self.foreign = year, foreign
        self.authorities = authorities

    @cached_property
    def document(self):
        """What the server says of itself; without a signature."""
        answer = self.send(self.request("GET", f"{V1}/node"))
        expect(answer.status == 200, f"it is answered with {answer.status}")
        return read(answer)

    @property
    def keys(self):
        """Its public keys by their ids."""
        try:
            rows = self.document["keys"]
            return {row["id"]: public_key(row["public"]) for row in rows}
        except (KeyError, TypeError, ValueError) as error:
            raise Failed(
                f"the document has no keys that can be read: {error}"
            ) from None

    def request(self, method, path, says=None, *, key="", kind=JSON):
        """A request that is not signed yet; ``says`` is what becomes JSON, or bytes."""
        request = Request(method, self.origin + path)
        if method not in ("GET", "HEAD"):
            request.headers["Content-Type"] = kind
            request.headers["Idempotency-Key"] = key or uuid.uuid4().hex
        if says is not None:
            request.body = says if isinstance(says, bytes) else canonical(says)
        return request

    def say(
        self, method, path, says=None, *, key="", kind=JSON, follows=None, **changes
    ):
        """Send a signed request; ``changes`` as `sign` takes them.

        ``follows`` is the revision that this one takes the place of.
        """
        request = self.request(method, path, says, key=key, kind=kind)
        if follows is not None:
            request.headers["If-Match"] = f'"{follows}"'
        return self.send(sign(request, self.key, **changes))

    def send(self, request) -> Answer:
        """Send a request as it is, and follow nothing."""
        place = urlsplit(request.url)
        path = place.path + (f"?{place.query}" if place.query else "")
        line = self._line(place)
        try:
            line.request(request.method, path, request.body or None, request.headers)
            came = line.getresponse()
            headers = {name.lower(): value for name, value in came.getheaders()}
            answer = Answer(came.status, headers, came.read(2**21), request)
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"no answer came: {error!r}") from error
        finally:
            line.close()
        expect(not 300 <= answer.status < 400, f"it leads on: {answer.status}")
        return answer

    def _line(self, place):
        if place.scheme == "http":
            return http.client.HTTPConnection(place.netloc, timeout=SECONDS)
        context = ssl.create_default_context(cafile=self.authorities)
        return http.client.HTTPSConnection(
            place.netloc, timeout=SECONDS, context=context
        )


def kind_of(answer):
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def read(answer):
    """The JSON object of an answer."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        raise Failed(f"the answer {answer.status} is no JSON") from None
    expect(isinstance(found, dict), "the answer is no JSON object")
    return found


def refused(answer, status, code):
    """The problem document of an answer that should be this refusal."""
    expect(
        answer.status == status,
        f"it is answered with {answer.status}, not {status} {code}",
    )
    found = problem(answer)
    said = found["type"].rsplit("/", 1)[-1]
    expect(said == code, f"the refusal is {said}, not {code}")
    return found


def problem(answer):
    """A problem document (RFC 9457), with all that is documented of it."""
    expect(kind_of(answer) == PROBLEM, f"a refusal is {PROBLEM}, not {kind_of(answer)}")
    found = read(answer)
    for name, kind in {"type": str, "title": str, "status": int, "detail": str}.items():
        expect(
            type(found.get(name)) is kind, f"“{name}” is missing or no {kind.__name__}"
        )
        expect(found[name], f"“{name}” is empty")
    expect(found["status"] == answer.status, "“status” is not that of the answer")
    return found
