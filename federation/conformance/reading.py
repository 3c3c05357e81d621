"""What a server cannot read, does not have, or gives to nobody else."""

from .node import FEDERATION, V1, Failed, expect, problem, refused
from .refusing import TOLD
from .saying import NOWHERE

LARGEST = 2**20
MALFORMED = {
    "no JSON": b"{",
    "no object": b'["year"]',
    "a name twice": b'{"year":"a","year":"b"}',
    "NaN": b'{"year":NaN}',
    "nested too deep": b'{"year":' + b"[" * 33 + b"]" * 33 + b"}",
    "no UTF-8": b'{"year":"\xff"}',
    "half a surrogate pair": b'{"year":"\\ud800"}',
    "NUL": b'{"year":"\\u0000"}',
}
# What every message says; a year that nobody plans.
MESSAGES = {
    "announcements": {"kind": "announcement", "year": "no-such-year-7f3a"},
    "trials": {"ask": "answers", "year": "no-such-year-7f3a", "round": 1},
    "records": {"kind": "round", "period": {"code": "no-such-year-7f3a"}},
    "plans": {"kind": "published", "year": "no-such-year-7f3a"},
}
DIFFERING = {"date", "content-digest", "signature", "signature-input", "x-request-id"}


class Skipped(Exception):
    """A check that cannot be made here; the text says why."""


def malformed_json(node):
    """What is no JSON object, or has two meanings: malformed-json, in words"""
    for what, body in MALFORMED.items():
        try:
            refused(node.say("POST", TOLD, body), 400, "malformed-json")
        except Failed as error:
            raise Failed(f"{what}: {error}") from error


def other_type(node):
    """A body of another type: unsupported-media-type"""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = node.say("POST", TOLD, {}, kind=kind)
        refused(answer, 415, "unsupported-media-type")


def too_large(node):
    """A body of more than 1 MiB: body-too-large"""
    body = b'{"year":"' + b"a" * LARGEST + b'"}'
    refused(node.say("POST", TOLD, body), 413, "body-too-large")


def unknown_parameter(node):
    """A parameter in the address that does not exist: invalid-parameters"""
    found = refused(node.say("GET", f"{NOWHERE}?page=2"), 400, "invalid-parameters")
    expect(found.get("errors"), "“errors” does not name it")


def unknown_address(node):
    """An address that does not exist: not-found"""
    refused(node.say("GET", f"{V1}/no-such-address-7f3a"), 404, "not-found")


def unknown_method(node):
    """A method an address does not take: method-not-allowed"""
    refused(node.say("DELETE", TOLD), 405, "method-not-allowed")


def unknown_year(node):
    """A year one is not in, in every message: not-found"""
    for name, says in MESSAGES.items():
        answer = node.say("POST", f"{FEDERATION}/{name}", says)
        refused(answer, 404, "not-found")
    year = f"{FEDERATION}/years/no-such-year-7f3a"
    for method, path in (
        *(("GET", year), ("GET", f"{year}/head"), ("POST", f"{year}/members")),
        ("PUT", f"{year}/rounds/1/part"),
    ):
        says = None if method == "GET" else {}
        refused(node.say(method, path, says), 404, "not-found")


def foreign_year(node):
    """A year of others is answered like one that does not exist"""
    if not node.foreign:
        raise Skipped("name such a year by --foreign-year")
    for path in ("", "/head"):
        there = node.say("GET", f"{FEDERATION}/years/{node.foreign}{path}")
        nowhere = node.say("GET", f"{FEDERATION}/years/no-such-year-7f3a{path}")
        refused(there, 404, "not-found")
        expect(there.body == nowhere.body, "the two bodies differ")
        mine, theirs = _lasting(there), _lasting(nowhere)
        expect(mine == theirs, f"the headers differ: {mine} and {theirs}")


def _lasting(answer):
    return {
        name: value for name, value in answer.headers.items() if name not in DIFFERING
    }


def same_again(node):
    """The same message again, signed anew, has the same answer"""
    says = MESSAGES["announcements"]
    one, other = (node.say("POST", TOLD, says, key="conformance-twice") for _ in "ab")
    problem(one)
    expect(
        (one.status, one.body) == (other.status, other.body),
        f"first {one.status} {one.body[:200]}, then {other.status} {other.body[:200]}",
    )


CHECKS = [
    malformed_json,
    other_type,
    too_large,
    unknown_parameter,
    unknown_address,
    unknown_method,
    unknown_year,
    foreign_year,
    same_again,
]
