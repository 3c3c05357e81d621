"""JSON read strictly: what two readers could understand differently is refused."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

DEEPEST = 32
# Texts and brackets. A proposal of 5,000 lines has about 10,000; whoever sends many
# more wants to keep the server busy.
MOST_PARTS = 20_000
# Of a document of servers: as many as 1 MiB of figures has, for some 3,800 goods.
MOST_OF_SERVERS = 100_000
# A whole string, opening brackets, closing brackets.
TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
HALVES = re.compile("[\ud800-\udfff]")


class Malformed(ValueError):
    """The bytes are not JSON as it is taken here; the text says why."""


def load(body: bytes, most: int = MOST_PARTS) -> dict[str, Any]:
    """Read one JSON object.

    Raises Malformed for bad UTF-8, duplicate names, NaN and Infinity, NUL and half
    surrogate pairs, nesting deeper than 32, more than
    ``most`` parts and anything that is no object.

    >>> load(b'{"a": ["1.5"]}')
    {'a': ['1.5']}
    >>> load(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    federation.strict.Malformed: The name “a” occurs twice.
    """
    _refuse_size(body, most)
    try:
        found = json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant
        )
    except UnicodeDecodeError as error:
        text = _("Byte %(place)d is not UTF-8.") % {"place": error.start}
        raise Malformed(text) from error
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        text = _("It cannot be read at line %(line)d, column %(column)d.") % place
        raise Malformed(text) from error
    except Malformed:
        raise
    except ValueError as error:  # A number of thousands of digits.
        raise Malformed(_("A number is too long.")) from error
    if not isinstance(found, dict):
        raise Malformed(_("The outermost value must be an object."))
    _refuse_text(found)
    return found


def _refuse_size(body: bytes, most: int) -> None:
    """Count brackets outside strings before the parser recurses into them."""
    depth = 0
    for number, token in enumerate(TOKENS.finditer(body)):
        if number >= most:
            raise Malformed(_("It has too many parts."))
        first = body[token.start()]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Malformed(
                    _("It is nested deeper than %(depth)d.") % {"depth": DEEPEST}
                )
        elif first in b"]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = set()
        for name, _value in pairs:
            if name in names:
                text = _("The name “%(name)s” occurs twice.") % {"name": name[:60]}
                raise Malformed(text)
            names.add(name)
    return found


def _constant(name: str) -> None:
    raise Malformed(_("%(name)s is not a number.") % {"name": name})


def _refuse_text(value: Any) -> None:
    """Refuse text that the database or another reader cannot hold."""
    if isinstance(value, str):
        if "\0" in value:
            raise Malformed(_("A text contains NUL."))
        if HALVES.search(value):
            raise Malformed(_("A text contains half of a surrogate pair."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_text(name)
            _refuse_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_text(inner)
