"""One example of every message between servers and of its answer, for the description.

They are those of the manual: one small year of two servers, in its first round.
"""

CATALOGUE = "5ac8a23c7925fc7de72be536bc54137d0934dc6d96314fd675afc1231f470dd6"
PART = "0620254cc7b37dfcfb27bf2fe0bf5bbee25021d21865a5492469c26c47b56816"
HEAD = "053029237c2d59a3d50f813a02657207711c2f3fce542a92dee9c93e8aae1b4f"
ACCORD = "75bb240ddc94adbfc6d9b2121e78df34f65a8556a8c3d5c5a2e1f0f8b07ab566"
ROOTS = {
    "https://root.example": (
        "09d112193e638385b8a4a7c20c2d605020874076df7e8b0777233296f6bc2ecb"
    ),
    "https://child.example": (
        "e48792ebd8282873fb8ba969db0b5e759cb914e4d7e6414d9f936a603ff6e159"
    ),
}
BOTH = "d1dc1bc8f570449012d3191777d0ffff82f286a5a20a5cc002dca0f4422c0019"
NOBODY = {"absent": 0, "carried": 0, "imputed": 0, "standing": 0}


def counted(own, root):
    """``own`` councils that answered themselves, and their receipts."""
    return {"answers": NOBODY | {"own": own}, "receipts": {"count": own, "root": root}}


def row(origin, own, document=""):
    """A server, as it stands in a part or in a round's document."""
    figures = counted(own, ROOTS[origin])
    return {"server": origin, "document": document, "late": False} | figures


BREAD = {"category": "consumption", "code": "bread", "decimals": 3, "unit": "kg"}
HOURS = {"category": "labour", "code": "hours-baker", "decimals": 1, "unit": "h"}
FLOORS = {"bread": "0.000308525", "hours-baker": "0.0024682"}
PRICES = {"bread": "2.5", "hours-baker": "20"}
YEAR = {
    "kind": "year",
    "code": "2027",
    "name_en": "Year 2027",
    "name_de": "Jahr 2027",
    "starts": "2027-01-01",
    "ends": "2027-12-31",
    "tolerance": "0.20000",
    "rule": "calibrated",
    "silence": "impute",
    "round_seconds": 604800,
    "max_rounds": 30,
    "goods": [
        good
        | {
            "name_en": good["code"].title(),
            "name_de": f"{good['code'].title()} (de)",
            "classification": "",
            "price": PRICES[good["code"]],
            "floor": FLOORS[good["code"]],
        }
        for good in (BREAD, HOURS)
    ],
}
JOINING = {
    "kind": "joining",
    "year": "2027",
    "catalogue": CATALOGUE,
    "answers_trials": True,
}
ANNOUNCEMENT = {
    "catalogue": CATALOGUE,
    "cutoff": "2026-11-24T01:38:31.165725+00:00",
    "kind": "announcement",
    "previous": None,
    "prices": PRICES,
    "round": 1,
    "year": "2027",
}
SENT_PART = counted(2, ROOTS["https://child.example"]) | {
    "answers_trials": True,
    "catalogue": CATALOGUE,
    "commonplan": 1,
    "goods": [
        {"code": "bread", "offered": "880.000", "requested": "20.000"},
        {"code": "hours-baker", "offered": "33.5", "requested": "38.5"},
    ],
    "kind": "part",
    "revision": 1,
    "round": 1,
    "server": "https://child.example",
    "servers": [row("https://child.example", 2)],
    "year": "2027",
}
PART_KEPT = {
    "part": PART,
    "revision": 1,
    "received_at": "2026-11-23T01:43:24.743330+00:00",
}
RECORD = counted(3, BOTH) | {
    "agreed": True,
    "commonplan": 1,
    "cutoff": "2026-11-23T01:43:24.814443+00:00",
    "floors": FLOORS,
    "goods": [
        BREAD
        | {
            "excess": "40.000",
            "imbalance": "0.044444444",
            "next_price": "2.61628",
            "offered": "880.000",
            "price": "2.5",
            "reason": "model",
            "requested": "920.000",
            "within_tolerance": True,
        },
        HOURS
        | {
            "excess": "0.0",
            "imbalance": "0.000000000",
            "next_price": "20",
            "offered": "38.5",
            "price": "20",
            "reason": "balanced",
            "requested": "38.5",
            "within_tolerance": True,
        },
    ],
    "kind": "round",
    "number": 1,
    "opened_at": "2026-11-23T01:43:22.356867+00:00",
    "period": {
        "code": "2027",
        "ends": "2027-12-31",
        "silence": "impute",
        "starts": "2027-01-01",
    },
    "previous": None,
    "rule": "calibrated",
    "rule_version": 1,
    "seal": None,
    "servers": [row("https://root.example", 1), row("https://child.example", 2, PART)],
    "tolerance": "0.20000",
    "weighted": "0.033112583",
    "worst": "0.044444444",
    "worst_good": "bread",
}
LAST = " ".join(["9223372036854775807"] * 4)
SIZE = {"dead": "00", "grid": "0 -1", "size": "1800000 770", "turns": []}
SENT_ACCORD = {
    "cut_value": "100.0",
    "finish": {
        "bound": "6040.0",
        "key": "4010455468173426687 -1 -1 -1",
        "level": "0 0 0 0",
        "multipliers": "0.043478260869565216 0.0",
        "sign": "1 0 0 0",
        "terms": SIZE,
        "ticket": LAST,
    },
    "integral_councils": 0,
    "integrality_cost": "0.0",
    "kind": "accord",
    "largest_cut": "0.04347826086956519",
    "residual": "0.0",
    "round": 1,
    "salted": False,
    "units": "880000 385 880000 385",
    "year": "2027",
}
PUBLISHED = {"accord": ACCORD, "kind": "published", "year": "2027"}
ASKING = {"year": "2027", "round": 1}
PRICED = "keNze0L3F8DvOfr+Qi7mPw=="
ANSWERS = ASKING | {"ask": "answers", "prices": PRICED}
TURNED = ASKING | {
    "ask": "turned",
    "prices": PRICED,
    "directions": "AAAAAAAA8D8AAAAAAAAAAAAAAAAAAAAAAAAAAAAA8D8=",
}
REMAINING = ASKING | {
    "ask": "settle",
    "name": "remaining",
    "question": {"dead": "00", "turns": []},
    "salted": False,
}
ANSWERED = (
    "AAAAAACI00AAAAAAABB4QAAAAAAA2ypBAAAAAADwdEAAAAAAAIjTwCd2Yid2goLAmtiJndjrHEH"
    "//////09tQA=="
)
# Of every answer, by the operation's id.
EXAMPLES = {
    "readSharedYear": YEAR,
    "joinSharedYear": {"joined": "2027"},
    "readSharedHead": {"year": "2027", "round": 1, "head": None, "documents": []},
    "announceRound": {"round": 1},
    "sendPart": PART_KEPT,
    "readSentPart": PART_KEPT,
    "readPartAbove": SENT_PART,
    "askServer": {"values": ANSWERED, "counted": False},
    "sendRecord": {"head": HEAD},
    "sendPlan": {"accord": ACCORD},
}
