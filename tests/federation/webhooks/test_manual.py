"""docs/webhooks.md tells the truth: examples replayed, lines of code run."""

import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from federation.models import Attempt, Delivery, Webhook
from federation.services import webhooks as services
from federation.services.webhooks_secrets import OVERLAP
from federation.services.webhooks_sending import LEASE, WAITS
from federation.webhooks import calling, delivering
from federation.webhooks.signing import secret_of, signed
from federation.wire.keys import public_text
from tests.factories import make_bread_year, make_person, make_seat
from tests.federation.test_manual import BLOCK, Replay, parts
from tests.federation.webhooks.receiver import hear, make_delivery, send

MANUAL = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()
SENT, *BLOCKS = BLOCK.findall(MANUAL)
[LINES] = re.findall(r"^```python\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = bytes(32)


def sent():
    """The example of what a receiver gets: its headers and its body."""
    _first, headers, body = parts(SENT[1])
    return headers, body.encode()


def is_from_there(monkeypatch, at, *what):
    monkeypatch.setattr(time, "time", lambda: at)
    names = {}
    exec(LINES, names)
    return names["is_from_there"](*what)


@pytest.mark.django_db
def test_every_example_is_answered_as_it_is_written(capsys, monkeypatch):
    taken = (Attempt.Outcome.TAKEN, 204)
    monkeypatch.setattr(delivering, "call", lambda _request: taken)
    _period, _bread, eaters, _bakers = make_bread_year(code="2027")
    make_seat(make_person("emma"), eaters)
    replay, blocks = Replay(capsys), iter(BLOCKS)
    for kind, text in blocks:
        if kind == "console":
            replay.console(text)
            continue
        if "/deliveries?" in text:
            make_delivery(Webhook.objects.get(), event="plan.published")
            send()
        replay.http(text, next(blocks)[1])
    assert replay.known.keys() == {"TOKEN", "ID", "TAG", "MESSAGE"}
    assert MANUAL.count("\n```") == 2 * (len(BLOCKS) + 2)


def test_the_example_is_what_is_sent():
    headers, body = sent()
    told = json.loads(body)
    again = signed(
        message_id=headers["webhook-id"],
        timestamp=int(headers["webhook-timestamp"]),
        body=body,
        secrets=[secret_of(SECRET)],
        key=KEY,
    )
    assert headers == headers | again
    assert SECRET in MANUAL
    assert public_text(KEY) in MANUAL
    assert told["type"] in Webhook.Event.values


@pytest.mark.django_db
def test_every_header_that_is_sent_is_described_and_no_other(receiver, settings):
    settings.BASE_URL = "https://plan.example"
    webhook, _new = services.add_webhook(
        address=receiver.at("200"),
        events=["round.opened"],
        office="auditors",
        actor=None,
    )
    make_bread_year(code="2027")
    hear()
    request = delivering.request_of(Delivery.objects.get(webhook=webhook))
    headers, body = sent()
    assert {each.lower() for each in request.headers} == {
        each.lower() for each in headers
    }
    rows = set(re.findall(r"^\| `([A-Za-z-]+)` \|", MANUAL, re.MULTILINE))
    assert headers.keys() <= rows
    assert request.headers["User-Agent"] == headers["User-Agent"]
    told, shown = json.loads(request.body), json.loads(body)
    assert told.keys() == shown.keys()
    assert told["data"] | {"round": 2} == shown["data"] | {
        "href": "https://plan.example/api/v1/periods/2027/rounds/1"
    }


def test_the_lines_know_what_is_from_there(monkeypatch):
    headers, body = sent()
    at = int(headers["webhook-timestamp"])
    assert sum(bool(line) for line in LINES.split("\n")) <= 10
    assert is_from_there(monkeypatch, at, SECRET, headers, body)
    assert not is_from_there(monkeypatch, at + 301, SECRET, headers, body)
    assert not is_from_there(monkeypatch, at, SECRET, headers, body + b" ")
    other = SECRET.replace("M", "N")
    assert not is_from_there(monkeypatch, at, other, headers, body)
    turned = headers | {"webhook-id": "msg_other"}
    assert not is_from_there(monkeypatch, at, SECRET, turned, body)


def test_the_table_of_tries_is_that_of_the_code():
    names = {"at once": 0, "second": 1, "minute": 60, "hour": 3600}
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", MANUAL, re.MULTILINE)
    assert [int(number) for number, _wait in rows] == list(range(1, len(WAITS) + 1))
    for (_number, wait), coded in zip(rows, WAITS, strict=True):
        amount, _space, unit = wait.partition(" ")
        seconds = names.get(wait)
        if seconds is None:
            seconds = int(amount) * names[unit.rstrip("s")]
        assert timedelta(seconds=seconds) == coded
    hours = sum(WAITS, timedelta()).total_seconds() / 3600
    assert f"about {hours:.1f} hours" in MANUAL


def test_the_words_and_limits_are_those_of_the_code():
    for value in (*Webhook.Event.values, *Delivery.State.values):
        assert f"`{value}`" in MANUAL
    for value in Attempt.Outcome.values:
        assert f"`{value}`" in MANUAL
    assert f"within {calling.SECONDS} seconds" in MANUAL
    assert f"At most {services.MOST} belong" in MANUAL
    assert f"for {OVERLAP} hours both sign" in MANUAL
    assert timedelta(minutes=2) == LEASE
