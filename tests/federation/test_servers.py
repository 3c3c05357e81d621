"""Keys of this server, other servers, and which of them is heard."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from federation.hearing import REFUSALS
from federation.kinds import KINDS, SERVERS
from federation.models import Nonce, OwnKey, Peer, PeerKey
from federation.node import describe, read
from federation.services import (
    add_peer,
    confirm_key,
    current_key,
    end_key,
    end_peer,
    forget_nonces,
    pause_peer,
    prepare_key,
    resume_peer,
    revoke_key,
    show_keys,
    use_next_key,
)
from federation.wire.addresses import place_of
from federation.wire.keys import fingerprint, public_text
from federation.wire.messages import Request
from federation.wire.sealed import Unreadable, unseal
from federation.wire.signatures import sign_request
from ledger import clock
from ledger.models import Record
from tests.factories import make_facilitator

pytestmark = pytest.mark.django_db

ALSO = ("replayed", "body-too-large", "unavailable")
SECRET, STOLEN = bytes(range(32)), bytes(32)
ORIGIN = "https://b.example"
KEY = f"{ORIGIN}/api/v1/node#k1"


class TestKeysOfThisServer:
    def test_the_first_is_made_when_it_is_asked_for(self):
        key, secret = current_key()
        assert (key.number, key.state) == (1, "current")
        assert public_text(secret) == key.public
        assert current_key()[0] == key

    @pytest.mark.django_db(transaction=True)
    def test_however_many_ask_at_once_there_is_one(self):
        def ask(_number):
            try:
                return current_key()[0].pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as several:
            assert len(set(several.map(ask, range(8)))) == 1
        assert OwnKey.objects.count() == 1

    def test_a_secret_is_worth_nothing_without_the_secret_key(self, settings):
        key, secret = current_key()
        assert secret.hex() not in key.sealed
        before = settings.SECRET_KEY
        settings.SECRET_KEY = "another one"
        with pytest.raises(Unreadable):
            unseal(key.sealed)
        settings.SECRET_KEY_FALLBACKS = [before]
        assert unseal(key.sealed) == secret

    def test_the_next_one_is_shown_before_it_is_used(self):
        ann = make_facilitator()
        first, _secret = current_key()
        following = prepare_key(actor=ann, reason="Yearly.")
        shown = [(each["state"], each["public"]) for each in describe()["keys"]]
        assert shown == [("current", first.public), ("next", following.public)]
        assert current_key()[0] == first
        with pytest.raises(ValidationError):
            prepare_key(actor=ann, reason="Once more.")
        use_next_key(actor=ann, reason="All have confirmed it.")
        assert current_key()[0] == following
        first.refresh_from_db()
        assert first.state == "retired"
        assert first.ended_at
        with pytest.raises(ValidationError):
            use_next_key(actor=ann, reason="Once more.")

    def test_a_revoked_one_is_shown_no_more_and_followed_at_once(self):
        ann = make_facilitator()
        stolen, _secret = current_key()
        revoke_key(key=stolen, actor=ann, reason="The laptop is gone.")
        following = current_key()[0]
        assert following != stolen
        assert [each["public"] for each in describe()["keys"]] == [following.public]
        with pytest.raises(ValidationError):
            revoke_key(key=stolen, actor=ann, reason="Once more.")

    def test_two_in_use_cannot_be(self):
        current_key()
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnKey.objects.create(number=7, public="x", sealed="x", state="current")

    def test_what_happens_to_keys_is_on_record(self):
        ann = make_facilitator()
        current_key()
        prepare_key(actor=ann, reason="Yearly.")
        use_next_key(actor=ann, reason="All have confirmed it.")
        kinds = Record.objects.filter(kind__startswith="key.").order_by("pk")
        assert list(kinds.values_list("kind", flat=True)) == [
            *("key.made", "key.made", "key.used")
        ]
        assert str(ann.public_id) in kinds.last().actor


def document(**changes):
    keys = [{"id": KEY, "public": public_text(SECRET)}]
    said = {"node": ORIGIN, "name": "Harbour", "keys": keys} | changes
    return json.dumps(said).encode()


class TestWhatAnotherServerSaysOfItself:
    def test_it_is_read(self):
        found = read(document(), place_of(ORIGIN))
        assert (found.name, found.keys) == ("Harbour", {KEY: public_text(SECRET)})

    def test_the_manuals_example_is_one(self):
        manual = (Path(__file__).parents[2] / "docs" / "federation.md").read_text()
        [example] = re.findall(r"```json\n(.*?)```", manual, re.DOTALL)
        said = json.loads(example)
        found = read(example.encode(), place_of(said["node"]))
        [key] = said["keys"]
        assert found.keys == {key["id"]: key["public"]}
        assert fingerprint(key["public"]) == key["fingerprint"]
        assert said.keys() == describe().keys()
        assert key.keys() == describe()["keys"][0].keys()

    def test_the_manual_names_every_refusal(self):
        manual = (Path(__file__).parents[2] / "docs" / "federation.md").read_text()
        named = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", manual, re.MULTILINE)
        assert {code: int(status) for code, status in named} == {
            code: KINDS[code].status
            for code in (*REFUSALS.values(), *ALSO, *(each.code for each in SERVERS))
        }

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"<html>",
            document(node="https://c.example"),
            document(keys=[]),
            document(keys=[{"id": KEY, "public": "short"}]),
            document(keys=[{"id": "https://c.example/#k1", "public": "A" * 43 + "="}]),
            document(keys={"id": KEY}),
            document(name=" "),
            document(name="x" * 201),
        ],
    )
    def test_what_is_no_such_document_is_refused(self, body):
        with pytest.raises(ValidationError):
            read(body, place_of(ORIGIN))


def make_peer(actor=None, *, confirmed=True):
    """A server at the other end, its key compared and confirmed."""
    actor = actor or make_facilitator()
    keys = {KEY: public_text(SECRET)}
    peer = add_peer(
        origin=ORIGIN,
        name="Harbour",
        keys=keys,
        actor=actor,
        reason="We plan together.",
    )
    if confirmed:
        told = fingerprint(public_text(SECRET))
        confirm_key(key=peer.keys.get(), typed=told, actor=actor)
    peer.refresh_from_db()
    return peer


class TestPeers:
    def test_a_peer_is_known_once_its_fingerprint_is_typed(self):
        peer = make_peer(confirmed=False)
        assert (peer.state, PeerKey.objects.valid().count()) == ("asked", 0)
        with pytest.raises(ValidationError) as caught:
            confirm_key(
                key=peer.keys.get(),
                typed=fingerprint(public_text(STOLEN)),
                actor=make_facilitator(),
            )
        assert caught.value.code == "fingerprint"
        told = fingerprint(public_text(SECRET)).lower().replace("-", " ")
        confirm_key(key=peer.keys.get(), typed=told, actor=make_facilitator())
        peer.refresh_from_db()
        assert (peer.state, PeerKey.objects.valid().count()) == ("known", 1)

    def test_the_same_server_is_added_once(self):
        make_peer()
        with pytest.raises(ValidationError) as caught:
            make_peer()
        assert caught.value.code == "known"

    def test_a_key_shown_under_an_old_id_is_not_believed(self):
        peer = make_peer()
        show_keys(peer=peer, keys={KEY: public_text(STOLEN)})
        assert peer.keys.get().public == public_text(SECRET)

    def test_a_new_key_waits_for_people_while_the_old_one_counts(self):
        peer = make_peer()
        show_keys(peer=peer, keys={f"{ORIGIN}/api/v1/node#k2": public_text(STOLEN)})
        assert PeerKey.objects.valid().get().public == public_text(SECRET)
        new = peer.keys.get(confirmed_at=None)
        confirm_key(key=new, typed=fingerprint(new.public), actor=make_facilitator())
        assert PeerKey.objects.valid().count() == 2
        end_key(
            key=peer.keys.get(key_id=KEY), actor=make_facilitator(), reason="Followed."
        )
        assert PeerKey.objects.valid().get() == new

    def test_paused_or_ended_it_is_not_heard(self):
        ann, peer = make_facilitator(), make_peer()
        pause_peer(peer=peer, actor=ann, reason="Two totals for one round.")
        assert not PeerKey.objects.valid().exists()
        resume_peer(peer=peer, actor=ann, reason="It was a mistake.")
        assert PeerKey.objects.valid().exists()
        end_peer(peer=peer, actor=ann, reason="It plans elsewhere.")
        assert not PeerKey.objects.valid().exists()
        with pytest.raises(ValidationError):
            resume_peer(peer=peer, actor=ann, reason="Once more.")


def ask(path="/api/v1/", *, secret=SECRET, at=None, nonce="", key=KEY):
    """What a server is answered; the request it has signed, to be sent again."""
    request = Request("GET", f"http://127.0.0.1:8000{path}")
    sign_request(request, key_id=key, secret=secret, at=at or clock.now(), nonce=nonce)
    return request, carry(request, path)


def carry(request, path="/api/v1/"):
    headers = {name: request.headers[name] for name in request.headers}
    return Client(headers=headers).generic(request.method, path)


def code_of(response):
    return response.json()["type"].rpartition("/")[2]


@pytest.fixture
def base(settings):
    settings.BASE_URL = "http://127.0.0.1:8000"


@pytest.mark.usefixtures("base")
class TestHearing:
    def test_a_confirmed_server_is_heard(self):
        peer = make_peer()
        _request, answer = ask()
        assert answer.status_code == 200
        peer.refresh_from_db()
        assert peer.heard_at
        assert abs(peer.lag) < timedelta(seconds=5)

    def test_it_may_do_nothing_that_is_for_people(self):
        make_peer()
        assert ask(reverse("federation:councils"))[1].status_code == 403

    def test_nobody_else_is(self):
        assert code_of(ask()[1]) == "signature-key-unknown"
        peer = make_peer()
        assert code_of(ask(secret=STOLEN)[1]) == "signature-invalid"
        pause_peer(peer=peer, actor=make_facilitator(), reason="For a while.")
        assert code_of(ask()[1]) == "signature-key-unknown"

    def test_a_hundred_replays_have_no_second_effect(self):
        make_peer()
        request, first = ask(nonce="once")
        assert first.status_code == 200
        for _copy in range(100):
            assert code_of(carry(request)) == "replayed"
        assert Nonce.objects.count() == 1

    def test_an_old_copy_is_known_for_a_copy(self):
        make_peer()
        old = clock.now() - timedelta(hours=2)
        request, first = ask(at=old)
        assert code_of(first) == "clock-too-far-off"
        assert code_of(carry(request)) == "replayed"

    def test_a_clock_ten_minutes_off_is_told_the_time(self):
        make_peer()
        for minutes in (10, -10):
            answer = ask(at=clock.now() + timedelta(minutes=minutes))[1]
            assert code_of(answer) == "clock-too-far-off"
            assert answer.json()["detail"].startswith(f"{clock.now():%Y-%m-%dT}")

    def test_nonces_are_kept_for_a_day(self):
        make_peer()
        ask()
        assert forget_nonces() == 0
        Nonce.objects.update(at=clock.now() - timedelta(hours=25))
        assert forget_nonces() == 1

    def test_the_document_names_the_key_people_compare(self):
        shown = Client().get(reverse("federation:node")).json()
        key, _secret = current_key()
        assert shown["keys"][0]["fingerprint"] == fingerprint(key.public)
        assert shown["node"] == "http://127.0.0.1:8000"


def test_peers_have_names():
    assert str(make_peer()) == "Harbour"
    assert Peer.objects.get().keys.get().key_id == KEY
