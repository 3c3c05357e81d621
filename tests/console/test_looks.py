"""Whatever is looked at in the administration, the council reads who looked."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from councils.services import ask_to_join
from councils.watching import Watched
from iteration.services import publish_plan, settle_period
from ledger.models import Record
from proposals.models import Draft
from proposals.services import declare, grant, instruct, save_draft
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_operator,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)

pytestmark = pytest.mark.django_db
# What admin lists and rows of a council show that its own members see, and others not.
PUBLIC = {
    # Open to everybody on the pages of years, rounds, goods and plans, or on record.
    *("ledger.record", "ledger.seal", "proposals.period", "proposals.good"),
    *("iteration.price", "iteration.result", "iteration.plan"),
    *("iteration.publication", "iteration.offer", "iteration.comparison"),
    *("iteration.approval", "iteration.round", "iteration.simulation"),
    *("proposals.entitlementrule", "proposals.entitlementrate", "proposals.wanted"),
    *("proposals.succession", "proposals.successor"),
    *("councils.departure", "councils.heir"),
    # Of persons and servers, not of councils.
    *("ledger.message", "councils.person", "federation.token"),
    # That there is something, without what it is.
    *("iteration.memory", "iteration.nudge", "proposals.need", "proposals.review"),
}


@pytest.fixture
def council():
    return make_council("eaters")


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator("fay")
    client.force_login(client.person)
    return client


def looks(council):
    found = Record.objects.filter(kind="council.looked_at", subject=council.slug)
    return [each.data["what"] for each in found.order_by("pk")]


def address(model, page, *args):
    return reverse(f"admin:{model}_{page}", args=args)


def test_a_row_that_is_not_public_tells_its_council(facilitator, council):
    held = make_seat(council=council)
    instruction = instruct(council=council, mode="keep")
    declaration = declare(council=council, capacity=1)
    wish, _new = ask_to_join(council=council, person=make_person())
    for model, row, what in (
        ("councils_membership", held, "seats"),
        ("proposals_standinginstruction", instruction, "instructions"),
        ("proposals_declaration", declaration, "declarations"),
        ("councils_joinrequest", wish, "requests"),
    ):
        page = facilitator.get(address(model, "change", row.pk))
        assert page.status_code == 200
        assert looks(council)[-1] == what
    assert len(looks(council)) == 4


def test_a_proposal_is_named_by_year_and_revision(facilitator):
    period, bread, eaters, _bakers = make_bread_year(code="2027")
    proposal = make_proposal(eaters, period, {bread: 70_000})
    for _again in range(2):
        facilitator.get(address("proposals_proposal", "change", proposal.pk))
    entry = Record.objects.get(kind="council.looked_at")
    assert entry.data["which"] == f"2027/{proposal.revision}"


def test_the_seats_below_a_council_are_a_look_for_who_is_shown_them(client, council):
    where = address("councils_council", "change", council.pk)
    client.force_login(make_auditor())
    assert client.get(where).status_code == 200
    assert looks(council) == []
    client.force_login(make_facilitator())
    client.get(where)
    assert looks(council) == ["seats"]


def test_a_published_assignment_is_public_and_one_before_is_not(facilitator):
    period, bread, eaters, bakers = make_bread_year(code="2027")
    make_proposal(bakers, period, {bread: -79_500})
    make_count(period)
    plan = settle_period(period=reload(period))
    row = plan.assignments.get(council=eaters)
    facilitator.get(address("iteration_assignment", "change", row.pk))
    assert looks(eaters) == ["assignments"]
    publish_plan(period=reload(period))
    other = plan.assignments.get(council=bakers)
    facilitator.get(address("iteration_assignment", "change", other.pk))
    assert looks(bakers) == []


def test_a_list_is_one_look_at_all(facilitator, council):
    instruct(council=council, mode="keep")
    for _again in range(2):
        facilitator.get(address("proposals_standinginstruction", "changelist"))
    entry = Record.objects.get(kind="list.looked_at")
    assert entry.data["what"] == "instructions"


def test_a_history_is_a_look_and_a_wrong_address_none(facilitator, council):
    held = make_seat(council=council)
    facilitator.get(address("councils_membership", "change", 10**6))
    assert looks(council) == []
    facilitator.get(address("councils_membership", "history", held.pk))
    assert looks(council) == ["seats"]


def test_members_read_who_looked_at_what_and_when(client, facilitator):
    seat = make_seat(council=make_council("eaters"))
    other = make_seat(council=make_council("bakers"))
    facilitator.get(address("councils_membership", "change", seat.pk))
    facilitator.get(address("councils_membership", "changelist"))
    client.force_login(seat.person)
    page = client.get("/councils/eaters/looks/").content.decode()
    assert "Who sits in the council" in page
    assert "A list of all councils: who sits in the council" in page
    assert f"facilitator (id {str(facilitator.person.public_id)[:8]})" in page
    client.force_login(other.person)
    page = client.get("/councils/bakers/looks/").content.decode()
    assert "A list of all councils" in page
    assert "Who sits in the council" not in page
    assert client.get("/councils/eaters/looks/").status_code == 404


def test_a_facilitator_who_reads_a_request_for_a_seat_is_seen(facilitator, council):
    wish, _new = ask_to_join(council=council, person=make_person(), message="Please.")
    where = reverse("desk:join-request", args=[council.slug, wish.pk])
    assert facilitator.get(where).status_code == 200
    assert looks(council) == ["requests"]


def test_a_delegate_who_reads_it_is_at_home(client, council):
    seat = make_seat(council=council)
    wish, _new = ask_to_join(council=council, person=make_person())
    client.force_login(seat.person)
    client.get(reverse("desk:join-request", args=[council.slug, wish.pk]))
    assert looks(council) == []


def test_every_list_of_the_administration_is_watched_or_public():
    """A new page that shows a council's affairs without a record fails here."""
    ours = ("ledger", "councils", "proposals", "iteration", "federation")
    unwatched = {
        model._meta.label_lower
        for model, page in admin.site._registry.items()
        if model._meta.app_label in ours and not isinstance(page, Watched)
    }
    assert unwatched <= PUBLIC


# ---- Drafts: what a council has not handed in, nobody outside it can open.
OFFICERS = {
    "facilitator": make_facilitator,
    "auditor": make_auditor,
    "operator": make_operator,
    "superuser": lambda: make_person(is_staff=True, is_superuser=True),
}
DRAFTS = ("draft", "draftchange", "comment", "motion")


@pytest.fixture
def draft():
    period, _bread, eaters, _bakers = make_bread_year(code="2027")
    saved = save_draft(
        council=eaters,
        period=period,
        lines={"bread": {"request": "between ourselves", "offer": ""}},
        note="between ourselves",
        version=0,
        saved_by=make_seat(council=eaters).person,
    )
    assert Draft.objects.count() == 1
    return saved


def test_drafts_have_no_page_in_the_administration(draft):
    for name in DRAFTS:
        model = apps.get_model("proposals", name)
        assert not admin.site.is_registered(model)
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:proposals_{name}_changelist")


@pytest.mark.parametrize("office", OFFICERS)
def test_nobody_with_an_office_opens_a_draft(client, draft, office):
    person = OFFICERS[office]()
    client.force_login(person)
    row = Draft.objects.get()
    for where in (
        "/admin/proposals/draft/",
        f"/admin/proposals/draft/{row.pk}/change/",
        f"/admin/proposals/draft/{row.pk}/",
        "/years/2027/councils/eaters/draft/",
        "/years/2027/councils/eaters/draft/check/",
        "/years/2027/councils/eaters/draft/others/",
        "/api/v1/periods/2027/councils/eaters/draft",
    ):
        answer = client.get(where)
        assert answer.status_code in (302, 404), (where, answer.status_code)
        assert b"between ourselves" not in answer.content
    if office != "superuser":
        held = person.get_all_permissions()
        assert not {each for each in held if each.endswith(f"_{'draft'}")}


def test_entitlements_are_watched(facilitator):
    eaters, year = make_council("eaters"), make_period("2028")
    need = {"source": "need", "amount": Decimal(5), "basis": "A ramp."}
    granted = grant(council=eaters, period=year, **need)
    page = facilitator.get(address("proposals_entitlement", "change", granted.pk))
    assert "A ramp." in page.content.decode()
    assert looks(eaters) == ["entitlements"]
    written = Record.objects.get(kind="entitlement.granted")
    assert written.data == {"source": "need", "amount": None}
