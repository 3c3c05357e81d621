"""The part of a round: what a server's councils request and offer in all."""

KINDS = ("absent", "carried", "imputed", "own", "standing")


def part(origin, year, number, councils, answers_trials):
    """A leaf's part: all its councils answered themselves."""
    n = len(year.goods)
    totals = councils.totals(number, n)
    answers = dict.fromkeys(KINDS, 0) | {"own": len(councils)}
    receipts = {"count": len(councils), "root": councils.root(number)}
    goods = [
        {
            "code": good.code,
            "requested": good.text(totals[place]),
            "offered": good.text(totals[place + n]),
        }
        for place, good in enumerate(year.goods)
    ]
    own = {
        "server": origin,
        "answers": answers,
        "receipts": receipts,
        "document": "",
        "late": False,
    }
    return {
        "commonplan": 1,
        "kind": "part",
        "revision": 1,
        "server": origin,
        "year": year.code,
        "round": number,
        "catalogue": year.catalogue(),
        "goods": goods,
        "answers": answers,
        "receipts": receipts,
        "servers": [own],
        "answers_trials": answers_trials,
    }
