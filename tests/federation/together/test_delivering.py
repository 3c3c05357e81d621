"""Many servers are told at once; none waits for one that is slow, or dead."""

import contextlib
import ipaddress
import threading
import time

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connections

from federation.models import Member, Peer, Post
from federation.services import post
from federation.services.posting import DELIVERING, claim_first, let_go, waiting_peers
from federation.together.child import Child, WentSilent
from federation.together.children import Children
from federation.together.course import advance
from federation.together.delivering import PAUSE, Delivering, deliver_all
from federation.together.lines import line_to
from federation.wire import sending
from iteration.models import Round
from iteration.sharing import Here
from ledger import clock
from tests.federation.evil.peer import EvilPeer
from tests.federation.together.silence import Hung, meet

pytestmark = pytest.mark.django_db
PATIENCE = 20


@pytest.fixture
def near(settings):
    settings.FEDERATION_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture
def hung(near, ann):
    """A server that hangs. It was added first, so that it comes first in any row."""
    server = Hung()
    server.peer = meet(server.origin, ann)
    yield server
    server.end()


@pytest.fixture
def well(hung, ann):
    """One that answers."""
    server = EvilPeer()
    server.says = {"taken": True}
    yield server.meet(ann)
    server.close()


def write(peer, *names):
    for name in names:
        key = f"{peer.pk}-{name}"
        post(peer=peer, method="POST", path=f"/{name}", body="{}", key=key)


def until(condition):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def waits_for(peer):
    return list(Post.objects.waiting().filter(peer=peer).values_list("path", flat=True))


# ---- A server that hangs


def test_a_server_that_hangs_delays_no_message_to_another(hung, well):
    write(hung.peer, "one", "two")
    write(well.peer, "one", "two", "three")
    with Delivering() as delivering:
        taken, ends = 0, time.monotonic() + PATIENCE
        while taken < 3:
            delivering.send()
            taken += delivering.take(PAUSE)
            assert time.monotonic() < ends
        assert not delivering.is_idle
        assert [each.url.rpartition("/")[2] for each in well.heard] == [
            *("one", "two", "three")
        ]
        assert len(hung.taken) == 1

        # Written while the other hangs, it is said all the same.
        write(well.peer, "four")
        delivering.send()
        until(lambda: delivering.take(PAUSE) == 1)
        hung.end()
    assert not waits_for(well.peer)
    assert waits_for(hung.peer) == ["/one", "/two"]


def test_what_a_server_that_hangs_is_told_is_tried_again_later(hung, well, monkeypatch):
    monkeypatch.setattr(sending, "READ_SECONDS", 0.5)
    write(hung.peer, "one", "two")
    write(well.peer, "one")
    assert deliver_all() == 1
    first, second = Post.objects.filter(peer=hung.peer).order_by("pk")
    assert (first.tries, second.tries) == (1, 0)
    assert first.due_at > clock.now()
    assert "slow" in Peer.objects.get(pk=hung.peer.pk).trouble
    # Its second message is due, but does not overtake the first.
    assert waiting_peers() == []
    assert deliver_all() == 0


def test_a_year_goes_on_while_a_server_hangs(hung, well, year, monkeypatch):
    write(hung.peer, "one")
    waiting, went_on = Post.objects.filter(peer=hung.peer, tries=0), threading.Event()

    def watched(year_id):
        if hung.taken and waiting.exists():
            went_on.set()
        return advance(year_id)

    def end():
        went_on.wait(PATIENCE)
        hung.end()

    monkeypatch.setattr("federation.management.commands.shared_year.advance", watched)
    ending = threading.Thread(target=end)
    ending.start()
    call_command("shared_year", "work")
    ending.join()
    assert went_on.is_set()
    assert not waiting.exists()


def test_two_processes_never_speak_to_one_server_at_once(well):
    write(well.peer, "one")
    with other_process() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [DELIVERING, well.peer.pk])
        assert deliver_all() == 0
        assert not well.heard
        other.execute("SELECT pg_advisory_unlock_all()")
        assert deliver_all() == 1
        other.execute("SELECT pg_try_advisory_lock(%s, %s)", [DELIVERING, well.peer.pk])
        assert other.fetchone() == (True,)


@contextlib.contextmanager
def other_process():
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def test_who_claims_a_server_reads_what_is_first_by_then(well):
    write(well.peer, "one", "two")
    [first] = claim_first(peers=[well.peer.pk])
    assert first.path == "/one"
    Post.objects.filter(pk=first.pk).update(sent_at=clock.now())
    let_go(peers=[well.peer.pk])
    [second] = claim_first(peers=[well.peer.pk])
    assert second.path == "/two"
    let_go(peers=[well.peer.pk])


def test_a_fault_with_one_message_stops_no_other(hung, well, monkeypatch):
    write(hung.peer, "one")
    write(well.peer, "one")
    ask = sending.Courier.send

    def faulty(self, request, **how):
        if request.url.startswith(hung.origin):
            raise ZeroDivisionError
        return ask(self, request, **how)

    monkeypatch.setattr(sending.Courier, "send", faulty)
    assert deliver_all() == 1
    assert waits_for(hung.peer) == ["/one"]
    assert Post.objects.get(peer=hung.peer).tries == 1


# ---- Several that do not answer a question


def test_all_who_are_silent_to_one_question_are_named_at_once(hung, well, year):
    hung.end()
    well.says = {"values": "!"}
    members = [
        Member.objects.create(year=year, peer=peer, joined_at=clock.now())
        for peer in (hung.peer, well.peer)
    ]
    here = Here(Round.objects.get())
    below = [Child(member, None, line_to(member.peer)) for member in members]
    asked = Children(here.round, here.catalogue.goods, here.order, below)
    with pytest.raises(WentSilent) as caught:
        asked.answers(np.zeros(1))
    silent = [caught.value, *caught.value.others]
    assert [each.member for each in silent] == members
    assert all(each.why for each in silent)
