"""Messages that were changed, cut, repeated or signed by somebody else."""

import base64
import contextlib
import random

import pytest

from federation.models import Nonce
from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.signatures import Unverified, verify_request
from ledger.canonical import canonical
from tests.federation.evil.effects import figures, on_record
from tests.federation.evil.peer import FEDERATION, OTHER_SECRET, said_of
from tests.federation.together.speaking import Speaking

pytestmark = pytest.mark.django_db
PART = f"{FEDERATION}/years/2027/rounds/1/part"


def flipped(envelope, place, bit):
    """An envelope with one bit turned: of its method, address, headers or body."""
    head = [envelope.method, envelope.url]
    for name, value in envelope.headers.items():
        head += [name, value]
    fields = [*(each.encode() for each in head), envelope.body]
    for number, field in enumerate(fields):
        if place < len(field):
            turned = bytearray(field)
            turned[place] ^= 1 << bit
            fields[number] = bytes(turned)
            break
        place -= len(field)
    method, url, *pairs = (each.decode("latin-1") for each in fields[:-1])
    headers = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return Request(method, url, headers, fields[-1])


def same(one, other):
    """Whether nothing is changed but how it is spelt: names of headers in capitals, and
    the last letter of base64, of which some bits stand for nothing."""
    return _meant(one) == _meant(other)


def _meant(message):
    headers = {name.lower(): value for name, value in message.headers.items()}
    with contextlib.suppress(KeyError, ValueError):
        head, signature, tail = headers["signature"].split(":")
        headers["signature"] = head, base64.b64decode(signature, validate=True), tail
    return message.method, message.url, message.body, headers


def test_a_thousand_envelopes_each_with_a_byte_flipped_prove_nothing(evil, part):
    keys = {evil.key_id: verifying_key(evil.peer.keys.get().public)}
    envelope = evil.envelope("PUT", PART, part)
    assert verify_request(envelope, keys=keys, at=evil.now())
    names = (*envelope.headers, *envelope.headers.values())
    size = len(envelope.method + envelope.url + "".join(names)) + len(envelope.body)
    chance = random.Random(1933)
    for number in range(1_000):
        place = number if number < size else chance.randrange(size)
        changed = flipped(envelope, place, chance.randrange(8))
        if same(envelope, changed):
            continue
        with pytest.raises(Unverified):
            verify_request(changed, keys=keys, at=evil.now())


def test_flipped_bytes_are_refused_by_the_views_and_change_nothing(evil, part):
    before, chance = figures(), random.Random(1947)
    for _envelope in range(12):
        envelope = evil.envelope("PUT", PART, part)
        at = chance.randrange(len(envelope.body))
        body = bytearray(envelope.body)
        body[at] ^= 1 << chance.randrange(8)
        envelope.body = bytes(body)
        answer = evil.send(envelope)
        assert (answer.status_code, said_of(answer)[0]) == (401, "signature-invalid")
    assert figures() == before
    assert not Nonce.objects.exists()


def test_a_hundred_replays_have_no_second_effect(evil, part):
    envelope = evil.envelope("PUT", PART, part)
    assert evil.send(envelope).status_code == 200
    before = figures()
    for _copy in range(100):
        answer = evil.send(envelope)
        assert (answer.status_code, said_of(answer)[0]) == (409, "replayed")
    assert figures() == before
    assert (Nonce.objects.count(), len(on_record("part.received"))) == (1, 1)


def test_a_message_cut_anywhere_is_none(evil, part):
    before = figures()
    for at in (0, 1, 100, -1):
        envelope = evil.envelope("PUT", PART, part)
        envelope.body = envelope.body[:at]
        assert said_of(evil.send(envelope))[0] == "signature-invalid"
    # Cut before it was signed, it is no document.
    for at in (1, 100, -1):
        cut = evil.put_part(canonical(part).encode()[:at])
        assert (cut.status_code, said_of(cut)[0]) == (400, "malformed-json")
    assert figures() == before


def test_nobody_speaks_with_the_key_of_another_member(evil, part, child):
    """A member signs as another: with its own key, or under its own id."""
    before = figures()
    forged = evil.envelope("PUT", PART, part | {"server": child.peer.origin})
    name = forged.headers["Signature-Input"]
    forged.headers["Signature-Input"] = name.replace(evil.key_id, child.key_id)
    assert said_of(evil.send(forged))[0] == "signature-invalid"

    signed = Speaking(child.peer, child.key_id, OTHER_SECRET).put_part(part)
    assert said_of(signed)[0] == "signature-invalid"

    in_its_name = evil.put_part(part | {"server": child.peer.origin})
    assert said_of(in_its_name)[0] == "part-wrong"
    assert figures() == before
    # Anybody can put another's name under nonsense: it is not on that one's record.
    assert [each.subject for each in on_record("peer.refused")] == [evil.origin]


TURNED = [
    lambda text: text.replace('keyid="', 'keyid=5;x="'),
    lambda text: text.replace('nonce="', 'nonce=7;x="'),
    lambda text: text.replace('nonce="', 'nonce=:AAAA:;x="'),
    lambda text: text.replace("created=", "created=1.5;x="),
    lambda text: text.replace("created=", 'created="now";x='),
    lambda text: text.replace("created=", "created=999999999999999;x="),
    lambda text: text.replace("pp=", "pp=5, other="),
    lambda text: text.replace("(", "((((((((((((((((", 1),
    lambda text: text.replace('"@method"', '"@method";req', 1),
    lambda text: text.replace('"@method"', '"@query-param"', 1),
    lambda text: text * 200,
    lambda _text: "pp",
    lambda _text: "",
]


def test_parameters_of_a_signature_that_are_none_are_refused(evil, part):
    keys = {evil.key_id: verifying_key(evil.peer.keys.get().public)}
    for turn in TURNED:
        envelope = evil.envelope("PUT", PART, part)
        envelope.headers["Signature-Input"] = turn(envelope.headers["Signature-Input"])
        with pytest.raises(Unverified):
            verify_request(envelope, keys=keys, at=evil.now())
        assert evil.send(envelope).status_code == 401


def test_a_nonce_without_end_is_no_nonce(evil, part):
    answer = evil.say("PUT", "years/2027/rounds/1/part", part, nonce="n" * 5_000)
    assert (answer.status_code, said_of(answer)[0]) == (401, "signature-invalid")
