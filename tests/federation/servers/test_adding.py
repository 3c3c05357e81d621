"""Another server is added, on one side after the other."""

import pytest
from django.urls import reverse

from federation.models import Peer, PeerKey
from federation.services import current_key, end_peer
from federation.wire.keys import fingerprint, public_text
from federation.wire.sending import Unreachable
from ledger.models import Record
from tests.federation.servers.town import SECRETS, B, Elsewhere, build

pytestmark = pytest.mark.usefixtures("fay")

ADD = "/servers/add/"
TOLD = fingerprint(public_text(SECRETS[0]))
OTHERS = fingerprint(public_text(SECRETS[1]))
WHY = "We plan the year together."


def send(client, do="add", **typed):
    data = {"address": B, "fingerprint": TOLD, "reason": WHY, "do": do} | typed
    return client.post(ADD, data)


def text(answer):
    return answer.content.decode()


def test_the_address_is_looked_up_and_nothing_is_believed(client, harbour):
    answer = send(client, "look", fingerprint="", reason="")
    assert answer.status_code == 200
    assert "Harbour" in text(answer)
    assert public_text(SECRETS[0]) in text(answer)
    assert not Peer.objects.exists()


def test_the_fingerprint_is_nowhere_to_be_copied_from(client, harbour):
    assert TOLD not in text(send(client, "look", fingerprint="", reason=""))
    answer = send(client, "later", fingerprint="")
    assert TOLD not in text(client.get(answer.url))
    key = PeerKey.objects.get()
    where = reverse("servers:compare", args=[key.peer_id, key.pk])
    assert TOLD not in text(client.get(where))


@pytest.mark.parametrize("typed", [TOLD, TOLD.lower().replace("-", " "), f"{B} {TOLD}"])
def test_the_fingerprint_read_out_makes_it_known(client, harbour, fay, typed):
    answer = send(client, fingerprint=typed)
    peer = Peer.objects.get()
    assert answer.url == reverse("servers:server", args=[peer.pk])
    assert (peer.state, peer.name, peer.origin) == ("known", "Harbour", B)
    kinds = Record.objects.filter(subject=B).order_by("pk")
    assert list(kinds.values_list("kind", "actor")) == [
        ("peer.added", str(fay.public_id)),
        ("peer.key_confirmed", str(fay.public_id)),
    ]


def test_what_remains_to_be_done_there_is_said(client, harbour, settings):
    page = text(client.get(send(client).url))
    own, _secret = current_key()
    assert "What remains to be done there" in page
    assert settings.BASE_URL in page
    assert fingerprint(own.public) in page


def test_if_they_have_added_us_before_both_sides_are_ready(client, harbour):
    harbour.hears = True
    page = text(client.get(send(client).url))
    assert "both sides are ready" in page
    assert "What remains to be done there" not in page
    assert Peer.objects.get().reached_at


def test_once_they_have_added_us_looking_again_says_so(client, harbour):
    there = send(client).url
    harbour.hears = True
    page = text(client.post(f"{there}refresh/", follow=True))
    assert "It answers, and it hears this server." in page
    assert "What remains to be done there" not in page


def test_a_wrong_fingerprint_adds_nobody_and_loses_nothing(client, harbour):
    answer = send(client, fingerprint=OTHERS)
    assert answer.status_code == 422
    assert "No key of the server has this fingerprint" in text(answer)
    assert WHY in text(answer)
    assert OTHERS in text(answer)
    assert not Peer.objects.exists()
    assert not Record.objects.filter(kind__startswith="peer.").exists()


@pytest.mark.parametrize("typed", ["", TOLD[:-1], TOLD + "0", "Ä" * 20, "x\0" * 10])
def test_what_is_no_fingerprint_is_asked_for_again(client, harbour, typed):
    answer = send(client, fingerprint=typed)
    assert answer.status_code == 422
    assert 'href="#id_fingerprint"' in text(answer)
    assert not Peer.objects.exists()


def test_without_a_reason_nothing_happens(client, harbour):
    answer = send(client, reason=" ")
    assert answer.status_code == 422
    assert TOLD in text(answer)
    assert not Peer.objects.exists()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (Unreachable("no_connection", "x"), "Nobody answers there."),
        (Unreachable("slow"), "It took too long to answer."),
        (Unreachable("forbidden", "Not public."), "Not public."),
        (Unreachable("redirect", "https://c.example/"), "https://c.example/"),
        (Unreachable("other_type", "text/html"), "no server of this kind"),
    ],
)
def test_who_does_not_answer_is_said_in_words_and_nothing_is_lost(
    client, harbour, broken, said
):
    harbour.broken = broken
    answer = send(client)
    assert answer.status_code == 422
    assert said in text(answer)
    for typed in (B, TOLD, WHY):
        assert f"{typed}" in text(answer)
    assert not Peer.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "http://b.example", "https://b.example@c", "b example", "10.0.0.1"]
)
def test_what_is_no_address_of_a_server_is_never_asked(client, harbour, address):
    answer = send(client, address=address)
    assert answer.status_code == 422
    assert 'href="#id_address"' in text(answer)
    assert harbour.asked == []


def test_an_address_without_its_scheme_will_do(client, harbour):
    assert send(client, address="b.example").status_code == 302
    assert Peer.objects.get().origin == B


def test_this_server_itself_is_not_added(client, monkeypatch, settings):
    settings.BASE_URL = "https://a.example"
    assert "this server itself" in text(send(client, address="https://a.example/"))
    own, _secret = current_key()
    mirror = Elsewhere()
    mirror.keys = {f"{B}/api/v1/node#k1": own.public}
    build(monkeypatch, mirror)
    assert "this server itself" in text(send(client))
    assert not Peer.objects.exists()


def test_one_that_is_known_is_named_with_its_page(client, harbour):
    there = send(client).url
    answer = send(client, "look")
    assert answer.status_code == 422
    assert "Harbour is known already." in text(answer)
    assert f'href="{there}"' in text(answer)


def test_it_can_be_added_now_and_compared_later(client, harbour):
    there = send(client, "later", fingerprint="").url
    peer = Peer.objects.get()
    assert peer.state == "asked"
    assert not [each for each in harbour.asked if "Signature" in each.headers]
    key = peer.keys.get()
    answer = client.post(f"{there}keys/{key.pk}/compare/", {"fingerprint": TOLD})
    assert answer.status_code == 302
    peer.refresh_from_db()
    assert peer.state == "known"


def test_added_anew_only_the_key_compared_now_counts(client, harbour, fay):
    send(client)
    end_peer(peer=Peer.objects.get(), actor=fay, reason="They are gone.")
    harbour.keys = {}
    harbour.show(SECRETS[1], 2)
    assert send(client, fingerprint=OTHERS).status_code == 302
    assert Peer.objects.get().state == "known"
    assert [key.public for key in PeerKey.objects.valid()] == [public_text(SECRETS[1])]


def test_added_anew_and_compared_later_it_waits_again(client, harbour, fay):
    send(client)
    end_peer(peer=Peer.objects.get(), actor=fay, reason="They are gone.")
    there = send(client, "later", fingerprint="").url
    assert "Compare its key" in text(client.get(there))
    assert not PeerKey.objects.valid().exists()
