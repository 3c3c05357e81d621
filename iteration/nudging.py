"""Reminders the facilitators send: whom they concern, and what they say."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from councils.models import Membership
from councils.notices.occasions import (
    Occasion,
    Source,
    add_occasion,
    add_source,
    plain_notices,
)
from councils.notices.reaching import WRITTEN, Reach, by_reach, reach
from iteration import told
from iteration.arrays import among
from iteration.models import Nudge
from iteration.turnout import WAITING

OCCASION = "nudge"


@dataclass(frozen=True)
class Outlook:
    """What a reminder would do now, in numbers of councils.

    ``waiting`` have not answered; ``lately`` of them were reminded within a day;
    ``unreached`` have nobody a letter reaches. All others are reminded, as ``reach``
    says.
    """

    waiting: int
    lately: int
    unreached: int
    reach: Reach


def outlook(councils, at):
    """What reminding some councils, with their stand, would do at a moment."""
    waiting, rest = _waiting(councils, at)
    found = reach(_seats(rest), OCCASION)
    lately = waiting - len(rest)
    return Outlook(waiting, lately, len(rest) - found.councils, found)


def reminded(councils, at):
    """The keys of those who would be reminded, of some councils with their stand."""
    _number, rest = _waiting(councils, at)
    seats = by_reach(_seats(rest), OCCASION).filter(how__in=WRITTEN)
    keys = seats.order_by("council").values_list("council", flat=True)
    return list(keys.distinct())


def _waiting(councils, at):
    """How many wait, and the keys of those who were not reminded within a day.

    As a list: how councils stand is asked once, and not for every seat again.
    """
    waiting = councils.filter(stand__in=WAITING).order_by()
    rows = list(waiting.values_list("pk", "nudge__at"))
    before = at - Nudge.PEACE
    rest = [key for key, nudged in rows if nudged is None or nudged <= before]
    return len(rows), rest


def _seats(keys):
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    return seats.filter(council__in=among(np.array(keys, dtype=np.int64)))


def _nudged(event):
    """Who can submit for the councils that were taken for this reminder."""
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    return seats.filter(council__nudge__event=event.key)


def _told(notice, seat, at):
    """As long as the round is open, and the council has not answered."""
    found = told.closes(notice, seat, at)
    return found and {**found, "reason": notice.data["reason"]}


add_occasion(
    Occasion(
        OCCASION,
        title=_("The facilitators remind your council"),
        help=_("At most once a day, if you can submit and nobody has answered."),
        told=_told,
        urgent=True,
    )
)
add_source("round.nudged", Source(_nudged, plain_notices(OCCASION)))
