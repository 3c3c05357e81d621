"""docs/federation-bytes.md: every vector comes out of the code, every byte is taken."""

import json
import re
import secrets
from base64 import b64decode

import numpy as np
import pytest
from django.test import Client

from federation.conformance import signing
from federation.together.definition import catalogue_digest
from federation.together.vectors import encode
from federation.wire.keys import public_text, verifying_key
from ledger import clock, merkle
from ledger.canonical import canonical, digest
from tests.federation.manual.reading import PAGES, blocks
from tests.federation.manual.world import (
    CHILD,
    MOMENT,
    ROOT,
    ROOT_SECRET,
    SECRETS,
    key_of,
    make_root,
    make_year,
)

BYTES = blocks("-bytes")
PAGE = PAGES["-bytes"]
PUBLIC = {key_of(origin): public_text(secret) for origin, secret in SECRETS.items()}


def message(name):
    """First line, headers and body of a message on the wire."""
    head, _empty, body = BYTES["http", name].partition("\n\n")
    first, *headers = head.split("\n")
    return first, dict(line.split(": ", 1) for line in headers), body


def test_a_document_is_written_as_it_is_shown():
    says = json.loads(BYTES["json", "canonical"])
    assert canonical(says) == BYTES["text", "canonical"]
    assert digest(canonical(says)) == BYTES["text", "canonical digest"]


@pytest.mark.parametrize("place", range(0x20))
def test_characters_are_escaped_as_it_says(place):
    short = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r"}
    text = f"\\{short[place]}" if place in short else f"\\u{place:04x}"
    assert canonical(chr(place)) == f'"{text}"'
    assert canonical("\x7f\u2028") == '"\x7f\u2028"'


@pytest.mark.django_db
def test_the_catalogue_is_that_of_the_year():
    period, _bread, _hours = make_year()
    assert digest(BYTES["text", "catalogue"]) == BYTES["text", "catalogue digest"]
    assert catalogue_digest(period) == BYTES["text", "catalogue digest"]


def test_the_roots_of_the_table_are_those_of_the_tree():
    rows = re.findall(r"^\| (.+) \| `([0-9a-f]{64})` \|$", PAGE, re.MULTILINE)
    leaves = [re.findall("`(.)`", over) for over, _root in rows]
    assert leaves == [[], ["a"], ["a", "b"], ["a", "b", "c"]]
    roots = [root for _over, root in rows]
    assert roots == [merkle.root(each) for each in leaves]
    assert merkle.over(roots[1:]) == BYTES["text", "joined root"]


def test_doubles_are_written_as_the_table_says():
    for values, shown in (
        ([1.0, -2.5], "1, −2.5"),
        ([[1, 2], [3, 4]], "(1, 2), (3, 4)"),
    ):
        assert f"| {shown} | `{encode(np.array(values))}` |" in PAGE


def test_the_keys_of_the_table_are_the_published_ones():
    for origin, name in ((CHILD, "child"), (ROOT, "root")):
        row = re.search(rf"^\| {name} \| `(.+)` \| `(.+)` \| `(.+)` \|$", PAGE, re.M)
        assert row[1] == key_of(origin)
        assert b64decode(row[2]) == SECRETS[origin]
        assert row[3] == PUBLIC[key_of(origin)]
    # RFC 8032, 7.1, test 1, and RFC 9421, B.1.4.
    assert b64decode(PUBLIC[key_of(ROOT)]).hex().startswith("d75a980182b10ab7")
    assert PUBLIC[key_of(CHILD)].startswith("JrQLj5P/89iXES9+vFgr")


@pytest.mark.parametrize("name", ["request", "reading", "answer"])
def test_each_signature_is_that_of_its_base(name):
    _first, headers, _body = message(name)
    base = BYTES["text", f"{name} base"]
    said = headers["Signature-Input"].removeprefix("pp=")
    assert base.endswith(f'\n"@signature-params": {said}')
    key = re.search('keyid="([^"]+)"', said)[1]
    value = b64decode(headers["Signature"].removeprefix("pp=:").removesuffix(":"))
    verifying_key(PUBLIC[key]).verify(value, base.encode())


@pytest.mark.django_db
def test_the_signed_request_is_taken_and_answered_byte_for_byte(settings, monkeypatch):
    make_root(settings)
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    _status, shown, body = message("answer")
    nonce = re.search('nonce="([^"]+)"', shown["Signature-Input"])[1]
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _size: nonce)
    answer = send("request")
    assert answer.status_code == 200
    assert answer.content.decode() == body
    assert {name: answer.headers[name] for name in shown} == shown


@pytest.mark.django_db
def test_the_request_that_only_asks_is_taken(settings, monkeypatch):
    make_root(settings)
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    answer = send("reading")
    assert (answer.status_code, answer.json()["round"]) == (200, 0)
    changed = send("reading", Signature="pp=:AAAA:")
    assert changed.status_code == 401


def send(name, **changes):
    first, headers, body = message(name)
    method, path, _protocol = first.split(" ")
    kind = headers.pop("Content-Type", "")
    headers |= changes
    return Client().generic(method, path, body, kind, headers=headers)


def test_the_conformance_suite_signs_the_same_bytes():
    _first, headers, body = message("request")
    url = f"{ROOT}/api/v1/federation/years/2027/members"
    plain = {name: headers[name] for name in ("Content-Type", "Idempotency-Key")}
    request = signing.Request("POST", url, plain, body.encode())
    said = headers["Signature-Input"]
    nonce, created = re.search('created=([0-9]+).*nonce="([^"]+)"', said).group(2, 1)
    key = signing.Key(key_of(CHILD), SECRETS[CHILD])
    signing.sign(request, key, created=int(created), nonce=nonce)
    assert request.headers == {name: headers[name] for name in request.headers}

    status, headers, body = message("answer")
    headers = {name.lower(): value for name, value in headers.items()}
    number = int(status.split(" ")[1])
    answer = signing.Answer(number, headers, body.encode(), request)
    keys = {key_of(ROOT): signing.public_key(public_text(ROOT_SECRET))}
    assert signing.verify(answer, keys, at=int(created)) == key_of(ROOT)
    answer.body += b" "
    with pytest.raises(signing.Unsigned):
        signing.verify(answer, keys, at=int(created))


def test_there_is_no_block_that_is_not_looked_at():
    names = {
        *("json canonical", "text canonical", "text canonical digest"),
        *("text catalogue", "text catalogue digest", "text joined root"),
        *("http request", "text request base", "http reading", "text reading base"),
        *("http answer", "text answer base"),
    }
    assert {" ".join(each) for each in BYTES} == names
