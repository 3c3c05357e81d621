"""The tree of servers around this one, as far as it can be seen from here."""

from dataclasses import dataclass, field

from django.conf import settings

from federation.models import PartDocument, Peer
from federation.pages.years_now import BETWEEN, LEAF, ROOT
from federation.pages.years_seen import (
    CARRIED,
    COUNTED,
    DISPUTED,
    INVITED,
    LEFT_OUT,
    TAKES_PART,
    told,
)
from federation.pages.years_words import SHORT


@dataclass
class Place:
    """A server in the tree: what it is there, how it stands, and who is below it."""

    origin: str
    name: str = ""
    role: str = ""
    state: tuple = ()
    number: int | None = None
    here: bool = False
    below: list = field(default_factory=list)


def tree(now, seen):
    """The root, with all that is known below it.

    A server knows the one above it and those below, and what these say of those below
    them; beside that, whoever stands in a round's document.
    """
    here = Place(settings.BASE_URL, role=now.role, here=True)
    here.below = _below(now, seen)
    top = here if now.year.parent_id is None else _above(now, seen, here)
    _name(top)
    return top


def _below(now, seen):
    rows = seen.rows(seen.counted) if seen.counted else {}
    disputed = {each.pk for each in now.disputed}
    under = _under(seen)
    found = []
    for member in now.members:
        if member.left_at:
            continue
        origin = member.peer.origin
        state = INVITED if not member.joined_at else TAKES_PART
        if member.joined_at and rows:
            state = _state(rows.get(origin))
        if member.pk in disputed:
            state = DISPUTED
        inner = [_place(row, LEAF) for row in under.get(member.pk, [])]
        role = BETWEEN if inner else LEAF
        found.append(
            Place(origin, role=role, state=state, number=member.peer_id, below=inner)
        )
    return found


def _above(now, seen, here):
    """The root and those beside us, from the newest document; at least our parent."""
    parent = now.year.parent
    newest = max(seen.documents, default=None)
    rows = seen.documents[newest][1] if newest else []
    origins = [row["server"] for row in rows]
    if not origins or origins[0] == parent.origin:
        top = Place(parent.origin, role=ROOT, number=parent.pk, below=[])
        beside = [row for row in rows[1:] if row["server"] != here.origin]
        mine = next((row for row in rows if row["server"] == here.origin), None)
        here.state = _state(mine) if rows else TAKES_PART
        top.below = [here, *(_place(row, "") for row in beside)]
        return top
    top = Place(origins[0], role=ROOT)
    top.below = [_place(row, "") for row in rows[1:]]
    over = next((each for each in top.below if each.origin == parent.origin), None)
    if over is None:
        over = Place(parent.origin)
        top.below.append(over)
    over.role, over.number, over.below = BETWEEN, parent.pk, [here]
    return top


def _under(seen):
    """What stands below each server below, by its newest part that is here."""
    newest = {}
    for (_number, member), part in sorted(seen.parts.items()):
        newest[member] = part.pk
    said = PartDocument.objects.filter(pk__in=newest.values()).said("servers")
    return {part.member_id: told(part.says_servers)[1:] for part in said}


def _place(row, role):
    return Place(row["server"], role=role, state=_state(row))


def _state(row):
    if row is None:
        return LEFT_OUT
    return CARRIED if row["late"] else COUNTED


def _name(top):
    """Say who each is, as people here call it; an address nobody knows stays one."""
    places = list(_walk(top))
    known = Peer.objects.filter(origin__in=[each.origin for each in places])
    names = dict(known.values_list("origin", "name"))
    names[settings.BASE_URL] = settings.NODE_NAME
    for each in places:
        each.name = names.get(each.origin, "")
        each.role = SHORT.get(each.role, "")


def _walk(place):
    yield place
    for each in place.below:
        yield from _walk(each)
