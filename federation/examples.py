"""One example of every answer, for the description; each fits its own schema."""

from federation.together.examples import EXAMPLES as TOGETHER
from federation.webhooks.examples import EXAMPLES as WEBHOOKS

DIGEST = "9f2c4d1e" * 8
BREAD = {"good": "bread", "unit": "kg"}
PROPOSAL = {
    "id": "6b0c1c0e-9a55-4a34-8a9c-2f4be5b0f7a1",
    "council": "eaters",
    "period": "2027",
    "revision": 3,
    "submitted_at": "2026-11-22T08:00:00.000000+00:00",
    "origin": "api",
    "note": "Two more members since May.",
    "withdraws": False,
    "receipt": DIGEST,
    "href": "/api/v1/proposals/6b0c1c0e-9a55-4a34-8a9c-2f4be5b0f7a1",
}
HERE = {"council": "eaters", "period": "2027", "round": 4}
LINES = {"bread": "12.500", "hours-baker": "-36.0"}
PERIOD = {
    "code": "2027",
    "names": {"en": "Year 2027", "de": "Jahr 2027"},
    "starts": "2027-01-01",
    "ends": "2027-12-31",
    "status": "open",
    "tolerance": "0.03",
    "rule": "aggregate",
    "silence": "carry",
    "max_rounds": 30,
    "practice": False,
    "round": 2,
    "previous": None,
    "links": {
        "goods": "/api/v1/periods/2027/goods",
        "rounds": "/api/v1/periods/2027/rounds",
        "plan": "/api/v1/periods/2027/plan",
    },
}
ROUND = {
    "period": "2027",
    "number": 1,
    "status": "published",
    "opened_at": "2026-11-01T08:00:00.000000+00:00",
    "cutoff": "2026-11-08T08:00:00.000000+00:00",
    "rule": "aggregate",
    "rule_version": 1,
    "tolerance": "0.03",
    "published_at": "2026-11-08T08:00:21.000000+00:00",
    "agreed": False,
    "worst": "0.285714286",
    "worst_good": "bread",
    "weighted": "0.285714286",
    "goods_out": 1,
    "answers": {"own": 2, "standing": 0, "imputed": 0, "carried": 0, "absent": 0},
    "digest": DIGEST,
    "links": {
        "prices": "/api/v1/periods/2027/rounds/1/prices",
        "results": "/api/v1/periods/2027/rounds/1/results",
        "document": "/api/v1/periods/2027/rounds/1/document",
    },
}
KIND = {
    "type": "/api/v1/problems/unknown-good",
    "code": "unknown-good",
    "status": 400,
    "title": "The catalogue of the year does not have this good.",
    "way_out": "Take the code from the year's goods.",
}


def page(item):
    return {"items": [item], "next": None}


# By the operation's id.
NODE = {
    "node": "https://a.example",
    "name": "Region of the two rivers",
    "software": "commonplan",
    "protocol": 1,
    "keys": [
        {
            "id": "https://a.example/api/v1/node#k1",
            "algorithm": "ed25519",
            "public": "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=",
            "fingerprint": "2EF3-JG76-9DA9-2WH0-H3CT",
            "state": "current",
        }
    ],
}
EXAMPLES = {
    "readNode": NODE,
    "readIndex": {
        "version": 1,
        "links": {
            "periods": "/api/v1/periods",
            "councils": "/api/v1/councils",
            "problems": "/api/v1/problems",
            "openapi": "/api/v1/openapi.json",
            "docs": "/api/v1/docs",
        },
    },
    "listProblems": {"items": [KIND]},
    "readProblem": KIND,
    "listPeriods": page(PERIOD),
    "readPeriod": PERIOD,
    "listGoods": page(
        {
            "code": "bread",
            "names": {"en": "Bread", "de": "Brot"},
            "category": "consumption",
            "unit": "kg",
            "decimals": 3,
            "classification": "CPC 23430",
            "may_stay_unused": False,
            "first_price": "2.5",
            "floor": "0.0025",
        }
    ),
    "listRounds": page(ROUND),
    "readRound": ROUND,
    "listPrices": page(BREAD | {"price": "2.61275"}),
    "listResults": page(
        BREAD
        | {
            "requested": "80.000",
            "offered": "60.000",
            "excess": "20.000",
            "imbalance": "0.285714286",
            "within_tolerance": False,
            "reason": "over_requested",
            "step": "0.045100000",
        }
    ),
    "readRoundDocument": {"commonplan": 1, "kind": "round", "number": 1},
    "readPlan": {
        "period": "2027",
        "round": 4,
        "settled_at": "2026-12-01T08:00:00.000000+00:00",
        "published_at": "2026-12-02T08:00:00.000000+00:00",
        "largest_cut": "0.021000000",
        "digest": DIGEST,
        "links": {
            "assignments": "/api/v1/periods/2027/plan/assignments",
            "document": "/api/v1/periods/2027/plan/document",
        },
    },
    "listAssignments": page({"council": "eaters", "receipt": DIGEST, "lines": LINES}),
    "readPlanDocument": {"commonplan": 1, "kind": "plan", "round": 4},
    "listCouncils": page(
        {
            "slug": "eaters",
            "names": {"en": "Eaters", "de": "Esser"},
            "kind": "consumer",
            "parent": None,
            "members": 10,
            "role": "delegate",
            "may_submit": True,
            "proposals": "/api/v1/councils/eaters/proposals",
        }
    ),
    "readBelief": HERE
    | {
        "belief": {
            "answers": 3,
            "less": "0.082000000",
            "more": "0.041000000",
            "lines": [
                BREAD | {"quantity": "12.500", "change": "-0.082000000"},
                {
                    "good": "hours-baker",
                    "unit": "h",
                    "quantity": "-36.0",
                    "change": "0.041000000",
                },
            ],
        }
    },
    "readSuggestion": HERE | {"lines": {"bread": "12.250", "hours-baker": "-36.5"}},
    "listProposals": page(PROPOSAL),
    "readProposal": PROPOSAL | {"lines": LINES},
    "submitProposal": PROPOSAL | {"lines": LINES},
    **WEBHOOKS,
    **TOGETHER,
}
