"""A person's hours, on days that have them once, twice or not at all."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils import formats
from django.utils.translation import pgettext

# The last hour of a week lies less than eight days behind or ahead.
DAYS = 8


def zone_of(person):
    """The person's own time zone, if it is one; else the service's."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone or settings.TIME_ZONE)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def hour_of(day, hour, zone):
    """When it is that hour on a day, in UTC.

    An hour the clocks pass over is the moment after it, one they show twice the first.

    >>> from datetime import date
    >>> berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    >>> f"{hour_of(date(2027, 3, 28), 2, berlin):%H:%M}"  # 03:00 there
    '01:00'
    >>> f"{hour_of(date(2027, 10, 31), 2, berlin):%H:%M}"
    '00:00'
    """
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def next_after(at, hour, zone, weekday=None):
    """The first such hour after a moment, of any day or of one day of the week."""
    start = at.astimezone(zone).date() - timedelta(days=1)
    days = (start + timedelta(days=number) for number in range(DAYS + 2))
    return next(
        found
        for day in days
        if weekday in (None, day.weekday()) and (found := hour_of(day, hour, zone)) > at
    )


def day_of_last(at, hour, zone):
    """The day of the last such hour at or before a moment."""
    day = at.astimezone(zone).date() + timedelta(days=1)
    while hour_of(day, hour, zone) > at:
        day -= timedelta(days=1)
    return day


def said(at, zone):
    """A moment in the reader's time and in UTC, as text."""
    local, universal = at.astimezone(zone), at.astimezone(UTC)
    form = pgettext("date format", "j F Y, H:i")
    # The other date too, where it is another day in Greenwich.
    short = "H:i" if local.date() == universal.date() else form
    shown = formats.date_format(local, form)
    return f"{shown} {local.tzname()} ({formats.date_format(universal, short)} UTC)"
