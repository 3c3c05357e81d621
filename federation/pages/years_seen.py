"""What this server has seen of a shared year: parts, documents, what was counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from federation.models import said
from iteration.documents.parts import ANSWERS
from iteration.models import Publication, Round

# How a server stands in a round: the name of a style, and words.
AWAITED = ("due", _("nothing has come yet"))
ARRIVED = ("", _("has come, not counted yet"))
COUNTED = ("done", _("counted as it was sent"))
CARRIED = ("due", _("late: its last part counts again"))
LEFT_OUT = ("bad", _("left out: nothing of it counts"))
DISPUTED = ("bad", _("signed two different parts"))
TAKES_PART = ("done", _("takes part"))
INVITED = ("due", _("invited, has not joined"))


@dataclass(frozen=True)
class Stand:
    """How a server stands in a round, with its part if one has come."""

    member: Any
    state: tuple
    part: Any = None
    after_cutoff: bool = False
    disputed: bool = False


class Seen:
    """A shared year as it was seen from here; the same few questions at any size.

    ``members`` are all there ever were. ``documents`` holds the digest of a round's
    document and the servers in it, ``own`` what this server sent up; ``missed`` are
    the rounds that were counted without it.
    """

    def __init__(self, year, members):
        self.year, self.members = year, members
        rounds = Round.objects.without_memory().filter(period=year.period)
        self.rounds = list(rounds.order_by("-number"))
        self.documents, self.missed = _documents(year.period)
        own = year.parts.filter(member=None).said("answers", "servers", "receipts")
        self.own = {part.number: part for part in own}
        self.parts, self.disputed = {}, set()
        received = year.parts.exclude(member=None).defer("body", "proof")
        for part in received.order_by("revision", "pk"):
            place = (part.number, part.member_id)
            if part.contradicts:
                self.disputed.add(place)
            else:
                self.parts[place] = part

    def rows(self, number):
        """What was counted in a round at this server: servers by address, or None."""
        if self.year.parent_id is None:
            found = self.documents.get(number)
            rows = found and found[1]
        else:
            own = self.own.get(number)
            rows = own and told(own.says_servers)
        return None if rows is None else {row["server"]: row for row in rows}

    @property
    def counted(self):
        """The number of the newest round that was counted at this server, or None."""
        numbers = (each.number for each in self.rounds)
        return next((n for n in numbers if self.rows(n) is not None), None)

    def stands(self, round):
        """How each server below stands in a round."""
        rows = self.rows(round.number)
        found = []
        for member in self.members:
            place = (round.number, member.pk)
            part = self.parts.get(place)
            if part is None and not _was_there(member, round):
                continue
            late = part is not None and part.at > round.cutoff
            state = _state(rows, member.peer.origin, part)
            found.append(Stand(member, state, part, late, place in self.disputed))
        return found


def _documents(period):
    """The documents of rounds: (digest, servers in it) by number; and the rounds that
    were counted without the councils here.
    """
    found = Publication.objects.filter(period=period, plan=None)
    without = ExpressionWrapper(Q(path__isnull=True), BooleanField())
    rows = found.annotate(servers=said("servers"), without=without).values_list(
        "round__number", "digest", "servers", "without"
    )
    documents = {number: (digest, told(each)) for number, digest, each, _missed in rows}
    return documents, {number for number, *_rest, missed in rows if missed}


def told(rows):
    """What a document says of servers, whoever wrote it and whatever else it says."""
    rows = [row for row in rows or [] if isinstance(row, dict)]
    return [
        {
            "server": str(row.get("server", ""))[:300],
            "late": row.get("late") is True,
            "answers": answers_in(row),
        }
        for row in rows
    ]


def answers_in(says):
    """How councils have answered, by kind; what is no number of councils is none."""
    answers = says.get("answers")
    found = answers if isinstance(answers, dict) else {}
    numbers = {name: found.get(name) for name in ANSWERS}
    return {
        name: number if type(number) is int else 0 for name, number in numbers.items()
    }


def _was_there(member, round):
    """Whether a server took part while a round was open."""
    if member.joined_at is None:
        return False
    return member.left_at is None or member.left_at > round.opened_at


def _state(rows, origin, part):
    if rows is None:
        return AWAITED if part is None else ARRIVED
    if origin not in rows:
        return LEFT_OUT
    return CARRIED if rows[origin]["late"] else COUNTED
