"""What anybody may read of a year, and how lists come in pages."""

import pytest

from iteration.models import Publication
from iteration.services import publish_plan, settle_period, withdraw_plan
from ledger.canonical import digest
from tests.factories import (
    make_count,
    make_period,
    make_proposal,
    reload,
)
from tests.federation.world import problem

V1 = "/api/v1"
YEAR = f"{V1}/periods/2027"


@pytest.fixture
def world(db, shared_world):
    return shared_world


@pytest.fixture
def planned(world):
    """The bread year, agreed, settled and published."""
    make_proposal(world.eaters, world.period, {world.bread: 60_000})
    make_count(world.period)
    settle_period(period=reload(world.period))
    publish_plan(period=reload(world.period))
    return world


def everything(caller, path):
    """All entries of a list, page after page."""
    items = []
    while path:
        page = caller.get(path).json()
        items += page["items"]
        path = page["next"]
    return items


def test_the_links_of_the_index_all_lead_somewhere(world):
    links = world.anybody.get(f"{V1}/").json()["links"]

    for path in links.values():
        assert world.ours.get(path).status_code == 200, path


def test_a_year_leads_to_its_goods_rounds_and_plan(planned):
    year = planned.anybody.get(YEAR).json()

    assert year["code"] == "2027"
    assert year["round"] == 2
    assert year["status"] == "published"
    for path in year["links"].values():
        assert planned.anybody.get(path).status_code == 200, path


def test_a_year_in_preparation_is_not_found_and_not_listed(world):
    make_period("2028", {world.bread: 3})

    codes = [each["code"] for each in everything(world.anybody, f"{V1}/periods")]
    assert codes == ["2027"]
    for path in ("", "/goods", "/rounds", "/plan", "/plan/document"):
        hidden = world.anybody.get(f"{V1}/periods/2028{path}")
        missing = world.anybody.get(f"{V1}/periods/2099{path}")
        assert problem(hidden, 404, "not-found") == missing.json()


def test_the_catalogue_names_unit_decimals_and_first_price(world):
    [bread] = everything(world.anybody, f"{YEAR}/goods")

    assert bread["code"] == "bread"
    assert bread["names"] == {"en": "Bread", "de": "Bread (de)"}
    assert (bread["unit"], bread["decimals"]) == ("kg", 3)
    assert (bread["first_price"], bread["may_stay_unused"]) == ("2.5", False)


def test_an_open_round_shows_its_prices_but_no_results_and_no_document(world):
    path = f"{YEAR}/rounds/2"

    assert world.anybody.get(path).json()["status"] == "open"
    assert world.anybody.get(path).json()["answers"] is None
    assert len(everything(world.anybody, f"{path}/prices")) == 1
    problem(world.anybody.get(f"{path}/results"), 404, "not-yet-published")
    problem(world.anybody.get(f"{path}/document"), 404, "not-yet-published")


def test_rows_and_document_of_a_round_say_the_same(world):
    path = f"{YEAR}/rounds/1"
    document = world.anybody.get(f"{path}/document").json()
    [good] = document["goods"]
    [price] = everything(world.anybody, f"{path}/prices")
    [result] = everything(world.anybody, f"{path}/results")
    round = world.anybody.get(path).json()

    assert price["price"] == good["price"] == "2.5"
    for name in ("requested", "offered", "excess", "imbalance", "reason"):
        assert result[name] == good[name]
    assert result["requested"] == "80.000"
    assert result["within_tolerance"] is good["within_tolerance"] is False
    same = ("number", "rule", "rule_version", "opened_at", "cutoff", "agreed")
    for name in (*same, "worst", "worst_good", "weighted", "answers"):
        assert round[name] == document[name], name
    [following] = everything(world.anybody, f"{YEAR}/rounds/2/prices")
    assert following["price"] == good["next_price"]


@pytest.mark.parametrize("path", ["rounds/1/document", "plan/document"])
def test_a_document_is_the_published_bytes_and_its_etag_their_digest(planned, path):
    response = planned.anybody.get(f"{YEAR}/{path}")
    tag = response["ETag"].strip('"')

    assert response["Content-Type"] == "application/json"
    assert response.content.decode() == Publication.objects.get(digest=tag).body
    assert digest(response.content.decode()) == tag
    owner = planned.anybody.get(f"{YEAR}/{path.rpartition('/')[0]}").json()
    assert owner["digest"] == tag


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_whoever_has_the_document_is_told_so(world, form):
    path = f"{YEAR}/rounds/1/document"
    tag = world.anybody.get(path)["ETag"].strip('"')

    response = world.anybody.get(path, If_None_Match=form.format(tag))

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == f'"{tag}"'


def test_another_etag_brings_the_document(world):
    path = f"{YEAR}/rounds/1/document"
    assert world.anybody.get(path, If_None_Match='"old"').status_code == 200


def test_assignments_are_those_of_the_plan_document(planned):
    document = planned.anybody.get(f"{YEAR}/plan/document").json()

    assert (
        everything(planned.anybody, f"{YEAR}/plan/assignments")
        == (document["councils"])
    )
    [bakers] = everything(planned.anybody, f"{YEAR}/plan/assignments?council=bakers")
    assert bakers["lines"] == {"bread": "-60.000"}


def test_there_is_no_plan_before_it_is_published_nor_after_it_is_withdrawn(planned):
    withdraw_plan(period=reload(planned.period), reason="A mistake.")
    settle_period(period=reload(planned.period))  # Settled is not yet published.

    for path in ("", "/assignments", "/document"):
        response = planned.anybody.get(f"{YEAR}/plan{path}")
        problem(response, 404, "not-yet-published")
