"""A person's hour on every day there is, and on those the clocks are moved."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.notices.moments import day_of_last, hour_of, next_after, said, zone_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
# Half an hour forward; a day that never was; a quarter of an hour off.
ODD = ["Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
ZONES = st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("UTC"), *map(ZoneInfo, ODD)])
HOURS = st.integers(0, 23)
WEEKDAYS = st.one_of(st.none(), st.integers(0, 6))
SECONDS = st.integers(0, 18 * 366 * 24 * 3600)
MOMENTS = SECONDS.map(
    lambda s: datetime(2011, 12, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_an_hour_the_clocks_pass_over_is_the_moment_after():
    assert hour_of(date(2027, 3, 28), 2, BERLIN) == at(2027, 3, 28, 1)
    assert hour_of(date(2027, 3, 28), 3, BERLIN) == at(2027, 3, 28, 1)


def test_an_hour_the_clocks_show_twice_is_the_first():
    assert hour_of(date(2027, 10, 31), 2, BERLIN) == at(2027, 10, 31, 0)
    after = next_after(at(2027, 10, 31, 0), 2, BERLIN)
    assert after == at(2027, 11, 1, 1)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(2027, 3, 27, 12), at(2027, 3, 28, 5)),  # 7:00 in summer
        (at(2027, 3, 27, 5), at(2027, 3, 27, 6)),  # 7:00 in winter
        (at(2027, 3, 27, 6), at(2027, 3, 28, 5)),  # The hour itself is over.
    ],
)
def test_the_next_morning_follows_the_clocks(now, then):
    assert next_after(now, 7, BERLIN) == then


def test_a_day_of_the_week_is_the_readers_own():
    """Monday 7:00 in Auckland is Sunday in Greenwich."""
    auckland = ZoneInfo("Pacific/Auckland")
    assert next_after(at(2027, 7, 3, 0), 7, auckland, 0) == at(2027, 7, 4, 19)


@settings(max_examples=300, deadline=None)
@given(now=MOMENTS, hour=HOURS, zone=ZONES, weekday=WEEKDAYS)
def test_a_next_hour_comes_within_a_day_or_a_week_and_never_now(
    now, hour, zone, weekday
):
    found = next_after(now, hour, zone, weekday)
    # Clocks move by an hour; the day Apia left out is a day longer to wait.
    longest = timedelta(days=1 if weekday is None else 7, hours=25)
    assert now < found <= now + longest
    if weekday is None:
        # Nothing is due between: the last hour was on a day before this one's.
        assert day_of_last(now, hour, zone) < day_of_last(found, hour, zone)


@settings(max_examples=200, deadline=None)
@given(now=MOMENTS, hour=HOURS, zone=ZONES)
def test_every_hour_belongs_to_a_day_of_its_own(now, hour, zone):
    found = next_after(now, hour, zone)
    day = day_of_last(found, hour, zone)
    assert hour_of(day, hour, zone) == found
    assert day_of_last(found - timedelta(microseconds=1), hour, zone) < day


def test_a_moment_is_said_in_both_times_and_with_both_days():
    with translation.override("en"):
        here = said(at(2027, 6, 1, 23, 30), BERLIN)
        assert here == "2 June 2027, 01:30 CEST (1 June 2027, 23:30 UTC)"
        there = said(at(2027, 1, 1, 12), NEW_YORK)
        assert there == "1 January 2027, 07:00 EST (12:00 UTC)"


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../etc/passwd", "\0"])
def test_a_zone_that_is_none_is_the_services(name):
    assert zone_of(SimpleNamespace(time_zone=name)) == BERLIN
