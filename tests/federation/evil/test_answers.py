"""A server below is asked, and answers as no server should. The year goes on."""

import socket
import time

import numpy as np
import pytest
from django.core.exceptions import ValidationError

from federation.meeting import find, look_again
from federation.models import Peer, Post
from federation.services import end_peer, post
from federation.together.asking import RefusedThere
from federation.together.child import TRIALS, Child, WentSilent
from federation.together.children import Children
from federation.together.course import advance
from federation.together.delivering import deliver_all
from federation.together.lines import line_to
from federation.together.vectors import encode
from federation.wire import sending
from federation.wire.keys import public_text
from federation.wire.sending import Unreachable
from iteration.models import Round
from iteration.sharing import Here
from tests.factories import make_due
from tests.federation.evil.effects import anybody_reads, on_record
from tests.federation.evil.peer import OTHER_SECRET
from tests.federation.together.speaking import make_part

pytestmark = pytest.mark.django_db

MANNERS = {
    "unsigned": "unsigned",
    "for_another_request": "unsigned",
    "with_another_key": "unsigned",
    "elsewhere": "redirect",
    "packed": "encoded",
    "huge": "too_large",
    "endlessly": "too_large",
    "drop_by_drop": "slow",
    "half": "no_connection",
    "deeply": "unsigned",
}


def test_an_answer_that_proves_nothing_is_no_answer(evil, monkeypatch):
    """And none is followed to where it leads: a canary listens there."""
    monkeypatch.setattr(sending, "ALL_SECONDS", 3.0)
    evil.says = {"values": "x"}
    line = line_to(evil.peer)
    assert line.ask("POST", TRIALS, "{}") == {"values": "x"}
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.1)
        evil.elsewhere = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        for manner, code in MANNERS.items():
            evil.manner, started = manner, time.monotonic()
            with pytest.raises((Unreachable, RefusedThere)) as caught:
                line.ask("POST", TRIALS, "{}")
            assert caught.value.code == code, manner
            assert time.monotonic() - started < 20, manner
        with pytest.raises(TimeoutError):
            canary.accept()


NONSENSE = [
    {},
    {"values": None},
    {"values": 5},
    {"values": "!"},
    {"values": [1.5]},
    {"values": {"a": "b"}},
    {"values": encode(np.zeros(3))},
    {"values": encode(np.zeros(50_000))},
    {"values": encode(np.full(4, np.nan))},
    {"values": encode(np.full(4, np.inf))},
    {"values": encode(np.full(4, 1e300))},
]


def test_numbers_that_are_none_are_the_silence_of_whoever_sent_them(evil, year, part):
    evil.put_part(part)
    here = Here(Round.objects.get())
    member = year.members.select_related("peer").get()
    child = Child(member, None, line_to(evil.peer))
    children = Children(here.round, here.catalogue.goods, here.order, [child])
    for says in NONSENSE:
        evil.says = says
        with pytest.raises(WentSilent) as caught:
            children.answers(np.zeros(1))
        assert caught.value.member == member


class Losing:
    """A line on which the first answers are lost."""

    def __init__(self, *errors):
        self.errors, self.asked = list(errors), 0

    def ask(self, _method, _path, _body):
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return {"values": "7"}


CUT = Unreachable("no_connection", "reset")
AGAIN = RefusedThere(409, {"type": "/api/v1/problems/replayed"})
NEVER = RefusedThere(409, {"type": "/api/v1/problems/not-in-this-order"})


@pytest.mark.parametrize(
    ("errors", "asked", "found"),
    [
        ([], 1, 7),
        ([CUT], 2, 7),
        ([AGAIN, CUT], 3, 7),
        ([CUT, CUT, CUT], 3, None),
        ([Unreachable("slow")], 1, None),
        ([NEVER], 1, None),
    ],
)
def test_a_question_is_asked_again_if_its_answer_was_lost(
    evil, year, errors, asked, found
):
    """But not of somebody who refuses, or takes long: all others wait meanwhile."""
    line = Losing(*errors)
    child = Child(year.members.select_related("peer").get(), None, line)
    answer = child.answer("{}", int)
    assert line.asked == asked
    assert answer == found if found else isinstance(answer, WentSilent)


def test_who_answers_trials_with_nonsense_is_planned_with_by_totals(
    evil, year_by_trials
):
    year = year_by_trials
    part = make_part(year.period, server=evil.origin, answers_trials=True)
    assert evil.put_part(part).status_code == 200
    evil.says = {"values": encode(np.full(4, np.nan))}
    make_due(year.period)
    while advance(year.pk) and Round.objects.get(number=1).status != "published":
        continue
    round = Round.objects.get(number=1)
    assert (round.own, round.results.get().offered) == (3, 880)
    [found] = on_record("trials.unanswered")
    assert found.data["server"] == evil.origin
    assert "did not answer trial prices" in anybody_reads()


def test_an_answer_no_document_could_be_made_of_stops_no_delivery(evil):
    body = "{}"
    for number in range(2):
        post(
            peer=evil.peer,
            method="POST",
            path=TRIALS,
            body=body,
            key=f"evil-{number}",
        )
    evil.says = {"round": 1.5, "more": [None, {"a": 1e300}]}
    assert deliver_all() == 2
    assert not Post.objects.waiting().exists()


# ---- Who it says that it is


def document(evil, **changes):
    keys = [{"id": evil.key_id, "public": public_text(OTHER_SECRET)}]
    return {"node": evil.origin, "name": "Evil", "keys": keys} | changes


def test_a_server_shows_no_keys_of_another_and_does_not_change_its_own(evil, ann):
    evil.manner, honest = "unsigned", "https://honest.example"
    stolen = {"id": f"{honest}/api/v1/node#k1", "public": public_text(OTHER_SECRET)}
    before = list(evil.peer.keys.values_list("key_id", "public", "confirmed_at"))
    for says in (
        document(evil, keys=[stolen]),
        document(evil, node=honest),
        document(evil, keys=[]),
        document(evil, keys=[stolen] * 30),
        document(evil, name="x" * 500),
        document(evil, keys=5),
        {},
    ):
        evil.says = says
        with pytest.raises(ValidationError):
            look_again(evil.peer)
    # Its own id with another key: shown to people, and not believed.
    evil.says = document(evil)
    assert [key.key_id for key in look_again(evil.peer).changed] == [evil.key_id]
    found = list(evil.peer.keys.values_list("key_id", "public", "confirmed_at"))
    assert found == before

    end_peer(peer=Peer.objects.get(), actor=ann, reason="It is evil.")
    evil.says = document(evil, node=honest)
    with pytest.raises(ValidationError):
        find(evil.origin)
