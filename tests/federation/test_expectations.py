"""What a program reads of what is expected of its own council, and of no other."""

from decimal import Decimal

import pytest

from iteration.beliefs import belief, suggestion
from iteration.models import Round
from proposals.models import Proposal
from proposals.quantity import plain
from tests.factories import make_council, make_period, make_person, make_seat
from tests.federation.world import Caller, caller, problem
from tests.town import Town

pytestmark = pytest.mark.django_db

NAMES = ("belief", "suggestion")


def of(council, name, period="2027"):
    return f"/api/v1/councils/{council.slug}/periods/{period}/{name}"


def program(council, scopes=("proposals:read",), **seat):
    person = make_person()
    make_seat(person, council, **seat)
    return caller(person, scopes)


@pytest.fixture
def town():
    """Two rounds are counted, the third is open: every council has answered once."""
    town = Town(tolerance=Decimal("0.0001"), code="2027")
    town.round()
    town.round()
    return town


@pytest.fixture
def council(town):
    return town.eaters[0]


def test_a_council_reads_what_is_believed_of_it(town, council):
    said = program(council).get(of(council, "belief")).json()

    found = belief(council, Round.objects.current(town.period))
    assert (said["council"], said["period"], said["round"]) == (council.slug, "2027", 3)
    assert said["belief"]["answers"] == found.answers == 1
    assert said["belief"]["less"] is found.less is None
    assert said["belief"]["more"] == f"{found.more:.9f}"
    assert said["belief"]["lines"] == [
        {
            "good": line.good.code,
            "unit": line.good.unit,
            "quantity": plain(line.units, line.good),
            "change": f"{line.change:.9f}",
        }
        for line in found.lines
    ]
    assert [line["good"] for line in said["belief"]["lines"]] == ["bread", "work"]


def test_a_council_reads_the_revision_suggested_to_it(town, council):
    before = Proposal.objects.count()
    said = program(council).get(of(council, "suggestion")).json()

    found = suggestion(council, Round.objects.current(town.period))
    assert said["round"] == 3
    assert said["lines"] == {
        good.code: plain(units, good) for good, units in found.items()
    }
    assert Proposal.objects.count() == before


def test_what_is_suggested_can_be_submitted_as_it_is(town, council):
    ours = program(council, ("proposals:read", "proposals:submit"))
    lines = ours.get(of(council, "suggestion")).json()["lines"]

    sent = ours.post(
        f"/api/v1/councils/{council.slug}/proposals",
        {"period": "2027", "lines": lines},
    )

    assert sent.status_code == 201
    assert sent.json()["lines"] == lines


def test_where_nothing_is_expected_it_is_null(db):
    town = Town(rule="aggregate", code="2027")
    town.round()
    council = town.eaters[0]
    ours = program(council)

    assert ours.get(of(council, "belief")).json()["belief"] is None
    assert ours.get(of(council, "suggestion")).json()["lines"] is None


@pytest.mark.parametrize("name", NAMES)
def test_a_member_who_may_not_submit_may_read_it(town, council, name):
    ours = program(council, role="member")
    assert ours.get(of(council, name)).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_another_councils_is_answered_as_one_that_does_not_exist(town, council, name):
    ours, bodies = program(council), set()
    for slug in (town.eaters[1].slug, town.bakers[0].slug, "nobody"):
        answer = ours.get(f"/api/v1/councils/{slug}/periods/2027/{name}")
        problem(answer, 404, "not-found")
        bodies.add(answer.content)
    assert len(bodies) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_token_without_the_scope_or_no_token_reads_nothing(town, council, name):
    writes = program(council, ("proposals:submit",))
    problem(writes.get(of(council, name)), 403, "scope-missing")
    problem(Caller().get(of(council, name)), 401, "not-authenticated")


@pytest.mark.parametrize("name", NAMES)
def test_a_year_that_is_none_or_in_preparation_is_not_found(town, council, name):
    make_period("2028", {town.bread: 3})
    ours = program(council)
    for period in ("2028", "2099"):
        problem(ours.get(of(council, name, period)), 404, "not-found")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_only_read(town, council, name):
    ours = program(council, ("proposals:read", "proposals:submit"))
    problem(ours.post(of(council, name), {}), 405, "method-not-allowed")


@pytest.mark.parametrize(("name", "most"), [("belief", 14), ("suggestion", 18)])
def test_it_takes_few_queries_however_many_councils_there_are(
    town, council, name, most, django_assert_max_num_queries
):
    ours = program(council)
    for n in range(4):
        town.eaters.append(make_council(f"more-{n}"))
    town.round()
    with django_assert_max_num_queries(most):
        assert ours.get(of(council, name)).status_code == 200
