"""The second server's checks, with the examples of the manual: whole, and altered."""

import json
import re
from base64 import b64decode
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.federation.second.accords import accord_digest
from tests.federation.second.documents import canonical, digest
from tests.federation.second.doors import Nonces
from tests.federation.second.keys import Key, fingerprint, is_typed
from tests.federation.second.records import check_own_part, check_record
from tests.federation.second.refusals import RefusedError
from tests.federation.second.signatures import Request, check_request, sign_request
from tests.federation.second.years import Year

DOCS = Path(__file__).parents[3] / "docs"
CHILD = "https://child.example"
SECRET = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="
KEY = Key(CHILD, Ed25519PrivateKey.from_private_bytes(b64decode(SECRET)))


@cache
def manual():
    text = (DOCS / "federation-messages.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json ([a-z ]+)\n(.*?)```", text, re.DOTALL)
    return {name: json.loads(body) for name, body in blocks}


def check(record):
    year = Year(manual()["year answer"])
    check_record(canonical(record), record, year, None, year.first)
    check_own_part(record, year, CHILD, {1: manual()["part"]}, True)


def altered(place, value):
    """The manual's document with another value at one place."""
    record = json.loads(canonical(manual()["record"]))
    *way, last = place.split("/")
    inside = record
    for step in way:
        inside = inside[int(step) if step.isdigit() else step]
    assert inside[last] != value
    inside[last] = value
    return record


def test_the_examples_hold_and_have_the_digests_of_the_manual():
    check(manual()["record"])
    assert digest(manual()["part"]) == manual()["part answer"]["part"]
    assert digest(manual()["record"]) == manual()["record answer"]["head"]
    assert accord_digest(manual()["accord"]) == manual()["accord answer"]["accord"]
    year = Year(manual()["year answer"])
    assert year.catalogue() == manual()["joining"]["catalogue"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("previous", 64 * "0"),
        ("agreed", False),
        ("worst", "0.044444"),
        ("worst_good", "hours-baker"),
        ("weighted", "0.033113"),
        ("tolerance", "0.30000"),
        ("floors/bread", "0.1"),
        ("goods/0/requested", "930.000"),
        ("goods/0/price", "2.6"),
        ("goods/0/imbalance", "-0.044444444"),
        ("goods/0/within_tolerance", False),
        ("goods/1/next_price", "0.001"),
        ("answers/own", 4),
        ("receipts/root", 64 * "0"),
        ("servers/1/document", 64 * "0"),
        ("servers/1/late", True),
        ("servers/1/answers/own", 1),
        ("servers/1/server", "https://other.example"),
    ],
)
def test_an_altered_document_is_refused(place, value):
    with pytest.raises(RefusedError, match="record-wrong"):
        check(altered(place, value))


def test_a_signature_belongs_to_one_request_and_holds_once():
    def known(key):
        return KEY.public if key == KEY.id else None

    uri, nonces = "https://root.example/api/v1/federation/trials", Nonces()
    headers = {"content-type": "application/json", "idempotency-key": "a"}
    request = Request("POST", uri, headers, b"{}")
    sign_request(KEY, request)
    other = Request("POST", uri, headers, b'{"year":"2028"}')

    with pytest.raises(RefusedError, match="signature-invalid"):
        check_request(other, known, nonces)
    assert check_request(request, known, nonces) == KEY.id
    with pytest.raises(RefusedError, match="replayed"):
        check_request(request, known, nonces)


def test_a_fingerprint_may_be_typed_as_people_type():
    typed = fingerprint(KEY.public)
    assert is_typed(typed.lower().replace("-", " ").replace("0", "o"), KEY.public)
    assert not is_typed(typed[:-1] + ("A" if typed[-1] != "A" else "B"), KEY.public)
