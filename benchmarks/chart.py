"""Lines over two logarithmic axes, as plain SVG."""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 30, 50
# Told apart by anybody, on white and on black.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7")
DASHES = ("", "6 4", "2 3")


@dataclass(frozen=True)
class Series:
    """Seconds by number of councils, and the (councils, seconds) asked for."""

    name: str
    goods: int
    seconds: dict[int, float]
    target: tuple[int, float] | None


def draw(series):
    """A chart of seconds by councils: a colour a phase, a dash a number of goods.

    Targets are open circles in the colour of their phase.
    """
    axes = _Axes(series)
    names = list(dict.fromkeys(each.name for each in series))
    goods = sorted({each.goods for each in series})
    parts = [*axes.grid()]
    for each in series:
        colour = COLOURS[names.index(each.name) % len(COLOURS)]
        dash = DASHES[goods.index(each.goods) % len(DASHES)]
        parts += _line(axes, each, colour, dash)
    parts += _key(names, goods)
    return "\n".join([HEAD, *parts, "</svg>", ""])


HEAD = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">
<title>Seconds of each phase by number of councils</title>
<style>
text {{ font: 13px sans-serif; fill: #222 }}
.grid {{ stroke: #ccc }}
.line {{ fill: none; stroke-width: 2 }}
</style>
<rect width="100%" height="100%" fill="#fff"/>"""


class _Axes:
    """Where numbers lie on the paper."""

    def __init__(self, series):
        councils = [n for each in series for n in each.seconds]
        seconds = [s for each in series for s in each.seconds.values()]
        targets = [each.target for each in series if each.target]
        self.low = math.floor(math.log10(min(councils)))
        self.high = math.ceil(math.log10(max([*councils, *(t[0] for t in targets)])))
        self.least = math.floor(math.log10(min(seconds)))
        self.most = math.ceil(math.log10(max([*seconds, *(t[1] for t in targets)])))

    def x(self, councils):
        part = (math.log10(councils) - self.low) / (self.high - self.low)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(self, seconds):
        part = (math.log10(seconds) - self.least) / (self.most - self.least)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    def grid(self):
        floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
        for power in range(self.low, self.high + 1):
            x = self.x(10**power)
            yield f'<path class="grid" d="M{x} {TOP}V{floor}"/>'
            yield _text(x, floor + 20, f"{10**power:,}", "middle")
        for power in range(self.least, self.most + 1):
            y = self.y(10.0**power)
            yield f'<path class="grid" d="M{LEFT} {y}H{end}"/>'
            yield _text(LEFT - 8, y + 4, f"{10.0**power:g} s", "end")
        yield _text((LEFT + end) / 2, HEIGHT - 10, "councils", "middle")


def _line(axes, series, colour, dash):
    places = [(axes.x(n), axes.y(s)) for n, s in sorted(series.seconds.items())]
    style = f'stroke="{colour}" stroke-dasharray="{dash}"'
    path = "L".join(f"{x} {y}" for x, y in places)
    yield f'<path class="line" {style} d="M{path}"/>'
    for x, y in places:
        yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'
    if series.target:
        x, y = axes.x(series.target[0]), axes.y(series.target[1])
        yield f'<circle class="line" cx="{x}" cy="{y}" r="7" stroke="{colour}"/>'


def _key(names, goods):
    left, y = WIDTH - RIGHT + 25, TOP + 10
    for place, name in enumerate(names):
        yield f'<path class="line" stroke="{COLOURS[place]}" d="M{left} {y}h24"/>'
        yield _text(left + 32, y + 4, name)
        y += 22
    y += 10
    for place, number in enumerate(goods):
        dash = f'stroke="#222" stroke-dasharray="{DASHES[place % len(DASHES)]}"'
        yield f'<path class="line" {dash} d="M{left} {y}h24"/>'
        yield _text(left + 32, y + 4, f"{number:,} goods")
        y += 22
    yield f'<circle class="line" cx="{left + 12}" cy="{y + 10}" r="7" stroke="#222"/>'
    yield _text(left + 32, y + 14, "asked for")


def _text(x, y, text, anchor="start"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
