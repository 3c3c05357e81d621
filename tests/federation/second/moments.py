"""When a round closes here, if it closes then above."""

from datetime import UTC, datetime, timedelta

LEAST, MOST, YEAR = timedelta(seconds=2), timedelta(hours=1), timedelta(days=366)


def own_cutoff(above, now=None):
    """A fifth of the time less than above, at least two seconds, at most an hour."""
    now = now or datetime.now(UTC)
    return above - min(max((above - now) / 5, LEAST), MOST)


def cutoff(text):
    """A moment to come from a message; ValueError if it is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the cutoff has no offset")
    return moment


def is_to_come(moment):
    """Whether a moment is to come, within a year."""
    return timedelta(0) < moment - datetime.now(UTC) < YEAR


def seconds_to(moment):
    """How long to wait for a moment."""
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
