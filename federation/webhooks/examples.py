"""One example of every answer about webhooks, for the description."""

WEBHOOK = {
    "id": "0b6a3f1e-6a64-4a8e-9d0f-3f3b8f6f0f11",
    "council": "eaters",
    "office": "",
    "name": "eaters.example",
    "address": "https://eaters.example/plan",
    "events": ["round.opened", "plan.published"],
    "practice": False,
    "state": "active",
    "why": "",
    "added_at": "2026-11-01T08:00:00.000000+00:00",
    "href": "/api/v1/webhooks/0b6a3f1e-6a64-4a8e-9d0f-3f3b8f6f0f11",
    "deliveries": "/api/v1/webhooks/0b6a3f1e-6a64-4a8e-9d0f-3f3b8f6f0f11/deliveries",
}
SECRET = {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
DELIVERY = {
    "id": "msg_8f14e45fceea467a9538d6f28d3a3b6c",
    "event": "round.opened",
    "state": "waiting",
    "made_at": "2026-11-08T08:00:21.000000+00:00",
    "tries": 1,
    "next_try": "2026-11-08T08:00:47.000000+00:00",
    "ended_at": None,
    "body": '{"type":"round.opened","timestamp":"…","data":{"period":"2027","…":"…"}}',
    "attempts": [
        {
            "begun_at": "2026-11-08T08:00:41.000000+00:00",
            "ended_at": "2026-11-08T08:00:42.000000+00:00",
            "outcome": "refused",
            "status": 500,
        }
    ],
}


def page(item):
    return {"items": [item], "next": None}


EXAMPLES = {
    "listWebhooks": page(WEBHOOK),
    "addWebhook": WEBHOOK | SECRET,
    "readWebhook": WEBHOOK,
    "changeWebhook": WEBHOOK,
    "removeWebhook": WEBHOOK,
    "changeWebhookSecret": WEBHOOK | SECRET,
    "listDeliveries": page(DELIVERY),
    "replayDelivery": DELIVERY,
}
