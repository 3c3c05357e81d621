"""Recipes that make whole things: what the plan holds, and says it cost."""

import json

import pytest

from iteration.models import Publication
from iteration.recount import faults
from iteration.services import publish_plan, settle_period
from tests.factories import reload
from tests.iteration.garage import make_garage
from tests.iteration.village import lines_of, make_village

pytestmark = pytest.mark.django_db


def published(period):
    settle_period(period=period)
    plan = publish_plan(period=reload(period))
    return json.loads(Publication.objects.get(plan=plan).body)


def test_the_plan_holds_steel_for_the_whole_buses_and_says_what_that_cost():
    plan = settle_period(period=make_garage())
    assert lines_of(plan.assignments.all()) == {
        "garage": [-2, 2_000],
        "mine": [-2_700],
        "riders": [2],
    }
    assert plan.integral_councils == 1
    assert plan.integrality_cost == pytest.approx(2 * 700 + 70)


def test_the_published_document_says_what_it_cost_and_how_many_recipes():
    period = make_garage()
    document = published(period)
    assert document["integral_councils"] == 1
    assert document["integrality_cost"] == "1470.000000"
    assert list(faults(period)) == []


def test_a_plan_in_which_nothing_is_whole_says_so():
    document = published(make_village())
    assert document["integral_councils"] == 0
    assert document["integrality_cost"] == "0.000000"
