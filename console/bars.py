"""Bars in a picture of fixed size: how many councils win or lose how much."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pages import words

WIDTH, HEIGHT, GAP, FOOT, TOP = 460, 200, 6, 40, 22


@dataclass(frozen=True)
class Bar:
    """A bar, what stands below it, and how many councils it is."""

    x: float
    y: float
    width: float
    height: float
    text: str
    councils: int
    style: str

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def above(self):
        return self.y - 5


@dataclass(frozen=True)
class Bars:
    """The whole picture."""

    bars: tuple
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    text: int = HEIGHT - FOOT + 18

    @property
    def any(self):
        """Whether there is anything to see."""
        return any(bar.councils for bar in self.bars)


def bars(groups):
    """Draw groups of councils by the share they win or lose."""
    most = max((group.councils for group in groups), default=0) or 1
    width = (WIDTH - GAP) / max(len(groups), 1)
    drawn = []
    for place, group in enumerate(groups):
        height = (HEIGHT - FOOT - TOP) * group.councils / most
        drawn.append(
            Bar(
                x=GAP + place * width,
                y=HEIGHT - FOOT - height,
                width=width - GAP,
                height=height,
                text=short(group),
                councils=group.councils,
                style=style(group),
            )
        )
    return Bars(tuple(drawn))


def style(group):
    """Whether a group loses, wins, or stays about where it was."""
    if group.high is not None and group.high < 0:
        return "lose"
    return "win" if group.low is not None and group.low > 0 else "same"


def short(group):
    """A group in a few signs: where it begins, away from nothing."""
    if style(group) == "same":
        return "±1"
    edge = group.high if style(group) == "lose" else group.low
    sign = "\N{MINUS SIGN}" if edge < 0 else "+"
    return sign + words.percent(abs(edge)).removesuffix("%").strip()


def long(group):
    """A group in words."""
    if style(group) == "same":
        return _("about the same (within 1 percent)")
    low, high = (
        None if edge is None else words.percent(abs(edge))
        for edge in (group.low, group.high)
    )
    if style(group) == "lose":
        if low is None:
            return _("less by more than %(high)s") % {"high": high}
        return _("less by %(high)s to %(low)s") % {"high": high, "low": low}
    if high is None:
        return _("more by %(low)s and over") % {"low": low}
    return _("more by %(low)s to %(high)s") % {"low": low, "high": high}
