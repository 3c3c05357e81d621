"""Councils in the console: found, looked at, joining, leaving, merged and split."""

import pytest
from django.urls import reverse

from councils.models import Council, Departure, Membership
from proposals.models import Proposal
from tests.factories import (
    make_bread_year,
    make_council,
    make_count,
    make_facilitator,
    make_seat,
)

pytestmark = pytest.mark.django_db
WHY = {"why-reason": "Its assembly decided so."}
NOBODY = {f"other{n}-council": "" for n in range(3)}
GAPS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


@pytest.fixture
def facilitator(client):
    person = make_facilitator()
    client.force_login(person)
    return person


def at(name, *args):
    return reverse(f"console:{name}", args=args)


def read(page):
    assert page.status_code == 200
    return page.content.decode().translate(GAPS)


def test_councils_are_found_and_filtered(client, facilitator):
    make_council("bakers", kind="worker")
    make_seat(council=make_council("eaters"))
    assert "1 council" in read(client.get(at("councils"), {"q": "bak"}))
    assert "Eaters" not in read(client.get(at("councils"), {"kind": "worker"}))
    text = read(client.get(at("councils"), {"state": "nobody"}))
    assert "Bakers" in text
    assert "Eaters" not in text


def test_what_a_year_loses_with_a_council_is_shown_before_it_leaves(
    client, facilitator
):
    period, _bread, _eaters, bakers = make_bread_year()
    make_count(period)
    make_seat(council=bakers)
    text = read(client.post(at("council-leave", "bakers"), WHY | {"do": "look"}))
    assert "offer 60 kg" in text
    assert "100 %" in text
    assert "in no count from now on" in text
    assert not Departure.objects.exists()


def test_a_confirmed_leaving_happens_at_once_and_can_be_taken_back(client, facilitator):
    _period, _bread, _eaters, bakers = make_bread_year()
    page = client.post(
        at("council-leave", "bakers"), WHY | {"do": "confirm"}, follow=True
    )
    assert "has left" in read(page)
    assert Proposal.objects.filter(council=bakers).latest("revision").goods == []
    page = client.post(at("council-undo", "bakers"), {"reason": "Back."}, follow=True)
    assert "takes part again" in read(page)
    assert not Departure.objects.standing().exists()


def test_nothing_happens_without_a_reason(client, facilitator):
    make_bread_year()
    for name in ("leave", "retire", "merge", "split"):
        text = read(client.post(at(f"council-{name}", "bakers"), {"do": "confirm"}))
        assert 'class="problems"' in text
    assert not Departure.objects.exists()


def test_councils_are_merged_into_a_new_one_with_all_members(client, facilitator):
    north = make_council("north", members=30)
    make_council("south", members=12)
    person = make_seat(council=north).person
    sent = WHY | NOBODY | {"other0-council": "south"}
    sent |= {"into-slug": "both", "into-name": "Both", "into-name_de": "Beide"}
    assert "42 members" in read(client.post(at("council-merge", "north"), sent))
    client.post(at("council-merge", "north"), sent | {"do": "confirm"})
    both = Council.objects.get(slug="both")
    assert (both.members, both.kind) == (42, "consumer")
    assert Membership.objects.open().filter(council=both, person=person).exists()


def test_a_merger_with_nobody_is_refused(client, facilitator):
    make_council("north")
    sent = WHY | NOBODY | {"into-slug": "both", "into-name": "Both"}
    text = read(client.post(at("council-merge", "north"), sent | {"do": "confirm"}))
    assert "at least two councils" in text
    assert not Council.objects.filter(slug="both").exists()


def test_a_council_is_split_into_new_ones(client, facilitator):
    make_council("north", members=30)
    sent = dict(WHY)
    for n, slug in enumerate(("east", "west")):
        sent |= {f"part{n}-slug": slug, f"part{n}-name": slug}
        sent |= {f"part{n}-members": "15", f"part{n}-share": "1/2"}
    for n in (2, 3):
        sent |= {f"part{n}-slug": "", f"part{n}-name": "", f"part{n}-share": ""}
        sent |= {f"part{n}-members": "0"}
    client.post(at("council-split", "north"), sent | {"do": "confirm"})
    heirs = Departure.objects.get().heirs.order_by("council__slug")
    assert [(row.council.slug, row.numerator) for row in heirs] == [
        ("east", 1),
        ("west", 1),
    ]
    assert "East" in read(client.get(at("council", "north"))).title()


def test_a_council_joins_after_a_look(client, facilitator):
    make_bread_year()
    sent = {"slug": "oven", "name": "Oven", "name_de": "Ofen", "kind": "worker"}
    sent |= {"members": "4", "parent": ""} | WHY
    text = read(client.post(at("council-add"), sent))
    assert "as soon as it has a delegate" in text
    assert not Council.objects.filter(slug="oven").exists()
    client.post(at("council-add"), sent | {"do": "confirm"})
    assert Council.objects.get(slug="oven").joined_at is not None


def test_a_consumer_council_is_told_that_it_waits_for_the_next_year(
    client, facilitator
):
    make_bread_year()
    sent = {"slug": "new", "name": "New", "name_de": "", "kind": "consumer"}
    sent |= {"members": "4", "parent": ""} | WHY
    assert "its first year is the next one" in read(
        client.post(at("council-add"), sent)
    )


def test_pages_of_councils_take_few_queries(
    client, facilitator, django_assert_max_num_queries
):
    for _n in range(60):
        make_seat()
    with django_assert_max_num_queries(25):
        client.get(at("councils"))
    make_bread_year()
    with django_assert_max_num_queries(25):
        client.get(at("council", "bakers"))
