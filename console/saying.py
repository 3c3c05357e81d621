"""Whatever stands on record, as a sentence in the reader's language."""

import pkgutil
from importlib import import_module

from django.utils.translation import gettext as _

from console import sayings
from console.naming import Names
from console.wording import Values, worded

FILES = [
    import_module(f"{sayings.__name__}.{found.name}")
    for found in pkgutil.iter_modules(sayings.__path__)
]
SAYINGS = {kind: said for each in FILES for kind, said in each.SAYINGS.items()}
TOPICS = {
    topic: name for each in FILES for topic, name in getattr(each, "TOPICS", {}).items()
}


def say(record, names=None):
    """What happened, in a sentence; never an error, whatever a record holds.

    ``names`` are those of all records on a page; without them they are looked up for
    this record alone.
    """
    names = names or Names.of([record])
    said = SAYINGS.get(record.kind)
    if said is None:
        return _unknown(record)
    try:
        return str(said) % _values(record, names)
    except (KeyError, TypeError, ValueError):
        return _unknown(record)


def say_all(records):
    """(record, sentence) for each, with three queries for all of them."""
    names = Names.of(records)
    return [(record, say(record, names)) for record in records]


def kinds_of(topic):
    """The kinds whose first word is the topic."""
    return [kind for kind in SAYINGS if kind.partition(".")[0] == topic]


def kinds_saying(words):
    """The kinds whose sentence holds every one of the words, in the reader's language.

    >>> kinds_saying(["no such word"])
    []
    """
    wanted = [word.casefold() for word in words]
    return [
        kind
        for kind, said in SAYINGS.items()
        if wanted and all(word in str(said).casefold() for word in wanted)
    ]


def topic_name(topic):
    """What a topic is called; an unknown one by its own word."""
    return str(TOPICS.get(topic) or topic.replace("_", " ").capitalize())


def _values(record, names):
    values = Values(
        (key, worded(key, names.known(record, key, value)))
        for key, value in record.data.items()
    )
    values["changes"] = ", ".join(
        f"{worded('fields', [key])}: {value}" for key, value in values.items()
    )
    values.update(names.parts(record))
    return values


def _unknown(record):
    return _("%(kind)s, about %(subject)s.") % {
        "kind": record.kind,
        "subject": record.subject,
    }
