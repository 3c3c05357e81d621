"""The document of a counted round."""

from typing import Any

from iteration.count import Count
from iteration.documents.parts import (
    VERSION,
    good_part,
    moment,
    own_part,
    part_of,
    period_part,
    price_text,
    under_one_root,
)
from iteration.models import Round
from iteration.receipts import Receipts
from ledger.merkle import over
from proposals.models import Period
from proposals.quantity import plain


def round_document(round: Round, counted: Count) -> dict[str, Any]:
    """What a round announced, counted and led to."""
    outcome, catalogue = counted.outcome, counted.catalogue
    announced = dict(round.prices.values_list("good_id", "price"))
    following = catalogue.announced(outcome.prices)
    goods = [
        {
            **good_part(good),
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
        "period": period_part(round.period),
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
        **_receipts(counted),
        "floors": _floors(round.period),
        "goods": sorted(goods, key=lambda good: good["code"]),
    }


def _receipts(counted: Count) -> dict[str, Any]:
    """The root over all receipts; with other servers also what each of them counted."""
    here = under_one_root(Receipts.ordered(counted.sheet.council, counted.sheet.leaf))
    if not counted.parts:
        return {"receipts": here}
    parts = [own_part(counted, here), *counted.parts]
    return {
        "receipts": {
            "count": sum(part.receipts for part in parts),
            "root": over([part.root for part in parts]),
        },
        "servers": [part_of(part) for part in parts],
    }


def _floors(period: Period) -> dict[str, str]:
    """The lowest price of each good, at which a surplus is no longer an imbalance."""
    floors = period.catalogue.values_list("good__code", "floor")
    return {code: price_text(floor) for code, floor in floors}
