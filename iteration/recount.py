"""Counting again from the rows: does what was published still follow from them?"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from iteration.count import count
from iteration.models import Assignment, Plan, Publication, Round
from iteration.publication import links, plan_document, round_document
from iteration.services.keeping import settled
from ledger.canonical import canonical, digest
from proposals.models import Period

# Prices come from floating point, which differs in the last digits between machines;
# everything else must compare equal.
PRICE_TOLERANCE = Decimal("1e-6")


def faults(period: Period) -> Iterator[str]:
    """What does not follow from the rows, a sentence each; nothing if all does."""
    if period.together:
        yield from _documents(period)
        return
    previous = None
    publications = Publication.objects.filter(period=period).select_related("seal")
    for publication in publications.order_by("number"):
        name = str(publication.round or publication.plan)
        if digest(publication.body) != publication.digest:
            yield _("%(name)s: the document is not the one of its digest.") % {
                "name": name
            }
        again = _again(publication) | links(previous, publication.seal)
        previous = publication
        for path in _different(publication.body, again):
            if path == "previous":
                yield _("%(name)s: does not follow the publication before it.") % {
                    "name": name
                }
            else:
                yield _("%(name)s: %(path)s is not what the rows give.") % {
                    "name": name,
                    "path": path,
                }
    for plan in Plan.objects.in_force().filter(period=period):
        yield from _settlement(plan)


def _documents(period: Period) -> Iterator[str]:
    """Of a year with other servers: the chain of documents, and this server's part.

    What was counted elsewhere is not here to be counted again.
    """
    previous = None
    for publication in Publication.objects.filter(period=period).order_by("number"):
        name = {"name": str(publication.round or publication.plan)}
        if digest(publication.body) != publication.digest:
            yield _("%(name)s: the document is not the one of its digest.") % name
        says = json.loads(publication.body)
        if publication.round and says["previous"] != (previous and previous.digest):
            yield _("%(name)s: does not follow the publication before it.") % name
        if publication.plan:
            again = plan_document(publication.plan) | links(previous, publication.seal)
            for path in _different(publication.body, again):
                place = name | {"path": path}
                yield _("%(name)s: %(path)s is not what the rows give.") % place
        previous = publication


def _different(body: str, again: dict[str, Any]) -> Iterator[str]:
    """Where a document differs from the rows; a text that is none differs at all."""
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    yield from _differences(document, json.loads(canonical(again)), "")


def _again(publication: Publication) -> dict[str, Any]:
    if publication.plan:
        return plan_document(publication.plan)
    round = Round.objects.select_related("period").get(pk=publication.round_id)
    return round_document(round, count(round))


def _settlement(plan: Plan) -> Iterator[str]:
    """Settling again must give every council the same, to the last unit."""
    counted, again = settled(plan.round, plan.offer)
    kept = dict(
        Assignment.objects.filter(plan=plan).values_list("council_id", "quantities")
    )
    start = counted.sheet.book.start.tolist()
    for place, council in enumerate(counted.sheet.council.tolist()):
        mine = again.quantity[start[place] : start[place + 1]].tolist()
        if kept.pop(council, None) != mine:
            yield _("%(plan)s: council %(council)d has another assignment.") % {
                "plan": plan,
                "council": council,
            }
    for council in kept:
        yield _("%(plan)s: council %(council)d was not counted.") % {
            "plan": plan,
            "council": council,
        }


def _differences(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from _differences(*pair, f"{path}[{place}]")
    elif not (path.endswith(".next_price") and _close(one, other)) and one != other:
        yield path.lstrip(".") or "$"


def _close(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    one, other = Decimal(one), Decimal(other)
    return abs(one - other) <= PRICE_TOLERANCE * max(abs(one), abs(other))
