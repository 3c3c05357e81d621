"""From the invitation to the proof that a receipt was counted, in four ways."""

from decimal import Decimal

import pytest

from councils.services import set_rule
from proposals.services import grant
from tests.browser.hands import Keys
from tests.browser.journey import Journey
from tests.browser.window import ONE_BY_ONE
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    open_period,
)

WAYS = {
    "on a telephone, in German, offline in the middle": {
        "language": "de",
        "width": 320,
        "looks": ONE_BY_ONE,
    },
    "at a desk, in English, without JavaScript": {"width": 1280, "scripts": False},
    "at a desk, in German, by the keys alone": {
        "language": "de",
        "width": 1280,
        "hands": Keys,
    },
    "on a telephone, in English, with text twice as large": {
        "width": 320,
        "large_text": True,
    },
}


@pytest.fixture
def ada(transactional_db):
    """Ada is the delegate of the eaters, whose members decide; round 2 of 2027 is open.

    They and the bakers are far from agreeing. What is carried, Ada submits.
    """
    bread, cake = make_good("bread"), make_good("cake", unit="{meal}", decimals=0)
    period = make_period("2027", {bread: "2.5", cake: "10"}, rule="calibrated")
    ada = make_person("ada", first_name="Ada", last_name="Nowak", email="a@example.org")
    eaters = make_seat(ada, make_council("eaters")).council
    bakers = make_council("bakers", kind="worker")
    grant(council=eaters, period=period, source="effort", amount=Decimal(5000))
    open_period(period=period)
    make_proposal(eaters, period, {bread: 80_000, cake: 40})
    make_proposal(bakers, period, {bread: -60_000, cake: -25})
    make_count(period)
    set_rule(
        council=eaters,
        set_by=ada,
        method="majority",
        quorum=50,
        closes_early=True,
        submits=False,
    )
    return ada


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_whole_year(ada, visit, tmp_path, way):
    journey = Journey(ada, visit, **way)
    journey.invite()
    journey.join()
    journey.draft_on_two_devices(offline=way.get("looks") == ONE_BY_ONE)
    journey.vote()
    journey.submit()
    journey.receipt(2, bread=75_000, cake=33)
    journey.revise()
    journey.receipt(3, bread=72_000)
    journey.cutoff()
    journey.new_prices()
    journey.accept_suggestion()
    journey.receipt(4)
    journey.agree()
    journey.plan()
    journey.verify_receipt(tmp_path)
