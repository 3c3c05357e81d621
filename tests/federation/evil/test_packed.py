"""Long messages, packed on their way."""

import gzip

import pytest
from django.test import Client

from federation.models import Peer, Statement
from federation.together.lines import line_to
from federation.wire.packing import LONG, unpack
from iteration.models import Publication
from ledger.canonical import canonical
from tests.federation.evil.documents import document
from tests.federation.evil.effects import figures
from tests.federation.evil.peer import FEDERATION, said_of
from tests.federation.evil.statements import prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
PACKED = {"Content-Encoding": "gzip"}


def packed(says):
    return gzip.compress(canonical(says).encode())


def test_a_packed_document_is_taken_and_its_signature_stays_proof(led, evil):
    own = led.open().count()
    says = document(evil, led.year, own)
    answer = evil.say("POST", "records", packed(says), **PACKED)
    assert answer.status_code == 200, answer.content
    assert answer["Accept-Encoding"] == "gzip"
    led.go()
    assert Publication.objects.get().body == canonical(says)
    prove(Statement.objects.get(kind="record"), evil, "records")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b" " * 2**20 + b"{}"),
        gzip.compress(b"[" * 2**26),
        b"{}",
        gzip.compress(b"{}")[:-1],
        gzip.compress(b"{}") + b"{}",
        gzip.compress(gzip.compress(b"{}")),
    ],
    ids=["too much", "a bomb", "not packed", "cut", "more behind", "packed twice"],
)
def test_what_cannot_be_unpacked_is_refused(led, evil, body):
    before = figures()
    answer = evil.say("POST", "announcements", body, **PACKED)
    assert (answer.status_code, said_of(answer)[0]) == (400, "malformed-json")
    assert figures() == before


def test_other_packings_are_refused(led, evil):
    for coding in ("br", "deflate", "gzip, gzip"):
        packing = {"Content-Encoding": coding}
        answer = evil.say("POST", "announcements", b"{}", **packing)
        assert said_of(answer)[0] == "unsupported-media-type"


def test_programs_pack_nothing(evil):
    answer = Client().post(
        "/api/v1/councils/eaters/proposals",
        gzip.compress(b"{}"),
        content_type="application/json",
        headers=PACKED,
    )
    assert answer.status_code in (401, 415)
    assert "Accept-Encoding" not in answer


LONG_TEXT = canonical({"much": "bread " * LONG})


@pytest.mark.django_db(transaction=True)
class TestSending:
    """To the evil server, which says what it takes."""

    @pytest.fixture
    def line(self, evil):
        return line_to(Peer.objects.get(pk=evil.peer.pk))

    def told(self, evil):
        """How the last message came, and what it said."""
        last = evil.heard[-1]
        return last.headers.get("Content-Encoding"), last.body

    def test_nothing_is_packed_for_who_has_not_said_that_it_takes_it(self, evil, line):
        for _time in range(2):
            line.ask("POST", f"{FEDERATION}/records", LONG_TEXT)
            assert self.told(evil) == (None, LONG_TEXT.encode())

    def test_what_is_long_is_packed_for_who_takes_it(self, evil, line):
        evil.takes = "gzip"
        line.ask("GET", f"{FEDERATION}/years/2027/head")
        line.ask("POST", f"{FEDERATION}/records", LONG_TEXT)
        coding, body = self.told(evil)
        assert coding == "gzip"
        assert unpack(body, 2**20) == LONG_TEXT.encode()
        line.ask("POST", f"{FEDERATION}/records", "{}")
        assert self.told(evil) == (None, b"{}")

    def test_who_takes_it_no_more_is_sent_the_same_unpacked(self, evil, line):
        evil.takes = "gzip"
        line.ask("GET", f"{FEDERATION}/years/2027/head")
        evil.takes, evil.manner = "", "plain_only"
        line.ask("POST", f"{FEDERATION}/records", LONG_TEXT, key="the-same-key")
        assert self.told(evil) == (None, LONG_TEXT.encode())
        keys = [each.headers["Idempotency-Key"] for each in evil.heard[-2:]]
        assert keys == ["the-same-key"] * 2
