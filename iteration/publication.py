"""The one document of a published round or plan, and its digest.

It can be made again from the rows at any time; page, API, peers and letters show this
and nothing else. Quantities are decimals in the good's unit, written as text, as are
prices; nothing in it is personal.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from iteration.arrays import Catalogue, among
from iteration.count import Count
from iteration.models import Assignment, Plan, Publication, Round
from ledger.canonical import canonical, digest
from ledger.merkle import root
from ledger.models import Seal
from proposals.models import Period, Proposal
from proposals.quantity import plain

VERSION = 1


def publish_round(round: Round, counted: Count) -> Publication:
    """Keep the document of a round; the caller has the transaction."""
    document = round_document(round, counted)
    return _keep(document, round.period, round.seal, round=round)


def publish_plan_document(plan: Plan) -> Publication:
    """Keep the document of a plan; the caller has the transaction."""
    return _keep(plan_document(plan), plan.period, plan.round.seal, plan=plan)


def round_document(round: Round, counted: Count) -> dict[str, Any]:
    """What a round announced, counted and led to."""
    outcome, catalogue = counted.outcome, counted.catalogue
    announced = dict(round.prices.values_list("good_id", "price"))
    following = catalogue.announced(outcome.prices)
    goods = [
        {
            **_good(good),
            "price": price_text(announced[good.pk]),
            "requested": plain(requested, good),
            "offered": plain(offered, good),
            "excess": plain(requested - offered, good),
            "imbalance": f"{imbalance:.9f}",
            "within_tolerance": not out,
            "reason": explanation.code,
            "next_price": price_text(next_price),
        }
        for good, requested, offered, imbalance, out, explanation, next_price in zip(
            catalogue.goods,
            outcome.balance.requested.tolist(),
            outcome.balance.offered.tolist(),
            outcome.imbalance.tolist(),
            outcome.out.tolist(),
            outcome.explanations,
            following,
            strict=True,
        )
    ]
    worst = outcome.worst_good
    return {
        "commonplan": VERSION,
        "kind": "round",
        "period": _period(round.period),
        "number": round.number,
        "rule": round.rule,
        "rule_version": round.rule_version,
        "tolerance": f"{round.tolerance:f}",
        "opened_at": moment(round.opened_at),
        "cutoff": moment(round.cutoff),
        "agreed": outcome.agreed,
        "worst": f"{outcome.worst:.9f}",
        "worst_good": None if worst is None else catalogue.goods[worst].code,
        "weighted": f"{outcome.weighted:.9f}",
        "answers": {
            "own": counted.own,
            "standing": counted.standing,
            "imputed": counted.imputed,
            "carried": counted.carried,
            "absent": counted.absent,
        },
        "receipts": _under_one_root(
            Proposal.objects.filter(pk__in=among(counted.sheet.proposal))
        ),
        "floors": _floors(round.period),
        "goods": sorted(goods, key=lambda good: good["code"]),
    }


def plan_document(plan: Plan) -> dict[str, Any]:
    """What a plan assigns to every council, and its balance good by good."""
    catalogue = Catalogue.of(plan.period)
    by_key = {good.pk: good for good in catalogue.goods}
    requested = dict.fromkeys(by_key, 0)
    offered = dict.fromkeys(by_key, 0)
    councils, accepted = [], []
    for assignment in _assignments(plan):
        accepted += [assignment.council.slug] if assignment.accepted else []
        for key, units in assignment.lines.items():
            requested[key] += max(units, 0)
            offered[key] += max(-units, 0)
        councils.append(
            {
                "council": assignment.council.slug,
                "receipt": assignment.proposal.receipt,
                "lines": {
                    by_key[key].code: plain(units, by_key[key])
                    for key, units in assignment.lines.items()
                },
            }
        )
    prices = dict(plan.round.prices.values_list("good_id", "price"))
    goods = [
        {
            **_good(good),
            "price": price_text(prices[good.pk]),
            "requested": plain(requested[good.pk], good),
            "offered": plain(offered[good.pk], good),
            "unused": plain(offered[good.pk] - requested[good.pk], good),
            "may_stay_unused": good.has_slack,
        }
        for good in catalogue.goods
    ]
    round = plan.round
    return {
        "commonplan": VERSION,
        "kind": "plan",
        "period": _period(plan.period),
        "round": round.number,
        "round_digest": round.publication.digest,
        "agreed": round.agreed,
        "rule": round.rule,
        "rule_version": round.rule_version,
        "tolerance": f"{round.tolerance:f}",
        "receipts": _under_one_root(Proposal.objects.filter(assignments__plan=plan)),
        "finish": "model" if plan.offer_id else "settlement",
        # Who signed the models' offer, and so may have more than was proposed.
        "accepted": accepted,
        "largest_cut": f"{plan.largest_cut:.9f}",
        "goods": sorted(goods, key=lambda good: good["code"]),
        "councils": councils,
    }


def links(last: Publication | None, seal: Seal | None) -> dict[str, Any]:
    """What ties a document to what was there before: the document and the seal."""
    return {
        "previous": last.digest if last else None,
        "seal": {"number": seal.number, "digest": seal.digest} if seal else None,
    }


def price_text(price: Decimal) -> str:
    """A price as plain decimal text without needless zeros.

    >>> price_text(Decimal("2.500000")), price_text(Decimal("1200"))
    ('2.5', '1200')
    """
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(at: datetime) -> str:
    """A moment in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _keep(
    document: dict[str, Any], period: Period, seal: Seal | None, **of: Round | Plan
) -> Publication:
    last = Publication.objects.filter(period=period).order_by("-number").first()
    body = canonical(document | links(last, seal))
    return Publication.objects.create(
        period=period,
        number=last.number + 1 if last else 1,
        seal=seal,
        body=body,
        digest=digest(body),
        **of,
    )


def _good(good) -> dict[str, Any]:
    return {
        "code": good.code,
        "category": good.category,
        "unit": good.unit,
        "decimals": good.decimals,
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "code": period.code,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "silence": period.silence,
    }


def _floors(period: Period) -> dict[str, str]:
    """The lowest price of each good, at which a surplus is no longer an imbalance."""
    floors = period.catalogue.values_list("good__code", "floor")
    return {code: price_text(floor) for code, floor in floors}


def _under_one_root(proposals: QuerySet) -> dict[str, Any]:
    """How many receipts there are, and the Merkle root over them."""
    receipts = receipts_of(proposals)
    return {"count": len(receipts), "root": root(list(receipts.values()))}


def receipts_of(proposals: QuerySet) -> dict[str, str]:
    """The receipt of each council by its short name, in the order of their tree.

    The order is that of the names' code points: a database may have another one.
    """
    return dict(sorted(proposals.values_list("council__slug", "receipt")))


def _assignments(plan: Plan):
    assignments = Assignment.objects.filter(plan=plan)
    return sorted(
        assignments.select_related("council", "proposal"),
        key=lambda assignment: assignment.council.slug,
    )
