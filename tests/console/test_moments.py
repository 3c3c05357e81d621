"""Moments as people type them, on days that have an hour twice or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from console import clocks
from console.forms.moments import FIRST, SECOND, MomentField
from ledger import clock

BERLIN = ZoneInfo("Europe/Berlin")
# In 2027 clocks go forward on 28 March at 02:00 and back on 31 October at 03:00.
SPRING, AUTUMN = "2027-03-28T02:30", "2027-10-31T02:30"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 15, 12, tzinfo=UTC))


def read(text, which=None, zone=BERLIN):
    return MomentField(zone=zone).clean((text, which))


def refusal(text, which=None):
    with pytest.raises(ValidationError) as caught:
        read(text, which)
    return caught.value.error_list[0]


def test_a_moment_is_read_in_the_zone_of_whoever_types_it():
    assert read("2027-07-01T18:00") == datetime(2027, 7, 1, 16, tzinfo=UTC)
    assert read("2027-02-01T18:00") == datetime(2027, 2, 1, 17, tzinfo=UTC)
    lima = read("2027-07-01T18:00", zone=ZoneInfo("America/Lima"))
    assert lima == datetime(2027, 7, 1, 23, tzinfo=UTC)


def test_a_time_that_clocks_skip_is_refused():
    error = refusal(SPRING)
    assert error.code == "skipped"
    assert "02:30" in error.message % error.params
    assert read("2027-03-28T03:00") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert read("2027-03-28T01:59") == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def test_a_time_that_clocks_show_twice_is_asked_back():
    error = refusal(AUTUMN)
    assert error.code == "twice"
    assert error.params["readings"] == [
        (FIRST, "02:30 CEST (00:30 UTC)"),
        (SECOND, "02:30 CET (01:30 UTC)"),
    ]
    first, second = read(AUTUMN, FIRST), read(AUTUMN, SECOND)
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert second - first == HOUR
    assert refusal(AUTUMN, "third").code == "twice"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2020-01-01T12:00", "past"),
        ("2028-06-01T12:00", "far"),
        ("0001-01-01T00:00", "invalid"),
        ("9999-12-31T23:59", "invalid"),
        ("2027-05-01T12:00+02:00", "invalid"),
        ("yesterday", "invalid"),
        ("\x00", "invalid"),
        ("", "required"),
        ("   ", "required"),
    ],
)
def test_what_is_no_moment_to_come_is_refused_in_words(text, code):
    assert refusal(text).code == code


def test_a_moment_comes_back_as_it_was_typed():
    field = MomentField(zone=BERLIN)
    summer = datetime(2027, 7, 1, 16, tzinfo=UTC)
    assert field.prepare_value(summer) == "2027-07-01T18:00"
    assert field.prepare_value((AUTUMN, None)) == AUTUMN


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((2027, 10, 28), (2027, 11, 4), "Clocks go back on 31 October 2027"),
        ((2027, 3, 25), (2027, 4, 1), "Clocks go forward on 28 March 2027"),
    ],
)
def test_a_change_of_clocks_before_a_cutoff_is_told(start, end, said):
    start, end = datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC)
    (sentence,) = clocks.told(start, end, BERLIN)
    assert sentence.startswith(said)
    assert "1 hour" in sentence
    assert clocks.told(start, end, ZoneInfo("America/Lima")) == []
    assert clocks.told(start, start + timedelta(days=1), BERLIN) == []


def test_the_second_of_a_change_is_found_wherever_one_looks_from():
    change = datetime(2027, 10, 31, 1, tzinfo=UTC)
    for hours in range(1, 48, 5):
        start = change - timedelta(hours=hours, minutes=17)
        (found,) = clocks.changes(start, change + HOUR, BERLIN)
        assert (found.at, found.by) == (change, -HOUR)
    assert clocks.changes(change, change + HOUR, BERLIN) == []
