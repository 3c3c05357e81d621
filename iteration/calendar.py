"""When a round ends: its days are days of the calendar, whatever the clocks do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

# A count that took no more than this share of a round does not move the next cutoff.
PROMPT = 20


def after(moment: datetime, length: timedelta) -> datetime:
    """``length`` later; whole days keep the time of day where the service is at home.

    Between two Thursdays at 18:00 there may be an hour more or less than a week. A time
    of day that the clocks skip becomes the one an hour later.

    >>> from datetime import UTC
    >>> week = timedelta(days=7)
    >>> f"{after(datetime(2026, 10, 22, 16, tzinfo=UTC), week):%d %H:%M}"  # 18 and 18
    '29 17:00'
    >>> f"{after(datetime(2026, 10, 24, 16, tzinfo=UTC), timedelta(hours=20)):%d %H}"
    '25 12'
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    days = timedelta(days=length.days)
    wall = moment.astimezone(zone).replace(tzinfo=None) + days
    return wall.replace(tzinfo=zone).astimezone(moment.tzinfo) + (length - days)


def following(cutoff: datetime, published_at: datetime, length: timedelta) -> datetime:
    """The cutoff of the round that begins when one that ended at ``cutoff`` is counted.

    Counted promptly, it keeps its day of the week and its hour; counted late, councils
    still have the whole length.
    """
    prompt = published_at - cutoff <= length / PROMPT
    return after(cutoff if prompt else published_at, length)
