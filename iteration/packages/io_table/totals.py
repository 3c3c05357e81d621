from collections.abc import Sequence
from dataclasses import dataclass

Figures = Sequence[int | None]


@dataclass(frozen=True)
class Total:
    """A line that is the sum of others: of which, and where it is not exactly."""

    of: tuple[int, ...]
    exact: bool
    off: tuple[int, ...] = ()


def totals(lines: dict[int, Figures]) -> tuple[dict[int, Total], dict[int, Total]]:
    """Which lines are sums of lines before them, and which are nearly so.

    ``lines`` holds the figures of every line, in order, in whole numbers of the last
    digit. A total is the sum of the last lines before it that are no totals
    themselves; sums of rounded figures may be off by half a digit a figure.
    """
    found: dict[int, Total] = {}
    nearly: dict[int, Total] = {}
    parts: list[int] = []
    for line, figures in lines.items():
        best = _best(figures, parts, lines)
        if best and best.exact:
            found[line] = best
        else:
            if best:
                nearly[line] = best
            parts.append(line)
    return found, nearly


def _best(total: Figures, parts: list[int], lines: dict[int, Figures]) -> Total | None:
    """The run of parts whose sum comes nearest, if it comes near at all."""
    asked = [place for place, figure in enumerate(total) if figure is not None]
    if sum(bool(total[place]) for place in asked) < 2:
        return None
    sums = [0] * len(total)
    best: Total | None = None
    for count, part in enumerate(reversed(parts), 1):
        for place in asked:
            sums[place] += lines[part][place] or 0
        if count < 2:
            continue
        run = tuple(parts[-count:])
        off = tuple(place for place in asked if sums[place] != total[place])
        if not off:
            return Total(run, exact=True)
        if _is_rounding(total, sums, asked, count):
            best = Total(run, exact=True)
        elif 2 * len(off) < len(asked) and (
            best is None or (not best.exact and len(off) < len(best.off))
        ):
            best = Total(run, exact=False, off=off)
    return best


def _is_rounding(total: Figures, sums: list[int], asked: list[int], count: int) -> bool:
    """Whether the differences are those of rounded figures, small beside the sums."""
    margin = (count + 1) / 2
    if any(abs(sums[place] - total[place]) > margin for place in asked):
        return False
    return sum(abs(total[place]) for place in asked) > 50 * margin * len(asked)
