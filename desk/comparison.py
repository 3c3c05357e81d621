"""A draft beside the last revision: what changed, and what looks like a slip."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.names import by_name
from pages.fields import echo
from proposals.models import Good

TEN = 10
# A unit that slipped shows as a thousand times, give or take a real change.
THOUSAND = (800, 1250)


@dataclass(frozen=True)
class Row:
    """One good: smallest units before and now, negative if offered, 0 if absent.

    ``most``: the most the council has said it can offer of it, None if nothing.
    """

    good: Good
    before: int
    now: int
    most: int | None = None
    note: str = ""

    @property
    def changed(self):
        return self.before != self.now

    @property
    def field(self):
        """The field of the draft in which it stands."""
        return f"{self.good.code}-{'offer' if self.now < 0 else 'request'}"

    @property
    def doubt(self):
        """A sentence if the figure is unusual, else nothing."""
        if self.most is not None and -self.now > self.most:
            return _(
                "is more than the %(most)s your council has declared to be its most."
            ) % {"most": echo(self.most, self.good)}
        return self.unlike_before

    @property
    def unlike_before(self):
        """A sentence if the change is unusual."""
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


def compare(goods, before, now, most=None, notes=None):
    """Rows for all goods named in either; ``goods`` holds them by key.

    ``most``: declared capacities by key; ``notes``: what was said of a line, by code.
    """
    most, notes = most or {}, notes or {}
    rows = [
        Row(
            good,
            before.get(key, 0),
            now.get(key, 0),
            most.get(key),
            notes.get(good.code, ""),
        )
        for key, good in goods.items()
        if key in before or key in now
    ]
    return sorted(rows, key=lambda row: (not row.changed, by_name(row.good)))
