"""A preview between two pages: signed, so that a browser carries it unchanged."""

from django.core import signing

from desk.spreadsheets.understanding import Change, Understood, line_of
from pages.fields import READING

SALT = "desk.spreadsheets.preview"
SECONDS = 3600
SHOWN = 100  # Errors on a page; who has more has another sheet.


def sealed(place, version, understood):
    """What would be taken over, for this person, council and version of the draft."""
    data = {
        "who": _who(place),
        "version": version,
        "lines": understood.lines,
        "rows": {change.good.code: change.row for change in understood.changes},
        "asked": {entry.name: _readings(entry) for entry in understood.asked},
        "errors": understood.errors[:SHOWN],
        "more": max(len(understood.errors) - SHOWN, 0),
        "same": understood.same,
        "missing": [good.code for good in understood.missing],
    }
    return signing.dumps(data, salt=SALT, compress=True)


def opened(place, text):
    """What was sealed; None if it is older than an hour, somebody else's or changed."""
    try:
        data = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return data if data["who"] == _who(place) else None


def restored(data, desk, sheet):
    """What was understood, out of what was sealed, beside the draft on the desk."""
    goods = {good.code: good for good in desk.catalogue.goods}
    return Understood(
        changes=[
            Change(
                row,
                line_of(desk, goods[code], sheet.texts.get(code, {})),
                line_of(desk, goods[code], data["lines"][code]),
            )
            for code, row in data["rows"].items()
        ],
        errors=[tuple(error) for error in data["errors"]],
        same=data["same"],
        missing=[goods[code] for code in data["missing"]],
    )


def choose(data, post):
    """Put the chosen readings into the lines; return the names of those not chosen."""
    missing = []
    for name, readings in data["asked"].items():
        code, _dash, side = name.rpartition("-")
        chosen = post.get(name + READING)
        if chosen in readings:
            data["lines"][code][side] = chosen
        else:
            missing.append(name)
    return missing


def _readings(entry):
    return [text for text, _meaning in entry.readings]


def _who(place):
    return [str(place.person.public_id), place.period.code, place.council.slug]
