"""A council sees why it may use so much, says who it is, and asks for more."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from iteration.services import open_period
from iteration.services.entitling import decide_entitlements
from ledger.services import seal
from proposals.models import Credit, HeadCount, Need, Review
from proposals.services import ask_credit, draw_reviewers, file_need, write_rule
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db

ADULTS = {"code": "adults", "name_en": "adults", "name_de": "Erwachsene"}
CHILDREN = {
    "code": "children",
    "name_en": "children",
    "name_de": "Kinder",
    "amount": Decimal(3000),
}


@pytest.fixture
def year():
    year = make_period("2028", {make_good("bread"): "2"})
    write_rule(
        period=year,
        figures={"rate": Decimal(9000)},
        rates=[{**ADULTS, "works": True}, CHILDREN],
    )
    return year


@pytest.fixture
def town():
    return make_council("town", kind="consumer_federation")


@pytest.fixture
def street(town):
    return make_council("street", members=10, parent=town)


def log_in(client, council, role="delegate"):
    person = make_seat(council=council, role=role).person
    client.force_login(person)
    return person


def page(name, council, *args):
    return reverse(f"desk:{name}", args=["2028", council.slug, *args])


def decide(year):
    decide_entitlements(period=year, reason="Agreed.", actor=make_facilitator())


def test_a_year_in_preparation_is_there_for_who_sits_in_the_council_and_nobody_else(
    client, year, street
):
    log_in(client, street, "member")
    assert client.get(page("entitlement", street)).status_code == 200
    client.force_login(make_person())
    assert client.get(page("entitlement", street)).status_code == 404
    assert client.get(page("entitlement-heads", street)).status_code == 404


def test_why_this_much_is_told_line_by_line_in_both_languages(client, year, street):
    log_in(client, street)
    client.post(page("entitlement-heads", street), {"row-children": "4"})
    decide(year)
    shown = client.get(page("entitlement", street))
    assert [(line.name, line.amount) for line in shown.context["lines"]] == [
        ("effort", Decimal("54000.00")),
        ("allowance: children", Decimal("12000.00")),
    ]
    assert shown.context["total"] == Decimal("66000.00")
    with translation.override("de"):
        client.cookies["django_language"] = "de"
        german = client.get(page("entitlement", street)).context["lines"]
    assert "Kinder" in german[1].name


def test_delegates_say_how_many_members_stand_where_and_members_only_look(
    client, year, street
):
    log_in(client, street, "member")
    sent = client.post(page("entitlement-heads", street), {"row-children": "3"})
    assert sent.status_code == 404
    log_in(client, street)
    sent = client.post(page("entitlement-heads", street), {"row-children": "11"})
    assert sent.status_code == 422
    assert not HeadCount.objects.exists()
    said = {"row-children": "3", "rating": "1.05", "hours": ""}
    client.post(page("entitlement-heads", street), said)
    kept = HeadCount.objects.get()
    assert (kept.heads, kept.rating, kept.hours) == (
        {"children": 3},
        Decimal("1.050"),
        None,
    )


def test_fewer_than_five_people_are_shown_to_nobody_else(client, year, street):
    log_in(client, street)
    client.post(page("entitlement-heads", street), {"row-children": "4"})
    decide(year)
    open_period(period=year)
    shared = reverse("desk:entitlements", args=["2028"])
    shown = client.get(shared)
    assert [people for _rate, people in shown.context["rows"]] == [None, None]
    assert "fewer than 5" in shown.content.decode()
    assert shown.context["total"] == Decimal("66000.00")


def test_a_council_asks_for_a_credit_and_its_federation_decides(
    client, year, street, town
):
    log_in(client, street)
    said = {"amount": "1000", "years": "2", "purpose": "A roof."}
    client.post(page("credit", street), said)
    credit = Credit.objects.get()
    assert client.get(page("credit-decide", street, credit.pk)).status_code == 404

    log_in(client, town)
    assert credit.council in [
        each.council
        for each in client.get(page("entitlement", town)).context["to_decide"]
    ]
    there = page("credit-decide", town, credit.pk)
    assert client.post(there, {"do": "grant"}).status_code == 422
    client.post(there, {"do": "grant", "reason": "It rains in."})
    credit.refresh_from_db()
    assert credit.state == Credit.State.GRANTED


def test_a_credit_of_another_federation_is_not_there(client, year, street):
    credit = ask_credit(
        council=street,
        period=year,
        amount=Decimal(1),
        years=1,
        purpose="A roof.",
        actor=make_person(),
    )
    other = make_council("county", kind="consumer_federation")
    log_in(client, other)
    assert client.get(page("credit-decide", other, credit.pk)).status_code == 404


def test_who_was_drawn_sees_the_need_and_not_whose_it_is(client, year, street):
    log_in(client, street)
    client.post(page("need", street), {"amount": "900", "text": "A stair lift."})
    seal()
    reviewer = make_seat(council=make_council("elsewhere")).person
    draw_reviewers(need=Need.objects.get())
    there = reverse("desk:review", args=[Review.objects.get().pk])
    assert client.get(there).status_code == 404

    client.force_login(reviewer)
    shown = client.get(there).content.decode()
    assert "A stair lift." in shown
    assert "Street" not in shown
    assert client.post(there, {}).status_code == 422
    client.post(there, {"vote": "yes"})
    assert Need.objects.get().state == Need.State.GRANTED

    decide(year)
    log_in(client, street)
    lines = client.get(page("entitlement", street)).context["lines"]
    assert lines[-1].amount == Decimal("900.00")


def test_once_rounds_run_nothing_can_be_filed(client, year, street):
    open_period(period=year)
    log_in(client, street)
    said = {"amount": "900", "text": "A stair lift.", "years": "1", "purpose": "x"}
    for name in ("need", "credit", "entitlement-heads"):
        assert client.post(page(name, street), said).status_code == 409
    assert not Need.objects.exists()
    assert not Credit.objects.exists()


def test_a_need_of_another_person_cannot_be_voted_on(client, year, street):
    file_need(council=street, period=year, text="A lift.", amount=Decimal(9))
    seal()
    make_seat(council=make_council("elsewhere"))
    draw_reviewers(need=Need.objects.get())
    log_in(client, street)
    there = reverse("desk:review", args=[Review.objects.get().pk])
    assert client.post(there, {"vote": "yes"}).status_code == 404
    assert Review.objects.get().granted is None
