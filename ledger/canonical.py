"""The one way in which a document becomes bytes, and bytes become a digest."""

import hashlib
import json
from typing import Any

# What needs no second look: a million lines of proposals are of these.
PLAIN = frozenset({str, int, bool, type(None)})


def canonical(document: Any) -> str:
    """Write a document so that equal documents are equal bytes.

    Keys in order of their code points, no spaces, text as it is, no floats: they are
    written differently on different machines, so a number with a fraction is a string.

    Raises TypeError, naming the path, for a float or anything JSON has no word for.

    >>> canonical({"b": [1, None], "a": "ü"})
    '{"a":"ü","b":[1,null]}'
    """
    _refuse(document, "$")
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal.

    >>> digest("")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse(value: Any, path: str) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{path} has the key {key!r}; only text can be a key")
            if type(inner) not in PLAIN:
                _refuse(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            if type(inner) not in PLAIN:
                _refuse(inner, f"{path}[{place}]")
    elif not isinstance(value, str | int | None):
        raise TypeError(f"{path} is {value!r}; write numbers with a fraction as text")
