"""New goods: asked for by members, pledged for by councils, never planned too early."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ledger.models import Record
from proposals.models import Pledge, Wanted
from proposals.services import ask_for_good, pledge, refuse_wanted
from tests.factories import (
    make_bread_year,
    make_good,
    make_person,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db
ASKED = {
    "code": "oat-milk",
    "name_en": "Oat milk",
    "name_de": "Hafermilch",
    "category": "consumption",
    "unit": "L",
    "decimals": 2,
    "description": "Milk of oats, for those who do not drink that of cows.",
    "recipe_cost": "1.25",
}


def make_wanted(person=None):
    made, _new = ask_for_good(asked_by=person or make_person(), **ASKED)
    return made


def at(name, *args):
    return reverse(f"desk:{name}", args=args)


def test_any_member_asks_and_everybody_reads_it_but_not_who_asked(client):
    person = make_person("milkmaid")
    client.force_login(person)
    page = client.post(at("wanted-new"), ASKED, follow=True)
    assert "Councils can pledge for it now" in page.content.decode()
    client.logout()
    text = client.get(at("wanted-good", Wanted.objects.get().pk)).content.decode()
    assert "Milk of oats" in text
    assert "milkmaid" not in text


def test_a_code_that_is_taken_is_said_at_its_field(client):
    make_good("oat-milk")
    client.force_login(make_person())
    text = client.post(at("wanted-new"), ASKED).content.decode()
    assert "This code is taken" in text
    assert 'href="#id_code"' in text


@pytest.mark.parametrize(
    ("change", "says"),
    [({"decimals": 4}, "At most 3"), ({"recipe_cost": "0"}, "greater than or equal")],
)
def test_what_cannot_be_kept_is_refused(client, change, says):
    client.force_login(make_person())
    assert says in client.post(at("wanted-new"), ASKED | change).content.decode()
    assert not Wanted.objects.exists()


def test_asked_for_twice_by_one_person_it_is_one_request():
    person = make_person()
    assert make_wanted(person) == make_wanted(person)
    assert Record.objects.filter(kind="wanted.asked").count() == 1


def test_a_delegate_pledges_changes_and_takes_back(client):
    wanted, seat = make_wanted(), make_seat()
    client.force_login(seat.person)
    sent = {"council": seat.council.slug, "side": "request"}
    for amount, units in (("12.5", [1250]), ("3", [300]), ("", [])):
        client.post(at("wanted-good", wanted.pk), sent | {"amount": amount})
        standing = Pledge.objects.standing().values_list("units", flat=True)
        assert list(standing) == units
    assert Pledge.objects.count() == 2


def test_an_offer_counts_on_its_own_side(client):
    wanted, seat = make_wanted(), make_seat()
    client.force_login(seat.person)
    sent = {"council": seat.council.slug, "side": "offer", "amount": "5"}
    page = client.post(at("wanted-good", wanted.pk), sent, follow=True)
    assert Pledge.objects.get().units == -500
    assert "offer 5" in page.content.decode()


def test_nobody_pledges_for_a_council_of_others(client):
    wanted, seat, other = make_wanted(), make_seat(), make_seat()
    client.force_login(seat.person)
    sent = {"council": other.council.slug, "side": "request", "amount": "5"}
    client.post(at("wanted-good", wanted.pk), sent)
    assert not Pledge.objects.exists()


def test_after_the_decision_nobody_pledges():
    wanted, seat = make_wanted(), make_seat()
    refuse_wanted(wanted=wanted, reason="Nobody makes it.")
    with pytest.raises(ValidationError) as refused:
        pledge(wanted=wanted, council=seat.council, units=5, actor=seat.person)
    assert refused.value.code == "decided"


def test_a_proposal_of_the_running_year_cannot_have_it():
    make_wanted()
    period, _bread, eaters, _bakers = make_bread_year()
    with pytest.raises(ValidationError) as refused:
        make_proposal(eaters, period, {make_good("soy-milk"): 5})
    assert refused.value.code == "unknown_good"
