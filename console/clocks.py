"""Days that are an hour longer or shorter, told before somebody relies on a cutoff."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.templatetags.figures import day

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """Clocks are put forward (positive) or back (negative) at a moment."""

    at: datetime
    by: timedelta


def changes(start, end, zone):
    """When clocks are changed between two moments.

    >>> from zoneinfo import ZoneInfo
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> week = datetime(2027, 10, 28, tzinfo=UTC), datetime(2027, 11, 4, tzinfo=UTC)
    >>> [(f"{each.at:%d %H:%M}", each.by) for each in changes(*week, berlin)]
    [('31 01:00', datetime.timedelta(days=-1, seconds=82800))]
    """
    found, here = [], start.astimezone(UTC)
    end = end.astimezone(UTC)
    while here < end:
        there = min(here + DAY, end)
        by = _offset(there, zone) - _offset(here, zone)
        if by:
            found.append(Change(_when(here, there, zone), by))
        here = there
    return found


def told(start, end, zone):
    """The same in sentences for whoever reads a cutoff in local time."""
    return [_sentence(change, zone) for change in changes(start, end, zone)]


def _sentence(change, zone):
    from_here = {
        "day": day(change.at.astimezone(zone)),
        "span": span(abs(change.by)),
    }
    if change.by < timedelta(0):
        return (
            _("Clocks go back on %(day)s: until then it is %(span)s longer.")
            % from_here
        )
    return (
        _("Clocks go forward on %(day)s: until then it is %(span)s shorter.")
        % from_here
    )


def span(delta):
    """A length of time in words, in its two largest units."""
    minutes = int(delta.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        days and ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        hours and ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours},
        rest and ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest},
    ]
    shown = [part for part in parts if part][:2]
    return _(" and ").join(shown or [_("less than a minute")])


def _offset(moment, zone):
    return moment.astimezone(zone).utcoffset()


def _when(before, after, zone):
    """The second at which the offset becomes that of ``after``."""
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if _offset(middle, zone) == _offset(after, zone):
            after = middle
        else:
            before = middle
    return after
