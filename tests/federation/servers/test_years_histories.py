"""People see whether servers of a year tell the same history, and take proof away."""

import pytest
from django.utils import translation

from federation.models import Head
from federation.tasks import compare_heads
from federation.together.course import advance
from federation.wire.keys import verifying_key
from federation.wire.proofs import answer_of
from federation.wire.signatures import verify_response
from iteration.models import Publication
from ledger import clock
from proposals.models import Good
from tests.factories import (
    make_council,
    make_due,
    make_facilitator,
    make_person,
    make_proposal,
)
from tests.federation.servers.league import (
    Answering,
    make_peer,
    make_shared,
    open_shared,
    take_in,
)
from tests.federation.servers.town import build
from tests.federation.together.speaking import make_part

pytestmark = pytest.mark.django_db
YEARS, Y = "/servers/years/", "/servers/years/2027/"
OTHER = "fe" * 32
TWO = "There are two histories of this year: Harbour"


@pytest.fixture
def harbour(db):
    return make_peer("harbour", make_facilitator("ann"))


@pytest.fixture
def year(harbour):
    """A year led here, of which round 1 is published; the harbour takes part."""
    ann = make_facilitator("fay")
    shared = make_shared("2027", ann, tolerance="0.001", silence="zero")
    take_in(shared, harbour, actor=ann)
    year = open_shared(shared, ann)
    bread = Good.objects.get(code="bread")
    make_proposal(make_council("eaters"), year.period, {bread: 9000})
    part = make_part(year.period, server=harbour.peer.origin)
    assert harbour.put_part(part).status_code == 200
    make_due(year.period)
    while advance(year.pk):
        pass
    return year


@pytest.fixture
def ours(year):
    return Publication.objects.get().digest


@pytest.fixture
def compared(year, harbour, monkeypatch):
    """The harbour has answered that it has another document of round 1."""
    says = {"year": "2027", "round": 2, "head": OTHER, "documents": [OTHER]}
    build(monkeypatch, Answering(harbour, head=says))
    compare_heads(year.pk)
    return Head.objects.evidence().get()


@pytest.fixture
def bea(client, db):
    """Somebody with an account here, and no office."""
    client.force_login(make_person("bea"))


def text(client, where, language="en"):
    answer = client.get(where, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_another_history_stands_at_the_top_of_the_page(
    client, bea, year, ours, compared
):
    page = text(client, Y)
    assert page.index("Harbour has another document of round 1") < page.index("<table")
    assert page.count(OTHER) == 2  # On top, and beside the server.
    assert ours in page
    assert f"/servers/{compared.peer_id}/histories/{compared.pk}/" in page
    assert TWO in page
    assert TWO in text(client, YEARS)
    assert "different from round 1 on" in page


def test_it_is_said_in_german_too(client, bea, year, ours, compared):
    page = text(client, Y, "de")
    assert 'lang="de"' in page
    assert OTHER in page
    with translation.override("de"):
        state = translation.gettext("another document")
    assert state in page


def test_whoever_looks_can_take_the_signed_answer_away(
    client, bea, year, ours, harbour, compared
):
    answer = client.get(f"/servers/{compared.peer_id}/histories/{compared.pk}/")
    assert "attachment" in answer.headers["Content-Disposition"]
    says = answer.json()
    assert (says["server"], says["year"], says["round"]) == (
        harbour.peer.origin,
        "2027",
        1,
    )
    assert (says["there"], says["here"]) == (OTHER, ours)
    keys = {key["id"]: verifying_key(key["public"]) for key in says["keys"]}
    signed = answer_of(says["answer"], says["answer"]["body"])
    assert verify_response(signed, keys=keys, at=clock.now()).key_id in keys
    assert (
        signed.request.url == f"{harbour.peer.origin}/api/v1/federation/years/2027/head"
    )


def test_what_does_not_differ_is_no_proof(client, bea, year, compared):
    last = Head.objects.newest().get()
    for peer, head in ((last.peer_id, last.pk), (last.peer_id + 1, compared.pk)):
        assert client.get(f"/servers/{peer}/histories/{head}/").status_code == 404


def test_the_page_of_the_server_says_it_to_whoever_looks_after_servers(
    client, year, compared
):
    client.force_login(make_facilitator("ada"))
    page = text(client, f"/servers/{compared.peer_id}/")
    assert "It has another history of a year" in page
    assert OTHER in page
    assert f"/servers/{compared.peer_id}/histories/{compared.pk}/" in page


def test_the_record_says_it_to_everybody(client, year, ours, compared):
    page = text(client, "/record/?topic=heads")
    assert "harbour.example has another document of round 1 of" in page


def test_of_a_server_that_is_gone_the_proof_stays(client, bea, year, compared):
    year.members.update(left_at=clock.now())
    page = text(client, Y)
    assert "Harbour has another document of round 1" in page
    assert TWO not in page


def test_who_is_silent_now_is_not_said_to_be_the_same(
    client, year, ours, harbour, monkeypatch
):
    client.force_login(make_facilitator("ada"))
    says = {"year": "2027", "round": 2, "head": ours, "documents": [ours]}
    server = Answering(harbour, head=says)
    build(monkeypatch, server)
    compare_heads(year.pk)
    assert ">the same<" in text(client, Y)
    server.says["head"] = (503, "unavailable")
    page = " ".join(client.post(f"{Y}compare/").content.decode().split())
    assert ">no answer<" in page
    assert ">the same<" not in page
    assert page.count(ours) == 2  # Here, and as it was said before.


def test_who_has_not_answered_yet_is_said(client, bea, year):
    page = text(client, Y)
    assert "has not answered yet" in page
    assert "another document" not in page
