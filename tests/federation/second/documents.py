"""JSON in its one form, what is read from it, and digests."""

import json
from hashlib import sha256

LEVELS, PARTS, LONGEST = 32, 100_000, 2**20


class MalformedError(ValueError):
    """What came is not one JSON object, or could be understood in two ways."""


def canonical(value):
    """The bytes of a document: one form only, whoever writes it."""
    text = json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode()


def digest(value):
    """The digest of a document, or of the bytes it was sent in."""
    body = value if isinstance(value, bytes) else canonical(value)
    return sha256(body).hexdigest()


def read(body):
    """Read one object strictly."""
    try:
        found = json.loads(
            body.decode(),
            object_pairs_hook=_once,
            parse_constant=_refuse,
        )
        if b"\0" in body or not isinstance(found, dict):
            raise MalformedError("it is no JSON object")
        _count(found)
        # Half a surrogate pair cannot be written again.
        canonical(found)
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from error
    return found


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a name occurs twice")
    return found


def _refuse(name):
    raise MalformedError(f"{name} is no number")


def _count(value, level=1):
    if level > LEVELS:
        raise MalformedError("it has too many levels")
    if isinstance(value, str):
        if "\0" in value:
            raise MalformedError("it has a NUL")
        return 1
    inside = []
    if isinstance(value, dict):
        inside = [*value, *value.values()]
    elif isinstance(value, list):
        inside = value
    count = 1 + sum(_count(each, level + 1) for each in inside)
    if count > PARTS:
        raise MalformedError("it has too many parts")
    return count
