"""What all settled on, as the server above says it, checked before it is kept.

What others are assigned nobody here can see. That all of it balances, and that nobody
here is assigned more than they proposed, can be seen.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from federation.models import SharedYear
from federation.together.child import NONE
from federation.together.parts import Wrong
from iteration.models import Round
from iteration.settling_here import FIGURES, SettlingHere, read_question
from iteration.sharing import Here

NAMES = {*FIGURES, "finish", "units", "integral_councils", "salted"}
MOST_UNITS = 2**62


def check_accord(here: SettlingHere, accord: Mapping[str, Any]) -> None:
    """Raises Wrong for what no plan can be, naming it."""
    try:
        _check(here, accord)
    except Wrong:
        raise
    except NONE as error:
        raise Wrong(f"{error!r:.100} is missing or of another kind") from error


def exceeding(year: SharedYear, round: Round, accord: Mapping[str, Any]) -> list[str]:
    """The goods of which more is assigned than was counted in the round.

    Where somebody came late to it this may be right, so that it is only to be seen.
    """
    codes = Here(round).order.codes
    counted = {
        result.good.code: (result.requested, result.offered)
        for result in round.results.select_related("good")
    }
    units = [int(each) for each in accord["units"].split()]
    sides = zip(units[: len(codes)], units[len(codes) :], strict=True)
    return [
        code
        for code, pair in zip(codes, sides, strict=True)
        if pair[0] > counted[code][0] or pair[1] > counted[code][1]
    ]


def _check(here, accord):
    if accord.keys() != NAMES or type(accord["salted"]) is not bool:
        raise Wrong(f"it does not say {', '.join(sorted(NAMES))}, and nothing else")
    for name in FIGURES:
        value = float(accord[name])
        if not isinstance(accord[name], str) or not math.isfinite(value) or value < 0:
            raise Wrong(f"“{name}” is no figure")
    if float(accord["largest_cut"]) > 1:
        raise Wrong("more than everything is cut from somebody")
    if not _is_count(accord["integral_councils"]):
        raise Wrong("“integral_councils” is no number of councils")
    _check_balance(here, accord["units"])
    _check_own(here, accord["finish"])


def _is_count(value):
    return type(value) is int and 0 <= value < 10**9


def _check_balance(here, text):
    """All that is requested is offered; more is, where some may stay unused."""
    units, codes = [int(each) for each in text.split()], here.here.order.codes
    if len(units) != 2 * len(codes) or not 0 <= min(units) <= max(units) < MOST_UNITS:
        raise Wrong("the units are not those of the goods of the year")
    for place, (code, slack) in enumerate(zip(codes, here.slack.tolist(), strict=True)):
        requested, offered = units[place], units[place + len(codes)]
        if requested > offered or (requested < offered and not slack):
            raise Wrong(f"{code}: what is assigned does not balance")


def _check_own(here, finish):
    here.answer("finish", finish)  # Refuses what makes no sense.
    quantity = here.quantity(read_question("finish", finish))
    proposed = here.here.sheet.book.quantity
    more = np.abs(quantity) > np.abs(proposed)
    if more.any() or (quantity * np.sign(proposed) < 0).any():
        raise Wrong("somebody here is assigned more than they proposed")
