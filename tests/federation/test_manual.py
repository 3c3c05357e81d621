"""docs/api.md tells the truth: its examples are replayed, its tables compared."""

import json
import re
import shlex
from http.client import responses
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from federation import parsers, strict, throttles
from federation.kinds import PLACES, REQUESTS
from federation.models import Token
from federation.serializers import submission
from federation.views import lists
from iteration.models import Result
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
)

MANUAL = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
BLOCK = re.compile(r"^```(console|http)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = BLOCK.findall(MANUAL)
# As RFC 9110 names them; Python before 3.13 knows 422 by an older name.
REASONS = {**responses, 422: "Unprocessable Content"}


@pytest.fixture
def year(db):
    """The year the manual speaks of: round 1 is counted, round 2 open."""
    bread = make_good("bread")
    hours = make_good("hours-baker", category="labour", unit="h", decimals=1)
    period = make_open_period({bread: "2.5", hours: 20}, code="2027")
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    make_proposal(eaters, period, {bread: 80_000})
    make_proposal(bakers, period, {bread: -60_000})
    make_count(period)
    make_seat(make_person("emma"), eaters)


class Replay:
    """Sends what the manual sends; remembers what it calls $TOKEN, $ID and so on."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.known = {}

    def console(self, text):
        command, shown = text.strip().split("\n")
        call_command(*shlex.split(command.removeprefix("$ manage.py ")))
        printed = self.capsys.readouterr().out.strip()
        assert matches(printed, shown)
        self.known["TOKEN"] = printed

    def http(self, asked, answered):
        request, headers, body = parts(self.filled(asked))
        method, path = request.split(" ")
        kind = headers.pop("Content-Type", "application/octet-stream")
        answer = Client().generic(method, path, body, kind, headers=headers)

        status, headers, body = parts(answered)
        protocol, number, reason = status.split(" ", 2)
        assert (protocol, int(number)) == ("HTTP/1.1", answer.status_code), (
            answer.content
        )
        assert reason == REASONS[int(number)]
        for name, value in headers.items():
            self.compare(answer[name], value)
        if body:
            self.compare_json(answer.json(), json.loads(quoted(body)))
        else:
            assert not answer.content

    def filled(self, text):
        return re.sub(r"\$([A-Z]+)", lambda name: self.known[name[1]], text)

    def compare(self, value, shown):
        """As shown; a name not yet known is what stands in its place."""
        if name := re.search(r"\$([A-Z]+)", shown):
            if name[1] not in self.known:
                before, after = shown.split(name[0])
                assert value.startswith(before)
                assert value.endswith(after)
                self.known[name[1]] = value[len(before) : len(value) - len(after)]
            shown = self.filled(shown)
        assert matches(value, shown), (value, shown)

    def compare_json(self, value, shown):
        if isinstance(shown, dict):
            named = shown.keys() - {"…"}
            assert named <= value.keys() if "…" in shown else named == value.keys(), (
                value
            )
            for name in named:
                self.compare_json(value[name], shown[name])
        elif isinstance(shown, list):
            assert len(value) == len(shown), value
            for each, other in zip(value, shown, strict=True):
                self.compare_json(each, other)
        elif isinstance(shown, str) and (isinstance(value, str) or shown == "…"):
            self.compare(str(value), shown)
        else:
            assert value == shown


def parts(text):
    """The first line, the headers and the body of a message."""
    head, _empty, body = text.strip().partition("\n\n")
    first, *headers = head.split("\n")
    return first, dict(line.split(": ", 1) for line in headers), body


def quoted(body):
    """In the manual a number that differs is a bare …"""
    return re.sub(r": …", ': "…"', body)


def matches(value, shown):
    pattern = ".+".join(re.escape(piece) for piece in shown.split("…"))
    return re.fullmatch(pattern, value, re.DOTALL)


def test_every_example_is_answered_as_it_is_written(year, capsys):
    replay, blocks = Replay(capsys), iter(BLOCKS)
    for kind, text in blocks:
        if kind == "console":
            replay.console(text)
        else:
            replay.http(text, next(blocks)[1])
    assert replay.known.keys() == {"TOKEN", "DIGEST", "ID"}
    assert Token.objects.get().name == "night job"


def test_the_manual_has_no_example_that_is_not_replayed():
    assert MANUAL.count("\n```") == 2 * len(BLOCKS)


@pytest.mark.parametrize("kind", REQUESTS + PLACES, ids=lambda kind: kind.code)
def test_every_refusal_is_in_the_tables(kind):
    row = f"| `{kind.code}` | {kind.status} | {kind.title} | {kind.way_out} |"
    assert row in MANUAL


def test_the_tables_have_no_other_refusals():
    rows = re.findall(r"^\| `([a-z-]+)` \| \d{3} \|", MANUAL, re.MULTILINE)
    assert rows == [kind.code for kind in REQUESTS + PLACES]


def test_the_limits_are_those_of_the_code():
    assert parsers.LARGEST == 2**20
    assert "at most 1 MiB" in MANUAL
    for number in (submission.MAX_LINES, strict.MOST_PARTS):
        assert f"{number:,}" in MANUAL
    assert f"at most {strict.DEEPEST} deep" in MANUAL
    assert f"{lists.USUAL} entries" in MANUAL
    for reason in Result.Reason.values:
        assert f"`{reason}`" in MANUAL
    assert throttles.TokenThrottle.rate == "600/min"
    assert throttles.AddressThrottle.rate == "300/min"
    assert "600 requests a minute for a token, 300 for an address" in MANUAL
