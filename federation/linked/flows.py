"""Which action of Valueflows a line of a plan is, and whether a process is part of it.

A council that turns things into things has a process for the year: it consumes, uses
and produces, and work goes into it. Of all others what they give and get is handed
over. Land and machines are handed over for the year only; of a pollutant it is the
right to emit, so what a community grants is a right, and an emission uses it up.
"""

from dataclasses import dataclass

from councils.models import Council
from proposals.models import Good

LABOUR, POLLUTANT = Good.Category.LABOUR, Good.Category.POLLUTANT
RESOURCE, CAPITAL = Good.Category.RESOURCE, Good.Category.CAPITAL
# Those who make machines, rather than keep them for all.
MAKERS = (Council.Kind.WORKER, Council.Kind.INDUSTRY_FEDERATION)
WORK = "work"
INTO, OUT_OF = "inputOf", "outputOf"


@dataclass(frozen=True)
class Flow:
    """An action, and how it belongs to the council's process, if it does."""

    action: str
    process: str = ""


def flow_of(kind, category, *, offered):
    """What a council of a kind does with a good of a category.

    >>> flow_of("worker", "consumption", offered=True)
    Flow(action='produce', process='outputOf')
    >>> flow_of("consumer", "labour", offered=True)
    Flow(action='work', process='')
    """
    turns = kind in Council.RECIPES
    if offered:
        return _offer(kind, category, turns)
    return _request(category, turns)


def _offer(kind, category, turns):
    if category == LABOUR:
        return Flow(WORK)
    if category == POLLUTANT:
        return Flow("transferAllRights")
    if category == RESOURCE or (category == CAPITAL and kind not in MAKERS):
        return Flow("transferCustody")
    return Flow("produce", OUT_OF) if turns else Flow("transfer")


def _request(category, turns):
    if category == LABOUR:
        return Flow(WORK, INTO if turns else "")
    if category in (RESOURCE, CAPITAL):
        return Flow("use", INTO) if turns else Flow("transferCustody")
    if category == POLLUTANT and not turns:
        return Flow("transferAllRights")
    return Flow("consume", INTO) if turns else Flow("transfer")
