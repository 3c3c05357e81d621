"""Documents with something in one place that does not belong there."""

import json

# Put in the place of anything, wherever it stands.
NASTY = [
    *(None, True, 0, -1, 2**31, 2**63, 10**40, 0.5, "", " ", "NaN", "1e999", "٣"),
    *("9" * 50, "-" * 9, "é\u2028", "2027-13-01", [], {}, [None], [[]], {"": {}}),
]


def places(value, before=()):
    """Every place in a document, itself first."""
    yield before
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for name, each in inner:
        yield from places(each, (*before, name))


def changed(value, place, other):
    """The document with something else in one place."""
    if not place:
        return other
    first, *rest = place
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[first] = changed(value[first], rest, other)
    return copy


def written(says):
    """As documents are written, but for what they cannot hold."""
    text = json.dumps(says, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
