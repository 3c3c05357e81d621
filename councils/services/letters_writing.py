"""What happened, made known; what is due, put into the outbox. Each step repeatable."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from councils.models import Event, Notice
from councils.notices.composing import reachable
from councils.notices.occasions import SOURCES
from councils.notices.wishes import Wishes, wishes_of, wishes_of_one
from ledger.models import Message
from ledger.services import enqueue, enqueue_many, held

SEATS, PEOPLE = 500, 200


def happened(
    *,
    kind: str,
    key: str,
    data: Mapping[str, Any] | None = None,
    subject: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Note that something happened, in the transaction in which it does: one row.

    The same key twice is the same event. News of one ``subject`` replace each other,
    and from ``until`` on nobody can do anything about it.
    """
    said = {**(data or {}), "subject": subject or key}
    if until:
        said["until"] = until.isoformat()
    event = Event(kind=kind, key=key, data=said, **({"at": at} if at else {}))
    Event.objects.bulk_create([event], ignore_conflicts=True)


def unspread() -> list[int]:
    """The keys of the events that are not yet known to everybody they concern."""
    return list(Event.objects.filter(spread_at=None).values_list("pk", flat=True))


@transaction.atomic
def spread(*, event_id: int, at: datetime, limit: int = SEATS) -> bool:
    """Make an event known to the next seats; say whether there may be more.

    Safe to repeat, to run twice at once and to be killed anywhere: how far it came is
    written together with the notices, and no notice is written twice.
    """
    events = Event.objects.select_for_update(skip_locked=True)
    event = events.filter(pk=event_id, spread_at=None).first()
    if event is None:
        return False  # Another worker is at it, or it is done.
    source = SOURCES[event.kind]
    rest = source.seats(event).filter(pk__gt=event.reached).order_by("pk")
    seats = list(rest.select_related("person", "council")[:limit])
    reached = [seat for seat in seats if reachable(seat.person)]
    wishes = wishes_of(seat.person for seat in reached)
    tell(notices=source.notices(event, reached, wishes), wishes=wishes)
    if seats:
        event.reached = seats[-1].pk
    if len(seats) < limit:
        event.spread_at = at
    event.save(update_fields=["reached", "spread_at"])
    return event.spread_at is None


def tell(
    *, notices: Iterable[Notice], wishes: Mapping[int, Wishes] | None = None
) -> None:
    """Keep notices for those who want them, each for its hour; never one twice."""
    notices = list(notices)
    if wishes is None:
        wishes = wishes_of(notice.person for notice in notices)
    wanted = [each for each in notices if not wishes[each.person_id].refuses(each)]
    for notice in wanted:
        notice.due_at = wishes[notice.person_id].due(notice)
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)


@transaction.atomic
def write_due(*, at: datetime, people: int = PEOPLE) -> int:
    """Put letters of what is due into the outbox, for some people; return for how many.

    Letters and what they tell change in one transaction: killed before its end, nothing
    has happened. Notices somebody else is writing about are left alone.
    """
    due = Notice.objects.due(at).order_by("person")
    keys = due.values_list("person", flat=True).distinct()[:people]
    rows = Notice.objects.due(at).filter(person__in=list(keys))
    locked = rows.select_for_update(skip_locked=True, of=["self"])
    notices = list(locked.select_related("person").order_by("person_id", "pk"))
    wishes = wishes_of(notice.person for notice in notices)
    _write(notices, wishes, at)
    return len(wishes)


def _write(notices: list[Notice], wishes: Mapping[int, Wishes], at: datetime) -> None:
    """Sort due notices: into a letter each, into collected ones, or aside."""
    alone, over, later = [], [], []
    collected: dict[int, list[Notice]] = {}
    for notice in notices:
        wish = wishes[notice.person_id]
        expired = notice.expires_at is not None and notice.expires_at <= at
        if expired or wish.refuses(notice):
            over.append(notice)
        elif wish.due(notice) > at:  # It was put off since.
            later.append((notice, wish.due(notice)))
        elif wish.collects(notice):
            collected.setdefault(notice.person_id, []).append(notice)
        else:
            alone.append(notice)
    _send_alone(alone, at)
    for mine in collected.values():
        later += _collect(mine, wishes[mine[0].person_id], at)
    _rows(over).update(outdated_at=at)
    for notice, due in later:
        _rows([notice]).update(due_at=due)


def _rows(notices: Iterable[Notice]) -> Any:
    return Notice.objects.filter(pk__in=[notice.pk for notice in notices])


def _send_alone(notices: list[Notice], at: datetime) -> None:
    """Put a letter for each into the outbox, and note which."""
    enqueue_many(
        messages=[
            Message(
                key=f"{notice.key}-{notice.person_id}-{notice.council_id}",
                kind=Message.Kind.LETTER,
                to=notice.person.email,
                payload={},
                expires_at=notice.expires_at,
            )
            for notice in notices
        ]
    )
    parts = (F("key"), Value("-"), F("person_id"), Value("-"), F("council_id"))
    letter = Concat(*parts, output_field=TextField())
    _rows(notices).update(told_at=at, letter=letter)


def _collect(
    notices: list[Notice], wishes: Wishes, at: datetime
) -> list[tuple[Notice, datetime]]:
    """Put one person's notices into the day's letter, as long as it has not left.

    If it has, return them with the hour of the next one.
    """
    person = notices[0].person
    key = f"collected-{wishes.day_at(at)}-{person.pk}"
    new = enqueue(
        key=key,
        kind=Message.Kind.LETTER,
        to=person.email,
        payload={"collected": True},
    )
    if new or held(key=key):
        _rows(notices).update(told_at=at, letter=key)
        return []
    return [
        (notice, wishes.next_moment(at, wishes.cadence(notice.occasion)))
        for notice in notices
    ]


def write_now(*, notice: Notice) -> None:
    """Tell one person at once, in the transaction of what happened, if it is wanted."""
    if not reachable(notice.person):
        return
    wishes = {notice.person_id: wishes_of_one(notice.person)}
    tell(notices=[notice], wishes=wishes)
    rows = Notice.objects.waiting().filter(key=notice.key, person=notice.person)
    locked = rows.select_related("person").select_for_update(of=["self"])
    _write(list(locked), wishes, notice.at)
