"""What servers say to each other about a year: taken once, checked, and on record."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from federation.models import PartDocument, Post, SharedYear
from federation.node import key_id
from federation.services import current_key, pause_peer, post
from federation.services.own_keys import current_key as own_key
from federation.together.course import advance
from federation.wire.keys import verifying_key
from federation.wire.messages import Request, Response
from federation.wire.signatures import Unverified, verify_response
from iteration.models import Round
from ledger import clock
from ledger.models import Record
from tests.factories import make_due, reload
from tests.federation.together.speaking import FEDERATION, code_of, make_part

pytestmark = pytest.mark.django_db
YEAR = f"{FEDERATION}/years/2027"


def test_a_member_reads_the_year_and_nobody_else(year, child):
    says = child.say("GET", YEAR)
    assert says.status_code == 200
    assert [good["code"] for good in says.json()["goods"]] == ["bread"]
    year.members.update(left_at=clock.now())
    assert child.say("GET", YEAR).status_code == 404
    assert Client().get(YEAR).status_code == 401


def test_a_part_is_kept_once_however_often_it_is_sent(year, child):
    part = make_part(year.period)
    first, again = child.put_part(part), child.put_part(part)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert PartDocument.objects.count() == 1
    kept = PartDocument.objects.get()
    assert kept.proof.keys() == {
        *("Signature", "Signature-Input"),
        *("Content-Digest", "Content-Type", "Idempotency-Key", "If-Match"),
    }
    assert Record.objects.filter(kind="part.received").count() == 1


def test_what_waits_for_a_server_is_due_as_soon_as_it_is_heard(year, child):
    now = clock.now()
    waits = {"soon": now + timedelta(seconds=5), "late": now + timedelta(minutes=5)}
    for key, due in waits.items():
        post(peer=child.peer, method="POST", path="/x", body="{}", key=key)
        Post.objects.filter(key=key).update(tries=6, due_at=due)
    assert child.say("GET", YEAR).status_code == 200

    due = dict(Post.objects.filter(key__in=waits).values_list("key", "due_at"))
    assert due["soon"] == waits["soon"]
    assert due["late"] <= clock.now()


def test_two_different_parts_of_one_round_are_kept_as_evidence(year, child):
    assert child.put_part(make_part(year.period)).status_code == 200
    goods = [{"code": "bread", "requested": "0.000", "offered": "0.900"}]
    other = make_part(year.period, goods=goods)
    for _time in range(2):
        refused = child.put_part(other)
        assert (refused.status_code, code_of(refused)) == (422, "part-contradicts")
    kept = PartDocument.objects.order_by("pk")
    assert [each.contradicts for each in kept] == [False, True]
    assert all(each.proof["Signature"] for each in kept)
    assert Record.objects.filter(kind="part.contradicts").count() == 1


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"kind": "record"}, "kind"),
        ({"server": "https://other.example"}, "server"),
        ({"catalogue": "0" * 64}, "catalogue"),
        ({"answers": {"own": 3}}, "own"),
        ({"receipts": {"count": 2, "root": "cd" * 32}}, "root"),
        ({"receipts": {"count": 9, "root": "ab" * 32}}, "receipts"),
        ({"servers": []}, "first of its servers"),
        ({"servers": "many"}, "another kind"),
        ({"goods": []}, "catalogue"),
        ({"goods": [{"code": "bread", "requested": "1.5", "offered": "-1"}]}, "bread"),
        ({"goods": [{"code": "bread", "requested": "1e3", "offered": "1"}]}, "bread"),
        (
            {"goods": [{"code": "bread", "requested": "9" * 19, "offered": "1"}]},
            "bread",
        ),
    ],
)
def test_a_part_that_does_not_add_up_is_refused_in_words(year, child, change, names):
    refused = child.put_part(make_part(year.period) | change)
    assert (refused.status_code, code_of(refused)) == (422, "part-wrong")
    assert names in refused.json()["detail"]
    assert not PartDocument.objects.exists()


def test_a_paused_server_is_not_heard(year, child, ann):
    pause_peer(peer=child.peer, actor=ann, reason="Two histories.")
    refused = child.put_part(make_part(year.period))
    assert (refused.status_code, code_of(refused)) == (401, "signature-key-unknown")


def test_every_answer_is_signed_and_answers_only_its_request(year, child):
    own, _secret = own_key()
    answer = child.say("GET", YEAR)
    sent = Request("GET", "http://localhost:8000" + YEAR)
    found = Response(answer.status_code, sent, dict(answer.headers), answer.content)
    keys = {key_id(own): verifying_key(own.public)}
    with pytest.raises(Unverified):
        verify_response(found, keys=keys, at=clock.now())
    assert answer.headers["Signature"]
    assert current_key()[0] == own


def test_a_round_is_announced_counted_and_its_document_sent(year, child):
    assert child.put_part(make_part(year.period)).status_code == 200
    make_due(year.period)
    while advance(year.pk):
        year = SharedYear.objects.get(pk=year.pk)
    round = Round.objects.get(period=year.period, number=1)
    assert round.status == "published"
    assert (round.own, round.results.get().requested) == (3, 900)
    says = json.loads(round.publication.body)
    assert [part["server"] for part in says["servers"]][1:] == [child.peer.origin]
    assert says["receipts"]["count"] == 3
    sent = list(Post.objects.order_by("pk").values_list("path", flat=True))
    assert f"{FEDERATION}/records" in sent


def test_a_late_part_is_refused_with_what_was_counted_without_it(year, child):
    make_due(year.period)
    period = year.period
    for _step in range(3):
        advance(year.pk)
    assert reload(period).rounds.get(number=1).status == "counting"
    Round.objects.filter(period=period, number=1).update(
        opened_at=clock.now().replace(year=2020), cutoff=clock.now().replace(year=2021)
    )
    advance(year.pk)
    refused = child.put_part(make_part(period))
    assert (refused.status_code, code_of(refused)) == (409, "part-late")
    assert "cutoff" in refused.json()["detail"]
    assert not PartDocument.objects.exists()
