"""A draft beside the last revision: what changed, and what looks like a slip."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.names import by_name
from proposals.models import Good

TEN = 10
# A unit that slipped shows as a thousand times, give or take a real change.
THOUSAND = (800, 1250)


@dataclass(frozen=True)
class Row:
    """One good: smallest units before and now, negative if offered, 0 if absent."""

    good: Good
    before: int
    now: int

    @property
    def changed(self):
        return self.before != self.now

    @property
    def doubt(self):
        """A sentence if the change is unusual, else nothing."""
        before, now = self.before, self.now
        if not before or not now:
            return ""
        if (before > 0) != (now > 0):
            if now > 0:
                return _("was offered last time and is requested now.")
            return _("was requested last time and is offered now.")
        return _larger(before, now) if abs(now) > abs(before) else _smaller(before, now)


def _larger(before, now):
    times = abs(now) // abs(before)
    if _slipped(abs(before), abs(now)):
        return _("is a thousand times the last figure. Is the unit right?")
    if times >= TEN:
        return _("is %(times)d times the last figure.") % {"times": times}
    return ""


def _smaller(before, now):
    if _slipped(abs(now), abs(before)):
        return _("is a thousandth of the last figure. Is the unit right?")
    if abs(now) * TEN <= abs(before):
        return _("is a tenth of the last figure or less.")
    return ""


def _slipped(small, large):
    return THOUSAND[0] * small <= large <= THOUSAND[1] * small


def compare(goods, before, now):
    """Rows for all goods named in either; ``goods`` holds them by key."""
    keys = before.keys() | now.keys()
    rows = [
        Row(goods[key], before.get(key, 0), now.get(key, 0))
        for key in keys
        if key in goods
    ]
    return sorted(rows, key=lambda row: (not row.changed, by_name(row.good)))
