from datetime import timedelta
from decimal import Decimal

import pytest

from iteration.insight import Difference
from iteration.models import Result
from pages import words
from pages.charts import Decades, Even, line_chart
from proposals.models import Good


def result(requested, offered, step=0.0, reason="over_requested"):
    return Result(requested=requested, offered=offered, step=step, reason=reason)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.1234, "12 %"),
        (-0.1234, "12 %"),
        (0.01234, "1.2 %"),
        (0.001234, "0.12 %"),
        (0.00001, "< 0.01 %"),
        (2, "200 %"),
    ],
)
def test_a_share_is_as_exact_as_its_size_deserves(share, text):
    assert words.percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("requested", "offered", "text"),
    [
        (112, 100, "12 % more requested than offered"),
        (100, 112, "12 % more offered than requested"),
        (5, 5, "exactly as much requested as offered"),
        (0, 0, "neither requested nor offered"),
        (5, 0, "requested, but nobody offers it"),
        (0, 5, "offered, but nobody requests it"),
    ],
)
def test_the_excess_is_said_in_words(requested, offered, text):
    found = words.excess(result(requested, offered))
    assert found.replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize("reason", Result.Reason.values)
def test_every_reason_makes_a_sentence_with_the_movement(reason):
    found = words.why(result(112, 100, 0.04, reason))

    assert found.startswith("12")
    assert "price up by 4.0" in found or "price up by 4" in found
    assert found.endswith(".")


def test_a_price_that_stays_is_said_to_stay():
    assert "price unchanged" in words.why(result(5, 5, 0.0, "balanced"))


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (timedelta(days=2, hours=3, minutes=9), "2 days and 3 hours left"),
        (timedelta(days=1, minutes=9), "1 day left"),
        (timedelta(hours=1, minutes=1, seconds=59), "1 hour and 1 minute left"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(0), "the cutoff has passed"),
        (timedelta(days=-1), "the cutoff has passed"),
    ],
)
def test_the_time_left_is_said_in_its_two_largest_units(delta, text):
    assert words.left(delta) == text


@pytest.mark.parametrize("reason", ["recipe", "request", "offer"])
def test_every_difference_of_an_assignment_has_its_reason(reason):
    line = Difference(good=Good(), proposed=100, assigned=90, reason=reason)
    assert words.difference(line).startswith("10\N{NO-BREAK SPACE}% less: ")


def test_no_difference_is_said_too():
    line = Difference(good=Good(), proposed=100, assigned=100, reason="same")
    assert words.difference(line) == "As proposed."


def chart(values, scale, rounds=None):
    return line_chart(
        name="x",
        title="X",
        description="…",
        rounds=rounds or list(range(1, len(values) + 1)),
        series=[("x", "strong", values)],
        scale=scale,
    )


def test_a_chart_leaves_out_rounds_without_a_figure():
    drawn = chart([0.5, None, 0.1], Decades())

    (series,) = drawn.series
    assert len(series.points) == 2
    assert series.points[0][1] < series.points[1][1]  # Larger is higher up.


@pytest.mark.parametrize("value", [0, 1e-9, 3.0, -0.5, Decimal("0.03")])
def test_no_figure_leaves_the_picture(value):
    assert 14 <= Decades().at(value) <= 186


@pytest.mark.parametrize(
    "values", [[], [None], [0], [1], [1, 1], [1e-9, 2e-9], [1e14, 2e14], [-2, 2]]
)
def test_every_scale_has_marks_inside_the_picture(values):
    for scale in (Even(values), Even(values, percent=True, around_zero=True)):
        assert all(14 <= mark.at <= 186 for mark in scale.marks)
        assert all(14 <= scale.at(value) <= 186 for value in values if value)


def test_many_rounds_are_not_all_written_below():
    drawn = chart([0.1] * 30, Decades())

    texts = [mark.text for mark in drawn.across]
    assert len(texts) <= 9
    assert (texts[0], texts[-1]) == ("1", "30")


def test_a_chart_of_no_rounds_is_empty_and_one_of_one_round_a_point():
    assert chart([], Decades()).series[0].path == ""
    assert len(chart([0.2], Decades()).series[0].points) == 1
