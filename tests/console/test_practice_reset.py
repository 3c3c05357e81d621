"""A practice year is begun anew by a button, by itself or by the clock."""

from datetime import timedelta

import pytest

from iteration.services import rehearse
from ledger.models import Record
from proposals.models import Period
from tests.factories import (
    make_auditor,
    make_council,
    make_facilitator,
    make_good,
    make_period,
)

pytestmark = pytest.mark.django_db
PAGE = "/console/practice/2027-practice/"


@pytest.fixture
def fay(client):
    """A facilitator, and a practice year of a year in preparation."""
    person = make_facilitator("fay")
    goods = {make_good("bread"): 2, make_good("work", category="labour", unit="h"): 20}
    year = make_period("2027", goods)
    make_council("eaters")
    make_council("bakers", kind="worker")
    rehearse(period=year, actor=person)
    client.force_login(person)
    return client


def anew(client, **fields):
    sent = {"pace": "60", "reason": "A program is tried."} | fields
    return client.post(f"{PAGE}reset/", sent)


def test_by_the_clock_its_rounds_take_as_long_as_was_chosen(fay):
    before = Period.objects.get(practice=True).pk
    assert anew(fay)["Location"] == PAGE
    made = Period.objects.get(practice=True)
    assert made.pk != before
    assert (made.code, made.automatic) == ("2027-practice", True)
    assert made.round_length == timedelta(hours=1)
    assert "goes by the clock" in fay.get(PAGE).content.decode()
    written = Record.objects.get(kind="practice.reset")
    assert written.reason == "A program is tried."


def test_by_itself_it_goes_on_at_once(fay):
    anew(fay, pace="0")
    assert not Period.objects.get(practice=True).automatic
    assert "A round takes a few seconds here" in fay.get(PAGE).content.decode()


def test_it_takes_a_reason_and_one_of_the_lengths(fay):
    before = Period.objects.get(practice=True).pk
    for wrong in ({"reason": ""}, {"pace": "7"}, {"pace": ""}):
        assert anew(fay, **wrong).status_code == 422
    assert Period.objects.get(practice=True).pk == before


def test_the_year_itself_has_no_such_page_and_auditors_have_none(fay):
    assert fay.post("/console/practice/2027/reset/").status_code == 404
    fay.force_login(make_auditor())
    assert anew(fay).status_code == 404
    assert "Begin this practice year anew" not in fay.get(PAGE).content.decode()
