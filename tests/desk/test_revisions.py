"""All revisions of a council's proposal side by side."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_good, make_open_period, make_proposal, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """Read the page after some revisions: pairs of bread and cake, in kilograms."""
    bread, cake = make_good("bread"), make_good("cake")
    period = make_open_period({bread: "2", cake: "10"})
    seat = make_seat()
    client.force_login(seat.person)

    def read(*revisions, query=""):
        for kilos, more in revisions:
            lines = {bread: kilos * 1000, cake: more * 1000}
            make_proposal(
                seat.council,
                period,
                {good: units for good, units in lines.items() if units},
                notes={"cake": f"for {more}"},
            )
        where = reverse("desk:revisions", args=[period.code, seat.council.slug])
        return client.get(where + query).content.decode()

    return read


def marked(text):
    """What is marked as changed, without the markup."""
    found = re.findall(r"<mark>(.*?)</mark> <small>(.*?)</small>", text)
    return [(what.replace("\N{NO-BREAK SPACE}", " "), how) for what, how in found]


def test_what_a_revision_has_changed_is_marked_and_said(page):
    text = page((80, 0), (80, 2), (40, 0))

    assert marked(text) == [
        ("request 40 kg", "\N{MINUS SIGN}50\N{NO-BREAK SPACE}%"),
        ("request 2 kg", "new"),
        ("\N{EN DASH}", "not any more"),
    ]


def test_the_first_revision_changes_nothing(page):
    assert marked(page((80, 1))) == []


def test_notes_stand_beside_their_lines(page):
    text = page((80, 0), (80, 2))
    assert "“for 2”" in text
    assert "“for 0”" not in text


def test_a_newer_page_knows_what_came_before_it(page):
    text = page((1, 0), *[(2, 0)] * 6)
    older = page(query="?page=2")

    assert "Revision 7" in text
    assert marked(text) == [("request 2 kg", "+100\N{NO-BREAK SPACE}%")]
    assert "Revision 1<" in older
    assert marked(older) == []


def test_before_the_first_there_is_nothing_to_see(page):
    assert "None yet." in page()
