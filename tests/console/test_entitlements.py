"""Facilitators try a table, decide it for a reason, and see whether it is carried."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils.models import Event
from iteration.services import open_period
from ledger.models import Record
from ledger.services import seal
from proposals.models import Credit, Entitlement, EntitlementRule, HeadCount, Need
from proposals.services import ask_credit, file_need, grant, write_rule
from tests.factories import (
    make_auditor,
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    bread = make_good("bread")
    return make_period("2028", {bread: "2"})


@pytest.fixture
def street():
    return make_council("street", members=10)


@pytest.fixture
def facilitator(client):
    person = make_facilitator()
    client.force_login(person)
    return person


def page(name):
    return reverse(f"console:{name}", args=["2028"])


def typed(**more):
    """What a browser sends of a table with one row."""
    return {
        "per": "member",
        "rate": "9000",
        "hours": "1500",
        "rating": "equal",
        "cap": "1",
        "repay_years": "5",
        "borrowing_limit": "",
        "reviewers": "3",
        "row-TOTAL_FORMS": "2",
        "row-INITIAL_FORMS": "1",
        "row-0-code": "adults",
        "row-0-name_en": "adults",
        "row-0-source": "allowance",
        "row-0-works": "on",
        "row-1-name_en": "",
        "row-1-source": "allowance",
    } | more


def test_trying_a_table_shows_what_comes_out_and_keeps_nothing(
    client, facilitator, year, street
):
    poor = make_council("poor", members=5)
    grant(council=street, period=year, source="effort", amount=Decimal(100_000))
    grant(council=poor, period=year, source="effort", amount=Decimal(1000))
    before = Record.objects.count()

    shown = client.get(page("entitlements-try"), typed(**{"try": "1"}))

    assert shown.status_code == 200
    assert [each.tried for each in shown.context["sums"]][-1] == Decimal("135000.00")
    (loser, change), *_rest = shown.context["losers"]
    assert (loser, change.each) == (street, Decimal("-1000.00"))
    assert shown.context["winners"][0][0] == poor
    assert "<svg" in shown.content.decode()
    assert not EntitlementRule.objects.exists()
    assert Record.objects.count() == before
    assert Entitlement.objects.get(council=street).amount == 100_000


def test_what_was_tried_can_be_taken_away_council_by_council(
    client, facilitator, year, street
):
    got = client.get(page("entitlements-try"), typed(**{"try": "csv"}))
    rows = list(csv.DictReader(io.StringIO(got.getvalue().decode())))
    assert rows[0]["council"] == "street"
    assert (rows[0]["effort"], rows[0]["total"]) == ("90000.00", "90000.00")


def test_a_table_is_written_looked_at_and_decided_for_a_reason(
    client, facilitator, year, street
):
    sent = client.post(page("entitlements-rule"), typed())
    assert sent.headers["Location"] == page("entitlements-decide")
    assert not Entitlement.objects.exists()

    look = client.get(page("entitlements-decide"))
    version = look.context["writing"].version
    refused = client.post(page("entitlements-decide"), {"version": version})
    assert refused.status_code == 422
    assert not Entitlement.objects.exists()

    client.post(page("entitlements-decide"), {"version": version, "reason": "Agreed."})
    assert Entitlement.objects.get().amount == Decimal("90000.00")
    assert Event.objects.filter(kind="entitlement.decided").count() == 1
    assert "Agreed." in client.get(page("entitlements")).content.decode()


def test_another_version_than_the_one_looked_at_is_not_decided(
    client, facilitator, year, street
):
    client.post(page("entitlements-rule"), typed())
    sent = {"version": "7", "reason": "Agreed."}
    assert client.post(page("entitlements-decide"), sent).status_code == 409
    assert not Entitlement.objects.exists()


def test_what_is_wrong_is_named_with_its_field(client, facilitator, year):
    sent = client.post(
        page("entitlements-rule"),
        typed(reviewers="2", **{"row-0-area": "nowhere", "rate": "1.500"}),
    )
    assert sent.status_code == 422
    assert {name for name, _text in sent.context["problems"]} == {
        "reviewers",
        "row-0-area",
        "rate",
    }
    assert not EntitlementRule.objects.exists()


def test_the_sum_check_says_when_more_is_granted_than_the_plan_carries(
    client, facilitator, year, street
):
    bakers = make_council("bakers", kind="worker")
    bread = year.catalogue.get().good
    year.__class__.objects.filter(pk=year.pk).update(previous=_before(bread, bakers))
    year.refresh_from_db()

    grant(council=street, period=year, source="effort", amount=Decimal(120))
    check = client.get(page("entitlements")).context["check"]
    assert (check.account.carried, check.left) == (Decimal("120.00"), Decimal("0.00"))
    assert check.is_carried
    assert sum(line.amount for line in check.received) == check.account.carried

    grant(council=street, period=year, source="effort", amount=Decimal("120.01"))
    shown = client.get(page("entitlements"))
    assert not shown.context["check"].is_carried
    assert "Prices would have to rise" in shown.content.decode()


def _before(bread, bakers):
    """A closed year in which 60 kg of bread were offered."""
    before = make_period("2027", {bread: "2.5"})
    year = before.__class__.objects
    open_period(period=before)
    make_proposal(bakers, before, {bread: -60_000})
    year.filter(pk=before.pk).update(status="closed")
    return year.get(pk=before.pk)


def test_head_counts_from_a_file_are_shown_before_they_are_kept(
    client, facilitator, year, street
):
    children = {"code": "children", "name_en": "children"}
    adults = {"code": "adults", "name_en": "adults", "works": True}
    write_rule(period=year, figures={}, rates=[adults, children])
    said = b"council,children,rating\nstreet,3,1.2\n"

    shown = client.post(page("entitlements-heads"), {"file": upload(said)})
    assert not HeadCount.objects.exists()
    sealed = re.search(r'name="heads" value="([^"]+)"', shown.content.decode())[1]
    client.post(page("entitlements-heads"), {"heads": sealed, "reason": "Census."})

    kept = HeadCount.objects.get()
    assert (kept.heads, kept.rating) == ({"children": 3}, Decimal("1.200"))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"street,11,1", "but 10 members"),
        (b"nowhere,1,1", "no council"),
        (b"street,1.500,1", "two ways"),
        (b"street,1,11", "between 0 and 10"),
    ],
)
def test_a_fault_in_a_file_names_its_row_and_nothing_is_kept(
    client, facilitator, year, street, line, text
):
    children = {"code": "children", "name_en": "children"}
    adults = {"code": "adults", "name_en": "adults", "works": True}
    write_rule(period=year, figures={}, rates=[adults, children])
    said = b"council,children,rating\n" + line + b"\n"
    sent = client.post(page("entitlements-heads"), {"file": upload(said)})
    assert sent.status_code == 422
    [(_name, problem)] = sent.context["problems"]
    assert problem.startswith("Row 2")
    assert text in problem


def upload(body):
    return SimpleUploadedFile("heads.csv", body, content_type="text/csv")


def test_reviewers_are_drawn_on_a_page_that_shows_neither_text_nor_council(
    client, facilitator, year, street
):
    make_seat(council=make_council("other"))
    file_need(council=street, period=year, text="A stair lift.", amount=Decimal(9))
    seal()
    shown = client.get(page("needs")).content.decode()
    assert "stair" not in shown
    assert "Street" not in shown

    client.post(page("needs"))
    assert Need.objects.get().state == Need.State.REVIEWED


def test_a_credit_of_a_council_without_a_federation_is_decided_here(
    client, facilitator, year, street
):
    credit = ask(street, year)
    sent = {"credit": credit.pk, "do": "grant", "reason": ""}
    assert client.post(page("credits"), sent).status_code == 422
    client.post(page("credits"), sent | {"reason": "It rains in."})
    assert Credit.objects.get().state == Credit.State.GRANTED


def ask(council, year):
    return ask_credit(
        council=council,
        period=year,
        amount=Decimal(1000),
        years=2,
        purpose="A roof.",
        actor=make_person(),
    )


def test_an_auditor_reads_and_changes_nothing(client, year, street):
    credit = ask(street, year)
    client.force_login(make_auditor())
    assert client.get(page("entitlements")).status_code == 200
    sent = {"credit": credit.pk, "do": "grant", "reason": "x"}
    for name in ("needs", "credits", "entitlements-rule", "entitlements-decide"):
        assert client.post(page(name), sent).status_code == 404


def test_no_number_of_councils_asks_for_more_queries(
    client, facilitator, year, street, django_assert_max_num_queries
):
    write_rule(
        period=year,
        figures={"rate": Decimal(5)},
        rates=[{"code": "adults", "name_en": "adults", "works": True}],
    )
    for number in range(40):
        make_council(f"c{number}")
    for name in ("entitlements", "entitlements-decide", "entitlements-rule"):
        with django_assert_max_num_queries(25):
            assert client.get(page(name)).status_code == 200
