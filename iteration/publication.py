"""The one document of a published round or plan, and its digest.

It can be made again from the rows at any time; page, API, peers and letters show this
and nothing else. Quantities are decimals in the good's unit, written as text, as are
prices; nothing in it is personal.
"""

from typing import Any

from iteration.count import Count
from iteration.documents import (
    VERSION,
    moment,
    plan_document,
    price_text,
    round_document,
)
from iteration.models import Plan, Publication, Round
from ledger.canonical import canonical, digest
from ledger.merkle import path_over
from ledger.models import Seal
from proposals.models import Period

__all__ = [
    "VERSION",
    "links",
    "moment",
    "plan_document",
    "price_text",
    "publish_plan_document",
    "publish_round",
    "round_document",
]


def publish_round(round: Round, counted: Count) -> Publication:
    """Keep the document of a round; the caller has the transaction."""
    document = round_document(round, counted)
    parts = document.get("servers", [])
    # The councils here are the first of its parts.
    path = path_over([part["receipts"]["root"] for part in parts], 0) if parts else None
    return _keep(document, round.period, round.seal, path, round=round)


def publish_plan_document(plan: Plan) -> Publication:
    """Keep the document of a plan; the caller has the transaction."""
    return _keep(plan_document(plan), plan.period, plan.round.seal, None, plan=plan)


def links(last: Publication | None, seal: Seal | None) -> dict[str, Any]:
    """What ties a document to what was there before: the document and the seal."""
    return {
        "previous": last.digest if last else None,
        "seal": {"number": seal.number, "digest": seal.digest} if seal else None,
    }


def _keep(
    document: dict[str, Any],
    period: Period,
    seal: Seal | None,
    path: list[tuple[str, str]] | None,
    **of: Round | Plan,
) -> Publication:
    last = Publication.objects.filter(period=period).order_by("-number").first()
    body = canonical(document | links(last, seal))
    return Publication.objects.create(
        period=period,
        number=last.number + 1 if last else 1,
        seal=seal,
        body=body,
        digest=digest(body),
        path=path,
        **of,
    )
