"""What people can be written to about. Each floor adds its own when it is loaded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from councils.models import Cadence, Event, Membership, Notice

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Occasion:
    """One thing a person can choose to hear of, and how often.

    ``told`` gives a letter's figures at a moment, for a notice and the reader's seat,
    among them ``address``, the page of the one action; None where the notice is
    outdated or nobody can act on it any more. The words are in the template
    ``letters/<name>.txt``, whose first line is the subject. What is ``urgent`` comes
    at once where a collected letter would come too late.
    """

    name: str
    title: str
    help: str
    told: Callable[[Notice, Membership | None, datetime], Told | None]
    usual: str = Cadence.IMMEDIATELY
    cadences: Sequence[str] = tuple(Cadence.values)
    urgent: bool = False
    needs_seat: bool = True

    @property
    def template(self):
        return f"letters/{self.name}.txt"


@dataclass(frozen=True)
class Source:
    """How one kind of event is made known: to which seats, and as which notices.

    ``notices`` gets some of the seats and the wishes of the people in them, by their
    keys, and returns rows that are not saved.
    """

    seats: Callable[[Event], Any]
    notices: Callable[
        [Event, Sequence[Membership], Mapping[int, Any]], Iterable[Notice]
    ]


OCCASIONS: dict[str, Occasion] = {}
SOURCES: dict[str, Source] = {}


def add_occasion(occasion):
    """Let people choose an occasion; they are offered in the order they were added."""
    OCCASIONS[occasion.name] = occasion


def add_source(kind, source):
    """Say how events of a kind are made known."""
    SOURCES[kind] = source


def plain_notices(occasion):
    """A source's ``notices`` where every seat is told the same, with the event's data.

    ``subject`` and ``until`` in the data are the notice's.
    """

    def notices(event, seats, _wishes):
        return [notice_of(event, seat, occasion) for seat in seats]

    return notices


def notice_of(event, seat, occasion, key=None, **data):
    """A notice about an event for who holds a seat; not saved, not yet due."""
    until = event.data.get("until")
    return Notice(
        person=seat.person,
        council=seat.council,
        occasion=occasion,
        key=key or event.key,
        subject=event.data["subject"],
        data={**event.data, **data},
        at=event.at,
        expires_at=until and datetime.fromisoformat(until),
    )
