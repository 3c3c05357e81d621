"""Writing a letter at the moment it is delivered: what holds then, or nothing."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from councils.models import Council, Membership, Notice
from councils.notices.moments import said, zone_of
from councils.notices.occasions import OCCASIONS
from councils.notices.stopping import COLLECTED, stop_address
from councils.notices.wishes import wishes_of_one
from ledger.writing import Mail, writes


@dataclass(frozen=True)
class Item:
    """A piece of news as the reader finds it in a letter."""

    council: Council
    occasion: str
    at: datetime
    title: str
    text: str


@writes("letter")
def compose(message, at):
    """The letter a message stands for, as it reads at a moment; None: nothing to say.

    Nobody is written to who has left, has muted, or can no longer act.
    """
    notices = Notice.objects.filter(letter=message.key)
    notices = list(notices.select_related("person", "council"))
    if not notices or not reachable(notices[0].person):
        return None
    person = notices[0].person
    wishes = wishes_of_one(person)
    wanted = [notice for notice in notices if not wishes.refuses(notice)]
    with reading(person):
        found = items(person, wanted, at)
        if not found:
            return None
        if message.payload.get("collected"):
            return _collected(person, found)
        return _single(person, found[0])


def reachable(person):
    """Whether letters reach somebody: an address, and an account that is in use."""
    return bool(person.email) and person.is_active


@contextmanager
def reading(person):
    """Write in the person's language and time."""
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        yield


def items(person, notices, at):
    """What notices have to say at a moment, newest first, of each subject the newest.

    Call it inside ``reading``.
    """
    seats = Membership.objects.open().filter(person=person).select_related("council")
    seats = {seat.council_id: seat for seat in seats}
    newest = sorted(notices, key=lambda notice: (notice.at, notice.pk), reverse=True)
    found, seen = [], set()
    for notice in newest:
        about = notice.council_id, notice.occasion, notice.subject
        if about not in seen:
            seen.add(about)
            found.append(_item(notice, seats.get(notice.council_id), at))
    return [item for item in found if item]


def _item(notice, seat, at):
    occasion = OCCASIONS[notice.occasion]
    if seat is None and occasion.needs_seat:
        return None
    told = occasion.told(notice, seat, at)
    if told is None:
        return None
    zone = zone_of(notice.person)
    told = {**told, "council": notice.council, "seat": seat, "at": at}
    if until := told.get("until"):
        told["deadline"] = said(until, zone)
    told["happened"] = said(notice.at, zone)
    written = render_to_string(occasion.template, told).strip()
    title, _line, text = written.partition("\n")
    return Item(notice.council, notice.occasion, notice.at, title, text.strip())


def _single(person, item):
    told = {
        "text": item.text,
        "why": OCCASIONS[item.occasion].title,
        **_ways_out(person, item.occasion),
    }
    body = render_to_string("letters/single.txt", told)
    return _mail(person, item.title, body, told["stop"])


def _collected(person, found):
    told = {"groups": grouped(found), **_ways_out(person, COLLECTED)}
    written = render_to_string("letters/collected.txt", {**told, "count": len(found)})
    title, _line, body = written.strip().partition("\n")
    return _mail(person, title, body, told["stop"])


def grouped(found):
    """Items by council, in the order of each council's newest."""
    groups = {}
    for item in found:
        groups.setdefault(item.council, []).append(item)
    return list(groups.items())


def _ways_out(person, occasion):
    return {
        "stop": stop_address(person, occasion),
        "settings": settings.BASE_URL + reverse("desk:letters"),
    }


def _mail(person, title, body, stop):
    return Mail(
        to=person.email,
        subject=title,
        body=body.strip() + "\n",
        headers={
            # RFC 8058: one request stops them; no page is shown and none is needed.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
