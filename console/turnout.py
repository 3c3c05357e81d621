"""How many councils have answered, in words and as parts of a picture."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from iteration.turnout import Stand, fate
from proposals.models import Period

Silence = Period.Silence
FATES = {
    Silence.IMPUTE: _("silent, to be answered for as expected"),
    Silence.CARRY: _("silent, to be carried forward"),
    Silence.ZERO: _("silent, to be counted as nothing"),
    Silence.EXCLUDE: _("silent, to be left out of the count"),
}
# What would become of who is silent now, and what became of them.
NOT_YET = {
    Stand.ANSWERED: _("answered themselves"),
    Stand.STANDING: _("silent: their standing instruction would answer"),
    Stand.NEVER: _("silent: have proposed nothing, and are not counted"),
    Stand.WITHDRAWN: _("have withdrawn from the year"),
}
SILENT = {
    Silence.IMPUTE: _("silent: would be answered for as expected"),
    Silence.CARRY: _("silent: their last proposal would be carried forward"),
    Silence.ZERO: _("silent: would be counted as nothing"),
    Silence.EXCLUDE: _("silent: would be left out of the count"),
}
WIDTH = 1000


@dataclass(frozen=True)
class Part:
    """So many councils of all, and where they are drawn; ``name`` is a style."""

    name: str
    label: str
    count: int
    share: float
    x: int
    width: int


def label_of(stand, round):
    """How a council stands, in a word or two: of a row in a list."""
    if stand == Stand.RULE:
        return FATES[fate(round)]
    return Stand(stand).label


def parts(counts, round):
    """A part for every stand; those without councils have no width."""
    labels = {**NOT_YET, Stand.RULE: SILENT[fate(round)]}
    total = sum(counts.values())
    found, before = [], 0
    for stand in Stand:
        upto = before + counts[stand]
        left, right = (WIDTH * end // total if total else 0 for end in (before, upto))
        share = counts[stand] / total if total else 0.0
        found.append(
            Part(stand.value, labels[stand], counts[stand], share, left, right - left)
        )
        before = upto
    return found
