"""Every rule and both ways to finish a year give documents that hold."""

import json

import pytest
from django.db import connection

from iteration.models import Publication
from iteration.proof import prove
from iteration.recount import faults
from iteration.services import close_offer, publish_plan, settle_period, sign
from ledger.canonical import canonical
from proposals.models import Proposal
from tests.factories import (
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_proposal,
    make_seat,
    reload,
)
from tests.iteration.garage import make_garage
from tests.town import Town

pytestmark = pytest.mark.django_db


def saved(period, files):
    """Save every document of a year and every council's proof; their names."""
    names = []
    for publication in Publication.objects.filter(period=period):
        names.append(files.write(f"{publication.number}.json", publication.body).name)
    plan = Publication.objects.get(period=period, plan__isnull=False).plan
    assigned = Proposal.objects.filter(assignments__plan=plan)
    for proposal in assigned.select_related("council", "period"):
        body = canonical(prove(proposal, plan.round).document())
        names.append(files.write(f"{proposal.council.slug}.json", body).name)
    return names


def holds(period, files):
    answer = files.check(*saved(period, files))
    assert (answer.returncode, answer.stderr) == (0, ""), answer.stdout
    assert list(faults(period)) == []
    return answer.stdout


def test_a_year_under_the_calibrated_rule(lone):
    town = Town()
    while not town.round().agreed:
        pass
    settle_period(period=reload(town.period))
    publish_plan(period=reload(town.period))
    assert holds(town.period, lone).count("nothing beyond") == len(town.councils)


def test_a_year_under_the_reference_rule_settled_from_a_stall(lone):
    bread = make_good("bread")
    period = make_open_period({bread: 3}, rule="reference", max_rounds=2)
    make_proposal(make_council("eaters"), period, {bread: 80_000})
    make_proposal(make_council("bakers", kind="worker"), period, {bread: -60_000})
    make_count(period)
    make_count(reload(period))
    settle_period(period=reload(period), reason="We keep what there is.")
    publish_plan(period=reload(period))
    holds(period, lone)


def test_a_year_finished_by_an_offer_some_have_signed(lone):
    bread, flour = make_good("bread"), make_good("flour", category="intermediate")
    period = make_open_period({bread: 3, flour: 1}, tolerance="0.1", rule="calibrated")
    mill, bakers = (make_council(name, kind="worker") for name in ("mill", "bakers"))
    eaters = make_council("eaters")
    make_proposal(mill, period, {flour: -79_000})
    make_proposal(bakers, period, {flour: 80_000, bread: -100_000})
    make_proposal(eaters, period, {bread: 105_000})
    assert make_count(period).agreed
    offer = settle_period(period=reload(period), finish="model")
    for council in (mill, bakers):
        person = make_seat(council=council).person
        sign(offer=offer, council=council, person=person, accepts=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE iteration_offer SET made_at = made_at - interval '9 days',"
            " closes_at = closes_at - interval '9 days'"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert close_offer(offer.pk)
    publish_plan(period=reload(period))

    holds(period, lone)
    body = Publication.objects.get(plan__isnull=False).body
    assert '"accepted":["bakers","mill"]' in body
    assert '"finish":"model"' in body


@pytest.fixture
def whole(lone):
    """The documents of a year in which a garage makes two buses instead of three."""
    period = make_garage()
    settle_period(period=period)
    publish_plan(period=reload(period))
    return lone, saved(period, lone)


def test_what_whole_things_cost_is_checked_and_holds(whole):
    files, names = whole
    answer = files.check(*names)
    assert answer.returncode == 0, answer.stdout
    assert "ok     2.json (plan 1): whole things: cost and councils agree" in (
        answer.stdout
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"integral_councils": 0},
        {"integral_councils": 4},
        {"integral_councils": -1, "integrality_cost": "0.000000"},
        {"integrality_cost": "-1470.000000"},
    ],
)
def test_a_cost_of_whole_things_that_fits_nobody_is_found(whole, changes):
    files, _names = whole
    files.change("2.json", **changes)
    answer = files.check("2.json")
    assert answer.returncode == 1
    assert "FAILED 2.json (plan 1): whole things: cost and councils agree" in (
        answer.stdout
    )


def test_a_plan_from_before_the_cost_was_told_still_holds(whole):
    files, _names = whole
    document = json.loads(files.read("2.json"))
    del document["integrality_cost"], document["integral_councils"]
    files.write("2.json", canonical(document))
    assert files.check("2.json").returncode == 0
