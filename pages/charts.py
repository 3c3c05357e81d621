"""Charts as points in a picture of fixed size; a template draws them as SVG.

No numbers are rounded here that the table beside the chart does not show.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from proposals.quantity import display_number

WIDTH, HEIGHT = 400, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 34


@dataclass(frozen=True)
class Mark:
    """A place on an axis and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Series:
    """One line of a chart: its points, and how it is drawn and called."""

    name: str
    style: str
    points: tuple

    @property
    def path(self):
        steps = [f"{x:.1f} {y:.1f}" for x, y in self.points]
        return "M" + " L".join(steps) if steps else ""

    @property
    def end(self):
        """Where the last point is, for the name of the line."""
        return self.points[-1] if self.points else (0, 0)


@dataclass(frozen=True)
class Chart:
    """Everything a template needs to draw it, and a sentence for who cannot see it."""

    name: str
    title: str
    description: str
    series: tuple
    across: tuple
    up: tuple
    limits: tuple = ()
    limit_name: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    foot: int = HEIGHT - 12


def line_chart(
    *, name, title, description, rounds, series, scale, limits=(), limit_name=""
):
    """Figures by round: ``series`` holds (name, style, values), one value a round.

    A round without a figure (None) is left out of the line. ``limits`` are values
    drawn as dashed lines across.
    """
    place = dict(zip(rounds, _across(len(rounds)), strict=True))
    return Chart(
        name=name,
        title=title,
        description=description,
        series=tuple(
            Series(
                label,
                style,
                tuple(
                    (place[number], scale.at(value))
                    for number, value in zip(rounds, values, strict=True)
                    if value is not None
                ),
            )
            for label, style, values in series
        ),
        across=tuple(Mark(place[number], str(number)) for number in _some(rounds)),
        up=scale.marks,
        limits=tuple(scale.at(limit) for limit in limits),
        limit_name=str(limit_name),
    )


class Decades:
    """A scale of powers of ten for sizes between a thousandth and 2: 0.1 % to 200 %."""

    LOW, HIGH = 0.001, 2.0

    def at(self, value):
        bounded = min(max(abs(float(value)), self.LOW), self.HIGH)
        share = math.log(bounded / self.LOW) / math.log(self.HIGH / self.LOW)
        return _up(share)

    @property
    def marks(self):
        return tuple(
            Mark(self.at(value), f"{display_number(value * 100)} %")
            for value in map(Decimal, ("0.001", "0.01", "0.1", "1"))
        )


class Even:
    """An even scale from the least to the largest value, with a little air."""

    def __init__(self, values, *, percent=False, around_zero=False):
        values = [float(value) for value in values if value is not None] or [0.0]
        self.percent = percent
        low, high = min(values), max(values)
        if around_zero:
            high = max(abs(low), abs(high)) or 0.01
            low = -high
        elif low == high:
            low, high = low * 0.9, high * 1.1 or 1.0
        air = (high - low) * 0.08
        self.low, self.high = low - air, high + air

    def at(self, value):
        return _up((float(value) - self.low) / (self.high - self.low))

    @property
    def marks(self):
        step = _round_step((self.high - self.low) / 4)
        first = math.ceil(self.low / step)
        last = math.floor(self.high / step)
        return tuple(
            Mark(self.at(step * n), self._text(step * n, step))
            for n in range(first, last + 1)
        )

    def _text(self, value, step):
        factor = 100 if self.percent else 1
        digits = max(0, -math.floor(math.log10(step * factor)))
        text = display_number(Decimal(f"{value * factor:.{digits}f}"))
        return f"{text} %" if self.percent else text


def _round_step(rough):
    """The nearest of 1, 2 and 5 times a power of ten that is not below ``rough``.

    >>> _round_step(0.3), _round_step(1.0), _round_step(12)
    (0.5, 1.0, 20.0)
    """
    power = 10.0 ** math.floor(math.log10(rough))
    return next(
        factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999
    )


def _across(count):
    if count < 2:
        return [(LEFT + WIDTH - RIGHT) / 2] * count
    gap = (WIDTH - RIGHT - LEFT - 16) / (count - 1)
    return [LEFT + 8 + gap * place for place in range(count)]


def _some(rounds):
    """At most eight rounds to write below, always the first and the last."""
    stride = max(1, math.ceil(len(rounds) / 8))
    shown = list(rounds[::stride])
    if rounds and shown[-1] != rounds[-1]:
        shown[-1] = rounds[-1]
    return shown


def _up(share):
    return (HEIGHT - BOTTOM) - share * (HEIGHT - BOTTOM - TOP)
