"""The document of a settled plan."""

from typing import Any

from iteration.catalogue import Catalogue
from iteration.documents.parts import (
    VERSION,
    good_part,
    period_part,
    price_text,
    under_one_root,
)
from iteration.models import Assignment, Plan
from iteration.receipts import Receipts
from proposals.models import Proposal
from proposals.quantity import plain


def plan_document(plan: Plan) -> dict[str, Any]:
    """What a plan assigns to every council, and its balance good by good."""
    catalogue, assignments = Catalogue.of(plan.period), _assignments(plan)
    by_key = {good.pk: good for good in catalogue.goods}
    round = plan.round
    return {
        "commonplan": VERSION,
        "kind": "plan",
        "period": period_part(plan.period),
        "round": round.number,
        "round_digest": round.publication.digest,
        "agreed": round.agreed,
        "rule": round.rule,
        "rule_version": round.rule_version,
        "tolerance": f"{round.tolerance:f}",
        "receipts": under_one_root(
            Receipts.of(Proposal.objects.filter(assignments__plan=plan))
        ),
        "finish": "model" if plan.offer_id else "settlement",
        # Who signed the models' offer, and so may have more than was proposed.
        "accepted": [each.council.slug for each in assignments if each.accepted],
        "largest_cut": f"{plan.largest_cut:.9f}",
        "integrality_cost": f"{plan.integrality_cost:.6f}",
        "integral_councils": plan.integral_councils,
        **_together(plan, catalogue),
        "goods": _goods(plan, catalogue, assignments),
        "councils": [
            {
                "council": assignment.council.slug,
                "receipt": assignment.proposal.receipt,
                "lines": {
                    by_key[key].code: plain(units, by_key[key])
                    for key, units in assignment.lines.items()
                },
            }
            for assignment in assignments
        ],
    }


def _together(plan: Plan, catalogue: Catalogue) -> dict[str, Any]:
    """In a year with other servers: what is assigned there, and what all agreed on."""
    if not plan.accord:
        return {}
    goods = {str(good.pk): good for good in catalogue.goods}
    rows = {
        goods[key].code: [plain(units, goods[key]) for units in pair]
        for key, pair in plan.elsewhere.items()
    }
    return {"accord": plan.accord, "elsewhere": dict(sorted(rows.items()))}


def _goods(
    plan: Plan, catalogue: Catalogue, assignments: list[Assignment]
) -> list[dict[str, Any]]:
    requested = dict.fromkeys((good.pk for good in catalogue.goods), 0)
    offered = requested.copy()
    for key, (there, made) in plan.elsewhere.items():
        requested[int(key)] += there
        offered[int(key)] += made
    for assignment in assignments:
        for key, units in assignment.lines.items():
            requested[key] += max(units, 0)
            offered[key] += max(-units, 0)
    prices = dict(plan.round.prices.values_list("good_id", "price"))
    goods = [
        {
            **good_part(good),
            "price": price_text(prices[good.pk]),
            "requested": plain(requested[good.pk], good),
            "offered": plain(offered[good.pk], good),
            "unused": plain(offered[good.pk] - requested[good.pk], good),
            "may_stay_unused": good.has_slack,
        }
        for good in catalogue.goods
    ]
    return sorted(goods, key=lambda good: good["code"])


def _assignments(plan: Plan) -> list[Assignment]:
    assignments = Assignment.objects.filter(plan=plan)
    return sorted(
        assignments.select_related("council", "proposal"),
        key=lambda assignment: assignment.council.slug,
    )
