"""A server above sends documents that do not hold, or two that differ."""

import pytest
from django.urls import reverse

from federation.models import Exchange, Statement
from federation.services.statements import MOST_FAULTS
from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.signatures import verify_request
from iteration.models import Publication, Round
from ledger.canonical import canonical
from ledger.merkle import EMPTY
from tests.factories import reload
from tests.federation.evil.documents import NONE, document
from tests.federation.evil.effects import anybody_reads, figures, on_record
from tests.federation.evil.peer import digest_of
from tests.federation.evil.statements import prove, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def test_two_different_documents_of_one_round_are_kept_with_both_signatures(led, evil):
    own = led.open().count()
    first = document(evil, led.year, own)
    other = first | {"weighted": "0.000000001"}
    assert evil.say("POST", "records", first).status_code == 200
    before = figures()
    for _time in range(2):
        answer = evil.say("POST", "records", other)
        assert refused(answer, "record-contradicts") == digest_of(first)
    assert figures() == before

    led.go()
    assert Publication.objects.get().body == canonical(first)
    answer = evil.say("POST", "records", other)
    assert refused(answer, "record-contradicts") == digest_of(first)
    kept = Statement.objects.filter(kind="record").order_by("pk")
    assert [each.fault == "" for each in kept] == [True, False]
    for each in kept:
        prove(each, evil, "records")
    [found] = on_record("told.record")
    assert found.data["digest"] == digest_of(other)
    assert "sent two different documents of one round" in anybody_reads()
    assert evil.say("POST", "records", first).json() == {"head": digest_of(first)}


def without_us(says):
    return {"servers": says["servers"][:1]}


def ours(**changes):
    return lambda says: {"servers": [says["servers"][0], says["servers"][1] | changes]}


def bread(**changes):
    return lambda says: {"goods": [says["goods"][0] | changes]}


NOBODY = {"answers": NONE, "receipts": {"count": 0, "root": EMPTY}}
WRONG = [
    (ours(document="0" * 64), "as it was sent"),
    (ours(answers=dict.fromkeys(("own", "standing"), 1)), "answers"),
    (ours(late=True), "carried forward"),
    (ours(late=0), "late is not said"),
    (ours(server="https://other.example"), "under another name"),
    (without_us, "not their sum"),
    (bread(requested="9.000"), "whether it agrees"),
    (bread(imbalance="0.500000000"), "imbalance does not follow"),
    (bread(offered="NaN"), "bread"),
    (bread(price="3"), "not the one announced"),
    (bread(price="1e999999999"), "no figure"),
    (bread(price="1/0"), "no figure"),
    (bread(imbalance="NaN"), "no figure"),
    (bread(within_tolerance=False), "within tolerance"),
    (bread(next_price="NaN"), "no figure"),
    (bread(next_price="0"), "below its floor"),
    (bread(next_price="-2"), "below its floor"),
    (bread(reason="because"), "no reason"),
    (lambda _says: {"goods": []}, "catalogue"),
    (lambda _says: {"agreed": False}, "whether it agrees"),
    (lambda _says: {"tolerance": "1"}, "tolerance"),
    (lambda _says: {"tolerance": "1e999999999"}, "no figure"),
    (lambda _says: {"floors": {"bread": "2"}}, "floors"),
    (lambda _says: {"worst": "2.000000000"}, "worst"),
    (lambda _says: {"worst_good": "oats"}, "oats"),
    (lambda _says: {"worst_good": None}, "worst"),
    (lambda _says: {"weighted": "7"}, "by value"),
    (lambda _says: {"number": True}, "number"),
    (lambda _says: {"number": "1"}, "number"),
    (lambda _says: {"previous": "0" * 64}, "follow the document before"),
    (lambda _says: {"servers": []}, "not their sum"),
    (lambda _says: {"servers": [], **NOBODY}, "another kind"),
    (lambda _says: {"servers": {}}, "not their sum"),
    (lambda _says: {"servers": 5}, "another kind"),
    (lambda _says: {"kind": "plan"}, "round of this year"),
]


def test_a_document_that_does_not_hold_is_evidence_and_nothing_else(led, evil):
    own = led.open().count()
    says, before = document(evil, led.year, own), figures()
    for change, words in WRONG:
        answer = evil.say("POST", "records", says | change(says))
        assert words in refused(answer, "record-wrong"), change(says)
    assert figures() == before
    assert (
        evil.say("POST", "records", canonical(says).encode() + b" ").status_code == 422
    )

    kept = Statement.objects.filter(kind="record")
    assert 0 < len(kept) <= 6  # Three of the round, and three of no round.
    for each in kept:
        assert each.fault
        prove(each, evil, "records")
    assert "signed what does not hold" in anybody_reads()
    # What holds is taken all the same.
    assert evil.say("POST", "records", says).status_code == 200


def test_what_is_wrong_takes_no_room_from_what_contradicts(led, evil):
    own = led.open().count()
    first = document(evil, led.year, own)
    for weighted in ("7", "8", "9", "10"):
        wrong = first | {"weighted": weighted}
        refused(evil.say("POST", "records", wrong), "record-wrong")
    assert evil.say("POST", "records", first).status_code == 200
    other = first | {"weighted": "0.000000001"}
    refused(evil.say("POST", "records", other), "record-contradicts")

    kept = Statement.objects.filter(kind="record").exclude(fault="")
    assert [each.fault.startswith("contradicts") for each in kept] == [
        *[False] * MOST_FAULTS,
        True,
    ]
    assert [each.data["digest"] for each in on_record("told.record")] == [
        digest_of(other)
    ]


def test_a_round_counted_without_this_server_is_on_record(led, evil, ann, client):
    """Nobody here can prove that it was not late; everybody sees that it is missing."""
    own = led.open().count()
    says = document(evil, led.year, own)
    root = says["servers"][0]
    alone = says | {
        "servers": [root],
        "receipts": root["receipts"],
        "answers": root["answers"],
        "goods": [says["goods"][0] | NOTHING],
        "worst": "0.000000000",
        "worst_good": None,
        "weighted": "0",
        "agreed": False,
    }
    assert evil.say("POST", "records", alone).status_code == 200
    led.go()
    [found] = on_record("part.left_out")
    assert found.data["digest"] == digest_of(alone)
    assert "without what this server had counted" in anybody_reads()
    client.force_login(ann)
    assert (
        "this server came late" in client.get("/servers/years/2027/").content.decode()
    )
    page = client.get("/servers/years/2027/rounds/1/").content.decode()
    assert "not in it: it came late" in page


NOTHING = {"requested": "0.000", "offered": "0.000", "imbalance": "0.000000000"}


def test_a_document_before_its_round_is_counted_waits(led, evil):
    own = led.open().count()
    says, before = document(evil, led.year, own), figures()
    Round.objects.update(status="open")
    refused(evil.say("POST", "records", says), "not-in-this-order", 409)
    Round.objects.update(status="counting")
    assert figures() == before
    assert not Exchange.objects.exclude(record="").exists()
    assert reload(led.period).status == "open"


def test_people_here_find_both_messages_as_they_were_signed(led, evil, ann, client):
    own = led.open().count()
    first = document(evil, led.year, own)
    assert evil.say("POST", "records", first).status_code == 200
    refused(
        evil.say("POST", "records", first | {"weighted": "0.000000001"}),
        "record-contradicts",
    )
    client.force_login(ann)
    page = client.get(reverse("servers:server", args=[evil.peer.pk]))
    assert "It signed what does not hold" in page.content.decode()
    fault = Statement.objects.exclude(fault="").get()
    where = reverse("servers:statement", args=[evil.peer.pk, fault.pk])
    assert where in page.content.decode()

    told = client.get(where).json()
    keys = {each["id"]: verifying_key(each["public"]) for each in told["keys"]}
    assert len({each["body"] for each in told["messages"]}) == 2
    for each in told["messages"]:
        message = Request(
            each["method"], each["target"], each["headers"], each["body"].encode()
        )
        assert verify_request(message, keys=keys, at=evil.now())
    client.logout()
    assert client.get(where).status_code == 302


def test_further_down_the_tree_the_server_above_stands_for_this_one(led, evil):
    own = led.open().count()
    says = document(evil, led.year, own)
    top, mine = says["servers"]
    above = mine | {"server": evil.origin, "document": "ab" * 32}
    says["servers"] = [top | {"server": "https://top.example"}, above]
    assert evil.say("POST", "records", says).status_code == 200
    assert not on_record("part.left_out")
