"""What a server above could say of a round and be believed, to be changed at will."""

import json

from ledger.merkle import EMPTY, over

NONE = dict.fromkeys(("own", "standing", "imputed", "carried", "absent"), 0)


def document(evil, year, own, **changes):
    """The document of a round in which only this server's councils deal."""
    says, round = json.loads(own.body), year.period.rounds.get(number=own.number)
    counted = {name: says[name] for name in ("answers", "receipts")}
    empty = {"answers": NONE, "receipts": {"count": 0, "root": EMPTY}}
    rows = [
        {"server": evil.origin, "document": "", "late": False} | empty,
        {"server": says["server"], "document": own.digest, "late": False} | counted,
    ]
    root = over([row["receipts"]["root"] for row in rows])
    goods = [_row(round, good) for good in says["goods"]]
    worst = max(goods, key=lambda row: abs(float(row["imbalance"])))
    last = year.period.publications.order_by("number").last()
    found = {
        "kind": "round",
        "period": {"code": year.period.code},
        "number": own.number,
        "previous": last.digest if last else None,
        "tolerance": f"{year.period.tolerance:f}",
        "floors": _floors(year.period),
        "agreed": all(row["within_tolerance"] for row in goods),
        "worst": worst["imbalance"].lstrip("-"),
        "worst_good": worst["code"],
        "weighted": worst["imbalance"].lstrip("-"),
        "answers": says["answers"],
        "receipts": {"count": says["receipts"]["count"], "root": root},
        "servers": rows,
        "goods": goods,
    }
    return found | changes


def _row(round, good):
    requested, offered = float(good["requested"]), float(good["offered"])
    price = round.prices.get(good__code=good["code"]).price.normalize()
    imbalance = 2 * (requested - offered) / (requested + offered or 1)
    return good | {
        "price": f"{price:f}",
        "next_price": f"{price:f}",
        "imbalance": f"{imbalance:.9f}",
        "within_tolerance": abs(imbalance) <= round.tolerance,
        "reason": "model",
    }


def _floors(period):
    floors = period.catalogue.values_list("good__code", "floor")
    return {code: f"{floor.normalize():f}" for code, floor in floors}
