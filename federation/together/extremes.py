"""Answers that are allowed, and so unlike those before that people should see them.

A server may request or offer what it will: nobody else knows its councils. The year
goes on; its next part shows whether it meant it.
"""

from federation.models import PartDocument
from federation.services.parts_kept import note_extreme
from federation.together.asking import read
from federation.together.parts import SIDES, balance_of

# So many times what it was before, or so small a part of it.
TIMES = 10
MOST_NAMED = 5


def note_extremes(part: PartDocument) -> None:
    """Put on record which goods a part says something very different of."""
    earlier = PartDocument.objects.filter(
        year=part.year, member=part.member, number__lt=part.number, contradicts=False
    )
    before = earlier.order_by("number").last()
    if before is None:
        return
    entries = part.year.period.catalogue.select_related("good").order_by("good__code")
    goods = [entry.good for entry in entries]
    now, then = (balance_of(read(each.body), goods) for each in (part, before))
    found = [
        good.code
        for place, good in enumerate(goods)
        if any(
            _far(int(getattr(now, side)[place]), int(getattr(then, side)[place]))
            for side in SIDES
        )
    ]
    if found:
        more = ["…"] if len(found) > MOST_NAMED else []
        note_extreme(part=part, goods=found[:MOST_NAMED] + more)


def _far(now, then):
    """Whether one is many times the other; from nothing or to nothing is usual."""
    return bool(now and then) and max(now, then) >= TIMES * min(now, then)
