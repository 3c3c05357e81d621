"""What happens in mid-year besides rounds."""

from iteration.services.council_life import leave_council
from proposals.models import Succession
from proposals.services.successions import Part, end_goods


def merge(year, actor):
    """The last good of the catalogue goes into the one before it."""
    *_others, into, good = year.goods
    end_goods(
        kind=Succession.Kind.MERGE,
        ends={good: [Part(into)]},
        reason="They are the same.",
        actor=actor,
    )


def leave(year, actor):
    """A council that has always answered leaves."""
    place = int((~year.quiet & ~year.wild).nonzero()[0][0])
    council = year.councils[place]
    leave_council(council=council, reason="It has closed down.", actor=actor)
    year.left[place] = True


# By the round in which it happens.
EVENTS = {
    2: ("merge", merge, "one good into another, from the next year on"),
    3: ("leave", leave, "one council"),
}
