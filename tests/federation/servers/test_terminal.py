"""The same at the terminal, for people without a browser."""

import shlex

import pytest
from django.core.management import CommandError, call_command

from federation.models import OwnKey, Peer, PeerKey
from federation.services import current_key
from federation.wire.keys import fingerprint, public_text
from federation.wire.sending import Unreachable
from ledger.models import Record
from tests.factories import make_facilitator
from tests.federation.servers.town import SECRETS, B

pytestmark = pytest.mark.django_db
TOLD, OTHERS = (fingerprint(public_text(secret)) for secret in SECRETS[:2])


@pytest.fixture
def run(capsys):
    def run(line):
        name, *rest = shlex.split(line)
        call_command(name, "--language", "en", *rest)
        return capsys.readouterr().out

    return run


def refused(run, line):
    with pytest.raises(CommandError) as caught:
        run(line)
    return caught.value.returncode, str(caught.value)


def test_two_terminals_meet(run, harbour, settings):
    said = run(f"peer add {B} --fingerprint {TOLD}")
    assert f"Harbour ({B}) is added." in said
    own = fingerprint(current_key()[0].public)
    # What the people there type next.
    assert f"manage.py peer add {settings.BASE_URL} --fingerprint {own}" in said
    harbour.hears = True
    assert "both sides are ready" in run("peer refresh b.example")
    assert Peer.objects.get().state == "known"


def test_added_without_a_fingerprint_it_waits(run, harbour):
    assert f"manage.py peer confirm {B}" in run("peer add b.example")
    assert Peer.objects.get().state == "asked"
    assert refused(run, f"peer confirm {B} --fingerprint {OTHERS}")[0] == 1
    harbour.hears = True
    assert "both sides are ready" in run(f"peer confirm {B} --fingerprint {TOLD}")


def test_a_wrong_fingerprint_adds_nobody(run, harbour):
    code, said = refused(run, f"peer add {B} --fingerprint {OTHERS}")
    assert (code, "No key of the server has this fingerprint" in said) == (1, True)
    assert not Peer.objects.exists()


@pytest.mark.parametrize("line", ["peer add {B}", "peer refresh {B}"])
def test_who_does_not_answer_has_an_exit_code_of_its_own(run, harbour, line):
    if "refresh" in line:
        run(f"peer add {B} --fingerprint {TOLD}")
    harbour.broken = Unreachable("no_connection", "x")
    code, said = refused(run, line.format(B=B))
    assert code == 3
    assert said.startswith("Nobody answers there.")


def test_a_new_key_replaces_the_old(run, harbour):
    run(f"peer add {B} --fingerprint {TOLD}")
    harbour.show(SECRETS[1], 2)
    assert f"not compared yet: {B}/api/v1/node#k2" in run(f"peer refresh {B}")
    assert OTHERS not in run(f"peer show {B}")
    run(f"peer confirm {B} --fingerprint {OTHERS} --end-others --reason Followed.")
    assert [key.public for key in PeerKey.objects.valid()] == [public_text(SECRETS[1])]
    shown = run(f"peer show {B}")
    assert f"{OTHERS}  confirmed" in shown
    assert f"{TOLD}  ended" in shown


def test_paused_resumed_and_ended_by_somebody_for_a_reason(run, harbour):
    fay = make_facilitator("fay")
    run(f"peer add {B} --fingerprint {TOLD}")
    for verb, state in (("pause", "paused"), ("resume", "known"), ("end", "ended")):
        run(f"peer {verb} Harbour --reason Decided. --by fay")
        assert Peer.objects.get().state == state
        entry = Record.objects.latest("pk")
        assert (entry.actor, entry.reason) == (str(fay.public_id), "Decided.")
    code, said = refused(run, "peer resume Harbour --reason Decided.")
    assert code == 1
    assert "ended" in said
    assert refused(run, "peer end Harbour --reason x --by nobody")[0] == 1


def test_without_a_reason_it_is_not_understood(run, harbour):
    run(f"peer add {B} --fingerprint {TOLD}")
    with pytest.raises(CommandError, match="--reason"):
        run(f"peer end {B}")
    assert Peer.objects.get().state == "known"


def test_the_list_names_all_with_their_trouble(run, harbour):
    assert "No other server is known yet." in run("peer list")
    run(f"peer add {B} --fingerprint {TOLD}")
    assert "People there have not confirmed" in run("peer list")
    assert refused(run, "peer show https://c.example")[0] == 1


def test_own_keys_are_shown_followed_and_revoked(run):
    shown = run("own_key show")
    first = current_key()[0]
    assert f"1  {fingerprint(first.public)}  in use" in shown
    assert run("own_key show --only-fingerprint").strip() == fingerprint(first.public)
    assert refused(run, "own_key rotate --reason x")[0] == 1
    run("own_key next --reason Yearly.")
    assert current_key()[0] == first
    run("own_key rotate --reason Yearly.")
    assert current_key()[0].number == 2
    assert "3  " in run("own_key revoke 2 --reason Stolen.")
    assert OwnKey.objects.get(number=2).state == "revoked"
    assert refused(run, "own_key revoke 9 --reason x")[0] == 2
    assert refused(run, "own_key revoke 2 --reason x")[0] == 1
