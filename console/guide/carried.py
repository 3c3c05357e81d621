"""What a preview showed, signed, so that a browser carries it to the confirmation."""

from dataclasses import asdict
from decimal import Decimal

from django.core import signing

SECONDS = 3600


def sealed(what, person, entries):
    """Entries of a list as a text that only this person can bring back."""
    data = {"who": str(person.public_id), "entries": [_plain(each) for each in entries]}
    return signing.dumps(data, salt=f"console.guide.{what}", compress=True)


def opened(what, person, text, kind):
    """What was sealed, as entries; None if too old, somebody else's, or changed."""
    try:
        salt = f"console.guide.{what}"
        data = signing.loads(text or "", salt=salt, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if data["who"] != str(person.public_id):
        return None
    return [kind(**_read(each)) for each in data["entries"]]


def _plain(entry):
    return {
        name: {"decimal": str(value)} if isinstance(value, Decimal) else value
        for name, value in asdict(entry).items()
    }


def _read(entry):
    return {
        name: Decimal(value["decimal"]) if isinstance(value, dict) else value
        for name, value in entry.items()
    }
