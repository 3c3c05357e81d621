"""The years planned together, as everybody at this server sees them."""

import json
from datetime import timedelta

import pytest

from federation.models import (
    Exchange,
    Member,
    PartDocument,
    Post,
    SharedYear,
    Statement,
)
from federation.services import pause_peer
from federation.together.course import advance
from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.signatures import Unverified, verify_request
from iteration.models import Publication, Round
from ledger import clock
from ledger.canonical import canonical
from proposals.models import Good
from tests.factories import (
    make_auditor,
    make_council,
    make_due,
    make_facilitator,
    make_person,
    make_proposal,
    reload,
)
from tests.federation.servers.league import (
    make_joined,
    make_peer,
    make_shared,
    member,
    open_shared,
    take_in,
)
from tests.federation.together.speaking import make_part

YEARS = "/servers/years/"
Y, R1 = f"{YEARS}2027/", f"{YEARS}2027/rounds/1/"
MANY = {"own": 9, "standing": 0, "imputed": 0, "carried": 0, "absent": 0}


@pytest.fixture
def ann(db):
    return make_facilitator("ann")


@pytest.fixture
def harbour(ann):
    return make_peer("harbour", ann)


@pytest.fixture
def year(ann, harbour):
    """The root of 2027, its first round open; the harbour takes part."""
    shared = make_shared("2027", ann)
    take_in(shared, harbour, actor=ann)
    opened = open_shared(shared, ann)
    bread = Good.objects.get(code="bread")
    make_proposal(make_council("eaters"), opened.period, {bread: 900})
    return opened


@pytest.fixture
def bea(client, db):
    """Somebody with an account here, and no office."""
    person = make_person("bea")
    client.force_login(person)
    return person


def part(year, speaker, **changes):
    return make_part(year.period, server=speaker.peer.origin, **changes)


def of_many(year, speaker, offered="0.880"):
    """A part that speaks for so many councils that it shows what none proposes."""
    receipts = {"count": 9, "root": "ab" * 32}
    own = {"server": speaker.peer.origin, "document": "", "late": False}
    goods = [{"code": "bread", "requested": "0.000", "offered": offered}]
    return part(
        year,
        speaker,
        answers=MANY,
        receipts=receipts,
        servers=[own | {"answers": MANY, "receipts": receipts}],
        goods=goods,
    )


def count(year, *, give_up=True):
    """Let the round's cutoff pass, and the time for what is on its way."""
    make_due(year.period)
    if give_up:
        for _step in range(3):
            advance(year.pk)
        old = clock.now() - timedelta(days=400)
        newest = Round.objects.filter(period=year.period, status="counting")
        newest.update(opened_at=old, cutoff=old + timedelta(days=1))
    while advance(year.pk):
        year = SharedYear.objects.get(pk=year.pk)


def text(client, where):
    answer = client.get(where)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestTheList:
    def test_a_year_in_preparation_is_seen_by_who_runs_or_reads_years(
        self, client, ann, bea
    ):
        make_shared("2028", ann)
        assert "2028" not in text(client, YEARS)
        assert client.get(f"{YEARS}2028/").status_code == 404
        client.force_login(make_auditor())
        assert "Year 2028" in text(client, YEARS)
        assert "Share a year" not in text(client, YEARS)
        assert client.get(f"{YEARS}2028/").status_code == 200

    def test_a_year_that_is_not_shared_has_no_page(self, client, ann, bea):
        assert client.get(f"{YEARS}2026/").status_code == 404

    def test_what_this_server_is_in_each_is_said(self, client, ann, harbour):
        client.force_login(ann)
        hill = make_peer("hill", ann, 2)
        make_shared("2027", ann)
        make_joined("2028", harbour.peer, ann)
        between = make_joined("2029", harbour.peer, ann)
        take_in(between, hill, actor=ann)
        page = text(client, YEARS)
        for word in ("<span>root", "<span>leaf", "<span>in between"):
            assert page.count(word) == 1
        assert page.count("under Harbour") == 2

    @pytest.mark.parametrize(
        ("joined", "said"),
        [
            (None, "Invite the servers"),
            (False, "People at Harbour still have to join."),
            (True, "Everybody who was invited has joined"),
        ],
    )
    def test_what_is_next_is_said_in_preparation(
        self, client, ann, harbour, joined, said
    ):
        client.force_login(ann)
        shared = make_shared("2027", ann)
        if joined is not None:
            take_in(shared, harbour, actor=ann, joined=joined)
        assert said in text(client, YEARS)
        assert said in text(client, Y)


class TestTheTree:
    def test_whom_another_server_counts_is_below_it(self, client, bea, year, harbour):
        says = part(year, harbour)
        inner = says["servers"][0] | {"server": "https://quay.example", "late": True}
        silent = dict.fromkeys(inner["answers"], 0)
        inner |= {"answers": silent, "receipts": {"count": 0, "root": "cd" * 32}}
        PartDocument.objects.create(
            year=year,
            number=1,
            member=member(year, harbour),
            body=canonical(says | {"servers": [says["servers"][0], inner]}),
            digest="12" * 32,
        )
        page = text(client, Y)
        tree = page[page.index('class="tree"') : page.index('id="rounds"')]
        assert tree.index(">this server<") < tree.index("Harbour")
        assert tree.index("Harbour") < tree.index("https://quay.example")
        assert tree.count("<ul>") == 2
        assert "in between" in tree

    def test_below_another_server_that_one_is_above(self, client, ann, harbour):
        client.force_login(ann)
        make_joined("2027", harbour.peer, ann)
        page = text(client, Y)
        assert page.index("Harbour</a>") < page.index(">this server<")
        assert "Wait: the first round opens here as soon as people at Harbour" in page

    def test_what_another_server_writes_cannot_break_the_page(
        self, client, bea, year, harbour
    ):
        own = part(year, harbour)["servers"][0]
        odd = [own, {"server": 5}, "nothing", {"late": [], "answers": {"own": "x"}}]
        body = json.dumps({"servers": odd, "answers": None})
        body = body[:-1] + ',"much":1e200000}'
        PartDocument.objects.create(
            year=year, number=1, member=member(year, harbour), body=body, digest="1"
        )
        assert "Harbour" in text(client, Y)
        assert "Harbour" in text(client, R1)


class TestARound:
    def test_who_has_sent_nothing_is_named(self, client, bea, year, harbour):
        assert "Nothing has come yet from: Harbour." in text(client, R1)
        assert "0 of 1" in text(client, Y)
        make_due(year.period)
        while advance(year.pk):
            pass
        said = "Round 1 is counted. Nothing has come from Harbour yet."
        assert said in text(client, Y)

    def test_a_part_is_shown_with_its_answers_and_digest(
        self, client, bea, year, harbour
    ):
        assert harbour.put_part(of_many(year, harbour)).status_code == 200
        page = text(client, R1)
        kept = PartDocument.objects.get()
        assert kept.digest in page
        assert "9 own" in page
        assert "has come, not counted yet" in page
        assert "Nothing has come yet" not in page
        count(year)
        assert "counted as it was sent" in text(client, R1)
        assert "How each stands in round 1" in text(client, Y)
        assert "1 of 1" in text(client, Y)

    @pytest.mark.parametrize(
        ("silence", "said", "short"),
        [
            ("carry", "late: its last part counts again", "1 late, carried on"),
            ("zero", "left out: nothing of it counts", "1 left out"),
        ],
    )
    def test_what_became_of_a_silent_server_is_said(
        self, client, bea, ann, harbour, silence, said, short
    ):
        shared = make_shared("2027", ann, silence=silence, tolerance="0.001")
        take_in(shared, harbour, actor=ann)
        year = open_shared(shared, ann)
        bread = Good.objects.get(code="bread")
        make_proposal(make_council("eaters"), year.period, {bread: 9000})
        assert harbour.put_part(part(year, harbour)).status_code == 200
        count(year)
        assert reload(year.period).rounds.count() == 2
        count(year)
        assert said in text(client, f"{Y}rounds/2/")
        assert said not in text(client, R1)
        assert short in text(client, Y)

    def test_the_document_there_is_compared_with_the_one_here(
        self, client, bea, year, harbour
    ):
        harbour.put_part(part(year, harbour))
        count(year)
        digest = Publication.objects.get(round__number=1).digest
        assert "not confirmed yet" in text(client, R1)
        sent = Post.objects.filter(about="record")
        sent.update(sent_at=clock.now(), answer=json.dumps({"head": digest}))
        page = text(client, R1)
        assert ">the same<" in page
        other = "fe" * 32
        sent.update(answer=json.dumps({"head": other}))
        page = text(client, R1)
        assert "another document" in page
        assert digest in page
        assert other in page

    def test_this_server_says_what_it_sent_up(self, client, ann, harbour):
        client.force_login(ann)
        below = make_joined("2027", harbour.peer, ann)
        year = open_shared(below, ann)
        make_due(year.period)
        while advance(year.pk):
            pass
        page = text(client, R1)
        sent = PartDocument.objects.get(member=None)
        assert "Sent up to Harbour" in page
        assert sent.digest in page
        assert "on its way to Harbour" in text(client, Y)

    def test_what_a_document_from_above_waits_for_is_said(self, client, ann, harbour):
        client.force_login(ann)
        year = open_shared(make_joined("2027", harbour.peer, ann), ann)
        make_due(year.period)
        while advance(year.pk):
            pass
        Exchange.objects.update_or_create(
            year=year, number=1, defaults={"record": "{}"}
        )
        assert "It is published as soon as Harbour shows" in text(client, Y)

    def test_there_is_no_page_of_a_round_that_was_not(self, client, bea, year):
        assert client.get(f"{Y}rounds/2/").status_code == 404


class TestTwoDifferentParts:
    @pytest.fixture
    def disputed(self, year, harbour):
        for offered in ("0.880", "0.900"):
            harbour.put_part(of_many(year, harbour, offered))
        return PartDocument.objects.contradicting().get()

    def test_both_totals_are_shown_to_everybody(self, client, bea, year, disputed):
        page = text(client, R1)
        for said in ("0.88 kg", "0.9 kg", disputed.digest):
            assert said in page
        assert "Harbour signed two different parts" in page
        assert "1 server signed two parts" in text(client, Y)
        assert ">signed two different parts<" in text(client, Y)
        assert "Harbour signed two different parts" in text(client, YEARS)

    def test_both_messages_can_be_taken_away_and_prove_it(
        self, client, bea, year, disputed
    ):
        answer = client.get(f"{R1}parts/{disputed.pk}/")
        says = answer.json()
        assert "attachment" in answer.headers["Content-Disposition"]
        keys = {key["id"]: verifying_key(key["public"]) for key in says["keys"]}
        bodies = set()
        for each in says["messages"]:
            body = each["body"].encode()
            request = Request(each["method"], each["target"], each["headers"], body)
            signed = verify_request(request, keys=keys, at=clock.now())
            assert signed.key_id.startswith(says["server"])
            bodies.add(each["body"])
            request.body = body.replace(b"0.", b"1.")
            with pytest.raises(Unverified):
                verify_request(request, keys=keys, at=clock.now())
        assert len(bodies) == 2

    def test_of_few_councils_overseers_alone_see_the_totals(
        self, client, bea, year, harbour
    ):
        harbour.put_part(part(year, harbour))
        goods = [{"code": "bread", "requested": "0.000", "offered": "0.900"}]
        harbour.put_part(part(year, harbour, goods=goods))
        disputed = PartDocument.objects.contradicting().get()
        where = f"{R1}parts/{disputed.pk}/"
        page = text(client, R1)
        assert "Harbour signed two different parts" in page
        assert "0.9 kg" not in page
        assert client.get(where).status_code == 404
        client.force_login(make_auditor())
        assert "0.9 kg" in text(client, R1)
        assert client.get(where).status_code == 200

    def test_a_part_that_contradicts_nothing_is_no_evidence(
        self, client, bea, year, disputed
    ):
        [first] = PartDocument.objects.filter(contradicts=False)
        assert client.get(f"{R1}parts/{first.pk}/").status_code == 404
        assert client.get(f"{Y}rounds/2/parts/{disputed.pk}/").status_code == 404


class TestWhatCouldNotBeDelivered:
    def test_it_is_said_why_and_when_it_is_tried_again(
        self, client, bea, year, harbour
    ):
        advance(year.pk)
        due = clock.now() + timedelta(minutes=5)
        Post.objects.update(tries=3, due_at=due, answer="no_connection: refused")
        page = text(client, Y)
        assert "The announcement of round 1" in page
        assert "Nobody answers there." in page
        assert due.isoformat(timespec="seconds") in page

    def test_a_refusal_for_good_is_said_in_words(self, client, bea, year, harbour):
        advance(year.pk)
        said = "409 other-catalogue: The goods are not the same."
        Post.objects.update(tries=1, given_up_at=clock.now(), answer=said)
        page = text(client, Y)
        assert "refused for good" in page
        assert "Its catalogue of the year is another one." in page

    def test_messages_of_another_year_are_not_shown_here(
        self, client, bea, ann, year, harbour
    ):
        other = make_shared("2027-b", ann, goods=("oats",))
        take_in(other, harbour, actor=ann)
        other = open_shared(other, ann)
        advance(other.pk)
        Post.objects.update(tries=3, answer="slow")
        assert "Nothing: every message has arrived" in text(client, Y)
        assert "It took too long" in text(client, f"{YEARS}2027-b/")

    def test_what_this_server_sent_up_is_among_them(self, client, ann, harbour):
        client.force_login(ann)
        year = open_shared(make_joined("2027", harbour.peer, ann), ann)
        make_due(year.period)
        while advance(year.pk):
            pass
        Post.objects.update(tries=1, answer="503 unavailable: x")
        page = text(client, Y)
        assert "What was counted here in round 1</th>" in page
        assert "A server below it does not answer now." in page


def test_what_the_server_above_signed_and_what_does_not_hold_is_shown(
    client, ann, bea, harbour
):
    year = open_shared(make_joined("2027", harbour.peer, ann), ann)
    assert "does not hold" not in text(client, Y)
    said = Statement.objects.create(
        year=year, number=1, kind="record", body="{}", digest="7", fault="Sums differ."
    )
    page = text(client, Y)
    assert "What Harbour signed and what does not hold" in page
    assert "Sums differ." in page
    where = f"/servers/{harbour.peer.pk}/statements/{said.pk}/"
    assert where in page
    assert client.get(where).status_code == 200


def test_a_paused_server_is_marked(client, ann, year, harbour):
    client.force_login(ann)
    pause_peer(peer=harbour.peer, actor=ann, reason="Two histories.")
    assert ">paused<" in text(client, Y)


def test_a_server_that_left_is_named_with_the_day(client, bea, year, harbour):
    Member.objects.update(left_at=clock.now())
    page = text(client, Y)
    assert "No longer takes part: Harbour" in page


def test_the_console_and_the_public_page_lead_here(client, ann, year):
    there = f'href="{Y}"'
    assert there not in client.get("/years/2027/").content.decode()
    client.force_login(ann)
    for where in ("/years/2027/", "/console/years/2027/", "/servers/"):
        assert there in client.get(where).content.decode(), where


# Session and person, maintenance; then the year, and what is told of it.
@pytest.mark.parametrize(("where", "most"), [(YEARS, 11), (Y, 18), (R1, 18)])
@pytest.mark.parametrize("servers", [1, 6])
def test_it_asks_as_little_however_many_servers(
    client, ann, bea, django_assert_num_queries, where, most, servers
):
    shared = make_shared("2027", ann)
    speakers = [make_peer(f"s{n}", ann, n + 10) for n in range(servers)]
    take_in(shared, *speakers, actor=ann)
    year = open_shared(shared, ann)
    for each in speakers:
        each.put_part(part(year, each))
    text(client, where)
    with django_assert_num_queries(most):
        client.get(where)
