"""A server that is known: its new keys, its pauses, its end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from federation.meeting import find, join
from federation.models import Peer, PeerKey
from federation.services import heard
from federation.trouble import in_words
from federation.wire.keys import fingerprint, public_text
from federation.wire.sending import Unreachable
from ledger import clock
from ledger.models import Record
from tests.factories import make_auditor, make_operator
from tests.federation.servers.town import SECRETS, B

FIRST, SECOND = (public_text(secret) for secret in SECRETS[:2])
WHY = {"reason": "The assembly decided so."}


@pytest.fixture
def peer(harbour, fay):
    """The harbour, known here, and hearing this server."""
    harbour.hears = True
    return join(found=find(B), typed=fingerprint(FIRST), actor=fay, reason="Together.")


def at(peer, name="server", *args):
    return reverse(f"servers:{name}", args=[peer.pk, *args])


def text(answer):
    return answer.content.decode()


def refresh(client, peer):
    return text(client.post(at(peer, "refresh"), follow=True))


class TestANewKey:
    @pytest.fixture
    def new(self, client, peer, harbour):
        harbour.show(SECRETS[1], 2)
        assert "It shows a new key." in refresh(client, peer)
        return peer.keys.get(public=SECOND)

    def test_it_counts_only_once_it_is_compared(self, new):
        assert [key.public for key in PeerKey.objects.valid()] == [FIRST]

    def test_the_old_one_ends_with_it(self, client, peer, new):
        typed = {"fingerprint": fingerprint(SECOND), "old": "end"}
        assert client.post(at(peer, "compare", new.pk), typed).status_code == 302
        assert [key.public for key in PeerKey.objects.valid()] == [SECOND]
        ended = Record.objects.get(kind="peer.key_ended")
        assert ended.data == {"fingerprint": fingerprint(FIRST)}

    def test_or_still_counts_while_they_sign_with_it(self, client, peer, new):
        typed = {"fingerprint": fingerprint(SECOND), "old": "keep"}
        client.post(at(peer, "compare", new.pk), typed)
        assert PeerKey.objects.valid().count() == 2

    def test_whether_it_ends_is_asked(self, client, peer, new):
        typed = {"fingerprint": fingerprint(SECOND)}
        answer = client.post(at(peer, "compare", new.pk), typed)
        assert answer.status_code == 422
        assert PeerKey.objects.valid().count() == 1

    def test_the_fingerprint_of_another_key_changes_nothing(self, client, peer, new):
        typed = {"fingerprint": fingerprint(FIRST), "old": "end"}
        answer = client.post(at(peer, "compare", new.pk), typed)
        assert answer.status_code == 422
        assert fingerprint(FIRST) in text(answer)
        assert [key.public for key in PeerKey.objects.valid()] == [FIRST]

    def test_one_that_is_none_of_theirs_is_ended(self, client, peer, new):
        assert client.post(at(peer, "end-key", new.pk), WHY).status_code == 302
        assert client.get(at(peer, "compare", new.pk)).status_code == 404
        assert "Compare its key" not in text(client.get(at(peer)))

    def test_a_confirmed_one_is_not_compared_again(self, client, peer, new):
        [old] = peer.keys.filter(public=FIRST)
        assert client.get(at(peer, "compare", old.pk)).status_code == 404

    def test_keys_of_one_server_are_not_found_under_another(self, client, peer, new):
        other = Peer.objects.create(name="C", origin="https://c.example")
        assert client.get(at(other, "compare", new.pk)).status_code == 404
        assert client.post(at(other, "end-key", new.pk), WHY).status_code == 404


class TestLookingItUpAgain:
    def test_a_key_that_is_shown_no_more_was_revoked(self, client, peer, harbour):
        harbour.keys = {}
        harbour.show(SECRETS[1], 2)
        page = refresh(client, peer)
        assert f"The key {fingerprint(FIRST)} is shown no more" in page
        # People decide: whoever holds its address alone can take no key away.
        assert [key.public for key in PeerKey.objects.valid()] == [FIRST]

    def test_a_key_under_the_name_of_another_is_an_alarm(self, client, peer, harbour):
        harbour.keys = dict.fromkeys(harbour.keys, SECOND)
        assert "Speak with the people there" in refresh(client, peer)
        assert not peer.keys.filter(public=SECOND).exists()

    @pytest.mark.parametrize("code", ["no_connection", "slow"])
    def test_why_nobody_answers_is_kept(self, client, peer, harbour, code):
        harbour.broken = Unreachable(code)
        assert in_words(code) in refresh(client, peer).replace("&#x27;", "'")
        peer.refresh_from_db()
        assert peer.trouble == code
        assert in_words(code) in text(client.get("/servers/"))
        harbour.broken = None
        refresh(client, peer)
        peer.refresh_from_db()
        assert peer.trouble == ""

    def test_another_server_in_its_place_is_said(self, client, peer, harbour):
        harbour.town.servers[B].document = lambda: {"node": "https://c.example"}
        assert "no server of this kind" in refresh(client, peer)
        peer.refresh_from_db()
        assert peer.trouble == "document"

    def test_an_ended_one_is_not_asked(self, client, peer, harbour):
        client.post(at(peer, "end"), WHY)
        asked = len(harbour.asked)
        assert client.post(at(peer, "refresh")).status_code == 404
        assert len(harbour.asked) == asked


class TestMoves:
    def test_paused_and_resumed_each_with_a_reason(self, client, peer):
        for name, state in (("pause", "paused"), ("resume", "known")):
            assert client.get(at(peer, name)).status_code == 200
            assert client.post(at(peer, name)).status_code == 422
            assert client.post(at(peer, name), WHY).status_code == 302
            peer.refresh_from_db()
            assert peer.state == state
            entry = Record.objects.latest("pk")
            assert (entry.kind, entry.reason) == (f"peer.{name}d", WHY["reason"])

    def test_ended_it_can_only_be_added_anew(self, client, peer):
        assert client.post(at(peer, "end"), WHY).status_code == 302
        page = text(client.get(at(peer)))
        assert "Add it anew" in page
        for name in ("pause", "resume", "end"):
            assert client.get(at(peer, name)).status_code == 404
            assert client.post(at(peer, name), WHY).status_code == 404

    def test_a_paused_one_is_not_spoken_to(self, client, peer, harbour):
        client.post(at(peer, "pause"), WHY)
        asked = len(harbour.asked)
        assert "It answers." in refresh(client, peer)
        later = harbour.asked[asked:]
        assert later
        assert not [each for each in later if "Signature" in each.headers]


def test_the_list_says_how_each_is(client, peer):
    at_noon = clock.now()
    heard(peer=peer, created=at_noon + timedelta(minutes=4, seconds=30), at=at_noon)
    page = text(client.get("/servers/"))
    assert "its clock is 4 minutes ahead" in page
    assert "their clocks by the network" in text(client.get(at(peer)))


def test_auditors_read_and_change_nothing(client, peer):
    client.force_login(make_auditor())
    page = text(client.get(at(peer)))
    for name in ("pause", "end", "refresh"):
        assert at(peer, name) not in page
        assert client.post(at(peer, name), WHY).status_code in (404, 405)
    peer.refresh_from_db()
    assert peer.state == "known"


def test_operators_have_no_part_in_whom_the_councils_plan_with(client, peer):
    client.force_login(make_operator())
    assert client.get("/servers/").status_code == 404
    assert "/servers/" not in text(client.get("/console/operating/"))


def test_the_console_leads_here(client, peer):
    assert 'href="/servers/"' in text(client.get("/console/"))
