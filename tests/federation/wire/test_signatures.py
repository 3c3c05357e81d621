"""What a signature of ours proves, and what it does not survive."""

import copy
import random
from datetime import UTC, datetime, timedelta

import pytest

from federation.wire.keys import (
    fingerprint,
    is_fingerprint_of,
    new_secret,
    public_text,
    verifying_key,
)
from federation.wire.messages import Request, Response
from federation.wire.signatures import (
    Unverified,
    sign_request,
    sign_response,
    verify_request,
    verify_response,
)

NOW = datetime(2027, 2, 3, 18, tzinfo=UTC)
SECRET, OTHER = bytes(range(32)), bytes(32)
KEY = "https://a.example/api/v1/node#k1"
KEYS = {KEY: verifying_key(public_text(SECRET))}
ADDRESS = "https://t.example/api/v1/periods/2027/rounds/3/aggregates/a"


def said(*, body=b'{"round": 3}', **headers):
    usual = {"Content-Type": "application/json", "Idempotency-Key": '"2027-3-a-1"'}
    return Request("PUT", ADDRESS, usual | headers, body)


def signed(request=None, *, secret=SECRET, at=NOW, nonce="n-1"):
    request = request or said()
    sign_request(request, key_id=KEY, secret=secret, at=at, nonce=nonce)
    return request


def answered(request, *, status=200, body=b'{"taken": true}'):
    response = Response(status, request, {"Content-Type": "application/json"}, body)
    sign_response(response, key_id=KEY, secret=SECRET, at=NOW)
    return response


def refused(message, *, verify=verify_request, keys=KEYS, at=NOW):
    with pytest.raises(Unverified) as caught:
        verify(message, keys=keys, at=at)
    return caught.value.code


def test_a_request_says_who_sent_it_and_when():
    found = verify_request(signed(), keys=KEYS, at=NOW)
    assert (found.key_id, found.nonce, found.created) == (KEY, "n-1", NOW)


def test_reading_is_signed_without_a_body():
    request = signed(Request("GET", ADDRESS))
    assert "content-digest" not in request.headers
    assert verify_request(request, keys=KEYS, at=NOW).key_id == KEY


def test_a_body_is_never_left_out_of_the_signature():
    request = signed(Request("GET", ADDRESS))
    request.body = b"{}"
    assert refused(request) == "invalid"


@pytest.mark.parametrize("name", ["Content-Type", "Idempotency-Key", "Content-Digest"])
def test_what_must_be_covered_is(name):
    request = signed()
    request.headers[name] = request.headers[name].replace("s", "z").replace("2", "3")
    assert refused(request) == "invalid"
    del request.headers[name]
    assert refused(request) == "invalid"


def test_a_precondition_cannot_be_slipped_in():
    request = signed(said(**{"If-Match": '"1"'}))
    assert verify_request(request, keys=KEYS, at=NOW)
    request.headers["If-Match"] = '"2"'
    assert refused(request) == "invalid"
    later = signed()
    later.headers["If-Match"] = '"1"'
    assert refused(later) == "invalid"


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24])
def test_a_clock_far_off_is_refused_with_our_time(minutes):
    request = signed(at=NOW + timedelta(minutes=minutes))
    with pytest.raises(Unverified) as caught:
        verify_request(request, keys=KEYS, at=NOW)
    assert (caught.value.code, caught.value.detail) == ("clock", NOW.isoformat())


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_a_little_off_is_taken(minutes):
    request = signed(at=NOW + timedelta(minutes=minutes))
    assert verify_request(request, keys=KEYS, at=NOW)


def test_only_pinned_keys_count():
    assert refused(signed(), keys={}) == "unknown_key"
    assert refused(signed(secret=OTHER)) == "invalid"


def test_no_signature_and_somebody_elses_are_missing_or_invalid():
    assert refused(said()) == "missing"
    request = signed()
    for name in ("Signature", "Signature-Input"):
        request.headers[name] = request.headers[name].replace("pp=", "sig1=", 1)
    assert refused(request) == "invalid"


def test_another_address_or_method_is_refused():
    for change in ({"url": ADDRESS + "?x=1"}, {"method": "POST"}):
        request = signed()
        for name, value in change.items():
            setattr(request, name, value)
        assert refused(request) == "invalid"


def test_an_answer_belongs_to_one_request():
    first, second = signed(nonce="n-1"), signed(nonce="n-2")
    answer = answered(first)
    assert verify_response(answer, keys=KEYS, at=NOW).key_id == KEY
    swapped = copy.deepcopy(answer)
    swapped.request = second
    assert refused(swapped, verify=verify_response) == "invalid"
    worse = copy.deepcopy(answer)
    worse.status_code = 409
    assert refused(worse, verify=verify_response) == "invalid"
    empty = copy.deepcopy(answer)
    empty.body = b""
    assert refused(empty, verify=verify_response) == "invalid"


def test_a_thousand_envelopes_with_one_byte_changed_prove_nothing():
    chance = random.Random(9421)
    for _envelope in range(1000):
        request = signed(said(body=chance.randbytes(40)), nonce=str(chance.random()))
        parts = [*request.headers, "body", "url"]
        part = chance.choice(parts)
        where = {"body": request.body, "url": request.url.encode()}
        text = where.get(part) or request.headers[part].encode()
        at = chance.randrange(len(text))
        flipped = text[at] ^ 1 << chance.randrange(7)
        changed = text[:at] + bytes([flipped]) + text[at + 1 :]
        if part == "body":
            request.body = changed
        elif part == "url":
            request.url = changed.decode()
        else:
            request.headers[part] = changed.decode()
        with pytest.raises(Unverified):
            verify_request(request, keys=KEYS, at=NOW)


class TestKeys:
    def test_a_new_key_is_unlike_every_other(self):
        assert len({new_secret() for _key in range(100)}) == 100

    @pytest.mark.parametrize(
        "text", ["", "AAAA", "not base64!", "A" * 44, "A" * 43 + "=="]
    )
    def test_what_is_no_key_is_refused(self, text):
        with pytest.raises(ValueError, match="32 bytes"):
            verifying_key(text)

    def test_a_fingerprint_is_the_keys_own_however_it_is_written(self):
        public = public_text(SECRET)
        told = fingerprint(public)
        for typed in (told, told.lower(), told.replace("-", " ")):
            assert is_fingerprint_of(typed, public)
        assert is_fingerprint_of(told.replace("0", "O").replace("1", "l"), public)
        assert not is_fingerprint_of(told[:-1], public)
        assert not is_fingerprint_of(told, public_text(OTHER))
        assert not is_fingerprint_of("ÄÖÜ", public)
