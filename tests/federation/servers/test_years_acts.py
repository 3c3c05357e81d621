"""Facilitators share a year, invite, remove, open it, and ask the others."""

import pytest

from federation.models import Member, SharedYear
from federation.services import pause_peer
from federation.tasks import advance_year
from federation.together.course import advance
from federation.wire.sending import Unreachable
from iteration.models import Publication
from ledger.models import Record
from proposals.models import Good, Period
from tests.factories import (
    make_council,
    make_due,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.servers.league import (
    Answering,
    make_joined,
    make_peer,
    make_shared,
    open_shared,
    take_in,
)
from tests.federation.servers.town import build
from tests.federation.together.speaking import make_part

Y = "/servers/years/2027/"
WHY = {"reason": "The assembly decided so."}


@pytest.fixture
def ann(client, db):
    person = make_facilitator("ann")
    client.force_login(person)
    return person


@pytest.fixture
def harbour(ann):
    return make_peer("harbour", ann)


@pytest.fixture
def started(monkeypatch):
    """The years of which somebody asked that what is due be done."""
    found = []
    monkeypatch.setattr(advance_year, "delay_on_commit", found.append)
    return found


def text(answer):
    return " ".join(answer.content.decode().split())


def on_record(kind):
    return list(
        Record.objects.filter(kind=kind).values_list("subject", "reason", "actor")
    )


class TestSharing:
    def test_what_is_seen_and_what_is_kept_stands_before_it(self, client, ann):
        make_period("2027", {make_good("bread"): "2"})
        page = text(client.get("/servers/share-a-year/?year=2027"))
        assert "What other servers will see" in page
        assert "What never leaves this server" in page
        assert '<option value="2027" selected>' in page

    def test_a_year_is_shared_and_on_record(self, client, ann):
        make_period("2027", {make_good("bread"): "2"})
        answer = client.post("/servers/share-a-year/", {"year": "2027", **WHY})
        assert answer.url == Y
        assert SharedYear.objects.get().parent is None
        assert Period.objects.get(code="2027").together
        assert on_record("year.shared") == [("2027", WHY["reason"], str(ann.public_id))]

    def test_only_a_real_year_in_preparation_can_be(self, client, ann):
        year = make_shared("2027", ann)
        open_shared(year, ann)
        page = text(client.get("/servers/share-a-year/"))
        assert "No year in preparation is left to be shared." in page
        answer = client.post("/servers/share-a-year/", {"year": "2027", **WHY})
        assert answer.status_code == 422

    def test_without_a_reason_nothing_happens(self, client, ann):
        make_period("2027", {make_good("bread"): "2"})
        answer = client.post("/servers/share-a-year/", {"year": "2027"})
        assert answer.status_code == 422
        assert 'href="#id_reason"' in text(answer)
        assert not SharedYear.objects.exists()


class TestInviting:
    def test_a_confirmed_server_is_invited_and_on_record(self, client, ann, harbour):
        make_shared("2027", ann)
        answer = client.post(Y + "invite/", {"server": harbour.peer.pk, **WHY})
        assert answer.url == Y
        assert Member.objects.get().peer == harbour.peer
        [(subject, reason, _actor)] = on_record("year.server_invited")
        assert (subject, reason) == ("2027", WHY["reason"])

    def test_others_are_named_and_cannot_be(self, client, ann, harbour):
        make_shared("2027", ann)
        pause_peer(peer=harbour.peer, actor=ann, reason="Two histories.")
        page = text(client.get(Y + "invite/"))
        assert "Not ready to be invited" in page
        assert "Harbour" in page
        answer = client.post(Y + "invite/", {"server": harbour.peer.pk, **WHY})
        assert answer.status_code == 422
        assert not Member.objects.exists()

    def test_only_the_root_invites_and_before_the_first_round(
        self, client, ann, harbour
    ):
        make_joined("2028", harbour.peer, ann)
        for name in ("invite/", "open/"):
            assert client.get(f"/servers/years/2028/{name}").status_code == 404
        open_shared(make_shared("2027", ann), ann)
        for name in ("invite/", "open/"):
            assert client.get(Y + name).status_code == 404
            assert client.post(Y + name, WHY).status_code == 404


class TestGoingOnWithout:
    def where(self, speaker):
        return f"{Y}servers/{speaker.peer.pk}/remove/"

    def test_an_invitation_is_taken_back(self, client, ann, harbour, started):
        take_in(make_shared("2027", ann), harbour, actor=ann, joined=False)
        page = text(client.get(self.where(harbour)))
        assert "Take the invitation of Harbour back" in page
        assert client.post(self.where(harbour)).status_code == 422
        assert Member.objects.get().left_at is None
        assert client.post(self.where(harbour), WHY).url == Y
        assert Member.objects.get().left_at
        assert client.get(self.where(harbour)).status_code == 404
        again = client.post(Y + "invite/", {"server": harbour.peer.pk, **WHY})
        assert again.status_code == 302
        assert Member.objects.get().left_at is None

    def test_what_would_be_missing_is_said_before_it_is_done(
        self, client, ann, harbour, started
    ):
        shared = make_shared("2027", ann, tolerance="0.001")
        take_in(shared, harbour, actor=ann)
        year = open_shared(shared, ann)
        bakers = make_council("bakers", kind="worker")
        bread = Good.objects.get(code="bread")
        make_proposal(bakers, year.period, {bread: -120})
        part = make_part(year.period, server=harbour.peer.origin)
        assert harbour.put_part(part).status_code == 200
        make_due(year.period)
        while advance(year.pk):
            pass
        later = make_part(year.period, 2, server=harbour.peer.origin)
        assert harbour.put_part(later).status_code == 200
        page = text(client.get(self.where(harbour)))
        assert "Its last part, of round 1, speaks for 2 councils." in page
        assert "Bread: 0.88 kg of 1 kg offered" in page
        assert client.post(self.where(harbour), WHY).status_code == 302
        assert started == [year.pk]
        [(subject, reason, _actor)] = on_record("year.server_left")
        assert (subject, reason) == ("2027", WHY["reason"])

    def test_after_the_settlement_nobody_is_removed(self, client, ann, harbour):
        shared = make_shared("2027", ann)
        take_in(shared, harbour, actor=ann)
        open_shared(shared, ann)
        assert "Go on without Harbour" in text(client.get(Y))
        Period.objects.filter(code="2027").update(status="settled")
        assert "Go on without Harbour" not in text(client.get(Y))
        assert client.post(self.where(harbour), WHY).status_code == 404

    def test_who_takes_no_part_cannot_be_removed(self, client, ann, harbour):
        make_shared("2027", ann)
        assert client.get(self.where(harbour)).status_code == 404


class TestOpening:
    def test_who_takes_part_and_who_does_not_is_said_first(
        self, client, ann, harbour, started
    ):
        hill = make_peer("hill", ann, 2)
        shared = make_shared("2027", ann)
        take_in(shared, harbour, actor=ann)
        take_in(shared, hill, actor=ann, joined=False)
        page = text(client.get(Y + "open/"))
        assert "It takes part: Harbour." in page
        assert "Not joined, and out of this year from then on: Hill." in page
        assert "1 good is in the catalogue." in page
        assert "7 days" in page
        assert client.post(Y + "open/").status_code == 422
        assert client.post(Y + "open/", WHY).url == Y
        assert reload(shared.period).status == Period.Status.OPEN
        assert started == [shared.pk]
        assert on_record("period.opened")[0][1] == WHY["reason"]

    def test_an_empty_catalogue_is_said_in_words(self, client, ann, started):
        make_shared("2027", ann, goods=())
        answer = client.post(Y + "open/", WHY)
        assert answer.status_code == 422
        assert "has no goods in its catalogue" in text(answer)
        assert started == []


def test_what_is_due_is_done_when_somebody_asks(client, ann, started):
    year = make_shared("2027", ann)
    assert client.post(Y + "go-on/").url == Y
    assert started == [year.pk]


def head(documents):
    newest = documents[-1] if documents else None
    return {"year": "2027", "round": 2, "head": newest, "documents": documents}


class TestComparingHeads:
    @pytest.fixture
    def counted(self, ann, harbour):
        """A year of which round 1 is published here and round 2 open."""
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
        return Publication.objects.get()

    @pytest.mark.parametrize(
        ("documents", "said"),
        [
            ([], "behind: an earlier document of ours"),
            (["fe" * 32], "another document"),
            (["ours"], "the same<"),
            (["ours", "fe" * 32], "ahead: a document that is not here yet"),
        ],
    )
    def test_what_another_server_has_stands_beside_ours(
        self, client, counted, harbour, monkeypatch, documents, said
    ):
        documents = [each.replace("ours", counted.digest) for each in documents]
        build(monkeypatch, Answering(harbour, head=head(documents)))
        page = text(client.post(Y + "compare/"))
        assert said in page
        assert counted.digest in page
        for each in documents or ["none yet"]:
            assert each in page
        # And it stays on the year's page.
        assert said in text(client.get(Y))

    def test_another_history_is_on_top_at_once(
        self, client, counted, harbour, monkeypatch
    ):
        build(monkeypatch, Answering(harbour, head=head(["fe" * 32])))
        page = text(client.post(Y + "compare/"))
        assert "Harbour has another document of round 1" in page

    def test_who_does_not_answer_is_said(self, client, counted, harbour, monkeypatch):
        town = build(monkeypatch, Answering(harbour))
        assert "no answer" in text(client.post(Y + "compare/"))
        town.servers[harbour.peer.origin].broken = Unreachable("slow")
        assert "It took too long to answer" in text(client.post(Y + "compare/"))

    def test_an_answer_without_documents_is_none(
        self, client, counted, harbour, monkeypatch
    ):
        says = {"year": "2027", "round": 2, "head": counted.digest}
        build(monkeypatch, Answering(harbour, head=says))
        page = text(client.post(Y + "compare/"))
        assert "Its answer cannot be understood." in page
        assert "has not answered yet" in text(client.get(Y))

    def test_a_paused_server_is_not_asked(
        self, client, ann, counted, harbour, monkeypatch
    ):
        server = Answering(harbour, head=head([counted.digest]))
        build(monkeypatch, server)
        pause_peer(peer=harbour.peer, actor=ann, reason="Two histories.")
        page = text(client.post(Y + "compare/"))
        assert "Nothing is said to it at the moment." in page
        assert server.asked == []
