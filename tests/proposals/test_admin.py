"""Goods, years in preparation and entitlements in the administration."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from ledger.models import Record
from proposals.models import CatalogueEntry, Entitlement, Good, Period
from proposals.services import grant, submit_many
from proposals.services.submission import Line
from tests.factories import (
    make_council,
    make_facilitator,
    make_good,
    make_open_period,
    make_period,
    make_person,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator()
    client.force_login(client.person)
    return client


@pytest.fixture
def superuser(client):
    client.person = make_person("root-of-all", is_staff=True, is_superuser=True)
    client.force_login(client.person)
    return client


def page(model, name, *args):
    return reverse(f"admin:proposals_{model}_{name}", args=args)


def year(**fields):
    """What the form of a year sends."""
    return {
        "code": "2030",
        "name_en": "Year 2030",
        "name_de": "Jahr 2030",
        "starts": "2030-01-01",
        "ends": "2030-12-31",
        "tolerance": "0.02",
        "rule": "aggregate",
        "silence": "zero",
        "round_length": "5 00:00:00",
        "max_rounds": "12",
        "publishers": "2",
    } | fields


def catalogue(period, prices=(), dropped=(), added=()):
    """What the catalogue on the page of a year sends."""
    entries = list(period.catalogue.order_by("good__code"))
    sent = {
        "catalogue-TOTAL_FORMS": len(entries),
        "catalogue-INITIAL_FORMS": len(entries),
        "catalogue-2-TOTAL_FORMS": len(added),
        "catalogue-2-INITIAL_FORMS": 0,
    }
    for place, entry in enumerate(entries):
        price = dict(prices).get(entry.good, entry.start_price)
        sent[f"catalogue-{place}-id"] = entry.pk
        sent[f"catalogue-{place}-start_price"] = str(price)
        if entry.good in dropped:
            sent[f"catalogue-{place}-DELETE"] = "on"
    for place, (good, price) in enumerate(added):
        sent[f"catalogue-2-{place}-good"] = good.pk
        sent[f"catalogue-2-{place}-start_price"] = price
    return sent


def prices_of(period):
    entries = period.catalogue.values_list("good__code", "start_price")
    return dict(entries)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_year_is_set_up_and_recorded(facilitator):
    facilitator.post(page("period", "add"), year())
    period = Period.objects.get(code="2030")
    assert period.status == Period.Status.DRAFT
    assert period.round_length == timedelta(days=5)
    assert Record.objects.get(kind="period.created").actor == str(
        facilitator.person.public_id
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"tolerance": "0"},
        {"tolerance": "NaN"},
        {"ends": "2029-01-01"},
        {"round_length": "0"},
        {"round_length": "999999999 00:00:00"},
        {"round_length": "soon"},
        {"max_rounds": "0"},
        {"code": "20/30"},
        {"name_en": "\x00"},
    ],
)
def test_a_year_that_cannot_be_is_a_fault_of_the_form(facilitator, wrong):
    answer = facilitator.post(page("period", "add"), year(**wrong))
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert not Period.objects.exists()


def test_in_preparation_calendar_and_rules_may_change(facilitator):
    period = make_period("2027")
    sent = year(code="other", automatic="on") | catalogue(period)
    answer = facilitator.post(page("period", "change", period.pk), sent)
    assert answer.status_code == 302
    period = reload(period)
    assert (period.code, period.name_en) == ("2027", "Year 2030")
    assert (period.silence, period.automatic) == ("zero", True)
    assert period.tolerance == Decimal("0.02")
    changed = Record.objects.get(kind="period.changed")
    assert changed.data["tolerance"] == "0.02"


def test_once_rounds_run_a_year_is_only_read(superuser):
    period = make_open_period({make_good(): 1})
    path = page("period", "change", period.pk)
    shown = superuser.get(path).content.decode()
    assert 'name="_save"' not in shown
    assert 'name="catalogue-0-start_price"' not in shown
    assert superuser.post(path, year() | catalogue(period)).status_code == 403


def test_a_year_that_opens_while_somebody_edits_it_stays_as_it_was(
    superuser, monkeypatch
):
    period = make_open_period({make_good(): 1})
    monkeypatch.setattr(
        "proposals.admin.period.in_preparation", lambda period: period is not None
    )
    path = page("period", "change", period.pk)
    rounds = {"rounds-TOTAL_FORMS": 0, "rounds-INITIAL_FORMS": 0}
    sent = year() | catalogue(period) | rounds
    answer = superuser.post(path, sent, follow=True)
    assert said(answer) == [f"{period} is fixed since its first round opened."]
    assert reload(period).tolerance == Decimal("0.03")


def test_first_prices_and_goods_change_while_in_preparation(superuser):
    bread, rye, oats = make_good("bread"), make_good("rye"), make_good("oats")
    period = make_period(prices={bread: "2.5", rye: "1"})
    sent = year() | catalogue(
        period, prices={bread: "3.25"}.items(), dropped=[rye], added=[(oats, "0.75")]
    )

    answer = superuser.post(page("period", "change", period.pk), sent)

    assert answer.status_code == 302
    assert prices_of(period) == {"bread": Decimal("3.25"), "oats": Decimal("0.75")}
    bread_entry = CatalogueEntry.objects.get(period=period, good=bread)
    assert bread_entry.floor == Decimal("0.000401082")


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "1e99", "free"])
def test_a_price_that_is_none_is_a_fault_of_the_form(superuser, price):
    bread = make_good("bread")
    period = make_period(prices={bread: "2.5"})
    sent = year() | catalogue(period, prices=[(bread, price)])
    answer = superuser.post(page("period", "change", period.pk), sent)
    assert answer.status_code == 200
    assert prices_of(period) == {"bread": Decimal("2.5")}


def test_a_good_that_has_been_proposed_stays_in_the_catalogue(superuser):
    bread = make_good("bread")
    period = make_period(prices={bread: "2.5"})
    line = Line(make_council().pk, [bread.pk], [5])
    submit_many(period=period, lines=[line], origin="plan")
    sent = year() | catalogue(period, dropped=[bread])
    path = page("period", "change", period.pk)
    answer = superuser.post(path, sent, follow=True)
    assert said(answer) == ["Bread cannot be left out: it has been proposed already."]
    assert prices_of(period) == {"bread": Decimal("2.5")}
    # Nor did anything else on the page change.
    assert reload(period).tolerance == Decimal("0.03")


def test_first_prices_are_no_facilitators_figure(facilitator):
    bread = make_good("bread")
    period = make_period(prices={bread: "2.5"})
    sent = year() | catalogue(period, prices=[(bread, "9")], dropped=[bread])
    facilitator.post(page("period", "change", period.pk), sent)
    assert prices_of(period) == {"bread": Decimal("2.5")}


def good_form(**fields):
    return {
        "code": "bread",
        "name_en": "Bread",
        "name_de": "Brot",
        "category": "consumption",
        "unit": "kg",
        "decimals": "3",
    } | fields


def test_a_good_is_added_and_recorded(facilitator):
    facilitator.post(page("good", "add"), good_form())
    assert Good.objects.get().name_de == "Brot"
    assert Record.objects.get(kind="good.created").subject == "bread"


def test_a_good_keeps_its_measure_once_planned_with(facilitator):
    bread = make_good("bread")
    make_period(prices={bread: 1})
    path = page("good", "change", bread.pk)
    facilitator.post(path, good_form(unit="t", decimals="0", name_de="Das Brot"))
    bread.refresh_from_db()
    assert (bread.unit, bread.decimals, bread.name_de) == ("kg", 3, "Das Brot")


def test_a_good_nobody_plans_with_may_be_corrected(facilitator):
    bread = make_good("bread")
    facilitator.post(page("good", "change", bread.pk), good_form(decimals="2"))
    assert Good.objects.get().decimals == 2


def test_an_entitlement_is_granted_and_recorded(superuser):
    council, period = make_council(), make_period()
    sent = {"council": council.pk, "period": period.pk, "source": "effort"}
    superuser.post(page("entitlement", "add"), sent | {"amount": "900.50"})
    assert Entitlement.objects.get().amount == Decimal("900.50")
    assert Record.objects.get(kind="entitlement.granted")


def test_an_entitlement_is_fixed_once_rounds_run(superuser):
    council, good = make_council(), make_good()
    period = make_open_period({good: 1})
    sent = {"council": council.pk, "period": period.pk, "source": "effort"}
    path = page("entitlement", "add")
    answer = superuser.post(path, sent | {"amount": "1"}, follow=True)
    assert "fixed since its first round opened" in said(answer)[0]
    assert not Entitlement.objects.exists()


def test_facilitators_read_entitlements_but_set_none(facilitator):
    council, period = make_council(), make_period()
    given = grant(council=council, period=period, source="need", amount=Decimal(9))
    path = page("entitlement", "change", given.pk)
    assert facilitator.get(path).status_code == 200
    assert facilitator.post(path, {"amount": "99"}).status_code == 403
