"""Submitting over the API: what counts, who may, and that twice is once."""

import pytest

from councils.models import Membership
from councils.services import unseat
from proposals.models import Good, Period, Proposal
from tests.factories import (
    make_council,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
)
from tests.federation.world import Caller, caller, problem

KEY = "a-key-of-mine-0001"


def revisions(world):
    return Proposal.objects.filter(council=world.eaters, period=world.period)


def faults(response):
    found = problem(response, 400, "invalid")["errors"]
    return [(fault["pointer"], fault["code"]) for fault in found]


# ---- What counts


def test_a_proposal_counts_and_its_receipt_can_be_fetched_again(world):
    response = world.ours.post(world.path, world.body(note="More people."))

    assert response.status_code == 201
    receipt = response.json()
    stored = revisions(world).latest("revision")
    assert stored.lines == {world.bread.pk: 70_000}
    assert stored.origin == Proposal.Origin.API
    assert stored.submitted_by == world.eater
    assert receipt["receipt"] == stored.receipt
    assert receipt["lines"] == {"bread": "70.000"}
    assert receipt["revision"] == stored.revision == 2
    assert receipt["note"] == "More people."
    assert world.ours.get(response["Location"]).json() == receipt
    assert "emma" not in response.content.decode()


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("12", 12_000),
        ("12.5", 12_500),
        ("12.500", 12_500),
        ("0.001", 1),
        ("-1", -1_000),
        ("-0.001", -1),
        ("999999999999.999", 999_999_999_999_999),
    ],
)
def test_a_quantity_is_stored_exactly(world, text, units):
    body = world.body(lines={"bread": text})

    assert world.ours.post(world.path, body).status_code == 201
    assert revisions(world).latest("revision").lines == {world.bread.pk: units}


def test_quantities_take_the_decimals_of_each_good(world):
    heads = make_good("head-count", unit="1", decimals=0)
    year = make_open_period({world.bread: 1, heads: 1}, code="both")
    body = {"period": "both", "lines": {"bread": "1.5", "head-count": "1.5"}}

    assert faults(world.ours.post(world.path, body)) == [
        ("/lines/head-count", "too-precise")
    ]
    body["lines"]["head-count"] = "-3"
    response = world.ours.post(world.path, body)
    assert response.json()["lines"] == {"bread": "1.500", "head-count": "-3"}
    assert Proposal.objects.filter(period=year).count() == 1


def test_a_revision_replaces_the_whole_of_the_one_before(world):
    flour = make_good("flour")
    make_open_period({world.bread: 1, flour: 1}, code="both")
    for lines in ({"bread": "1", "flour": "2"}, {"flour": "3"}):
        world.ours.post(world.path, {"period": "both", "lines": lines})

    found = world.ours.get(f"{world.path}?period=both").json()["items"]
    assert [each["revision"] for each in found] == [1, 2]
    last = world.ours.get(found[-1]["href"]).json()
    assert last["lines"] == {"flour": "3.000"}


def test_zero_is_the_same_as_leaving_out(world):
    flour = make_good("flour")
    make_open_period({world.bread: 1, flour: 1}, code="both")
    body = {"period": "both", "lines": {"bread": "1", "flour": "0.000"}}

    assert world.ours.post(world.path, body).json()["lines"] == {"bread": "1.000"}


def test_withdrawing_must_be_said(world):
    for lines in ({}, {"bread": "0"}):
        body = world.body(lines=lines)
        assert faults(world.ours.post(world.path, body)) == [("/lines", "empty")]
    body = world.body(withdraw=True)
    assert faults(world.ours.post(world.path, body)) == [
        ("/withdraw", "withdraw-with-lines")
    ]
    assert revisions(world).count() == 1

    response = world.ours.post(world.path, world.body(lines={}, withdraw=True))
    assert response.status_code == 201
    assert response.json()["withdraws"] is True
    assert revisions(world).latest("revision").lines == {}


def test_the_largest_proposal_is_taken_and_a_line_more_is_not(world):
    goods = Good.objects.bulk_create(
        Good(code=f"g{number}", category="labour", unit="h", decimals=1)
        for number in range(5_000)
    )
    make_open_period(dict.fromkeys(goods, 1), code="large")
    lines = {good.code: "1.5" for good in goods}

    response = world.ours.post(world.path, {"period": "large", "lines": lines})
    assert response.status_code == 201
    assert len(response.json()["lines"]) == 5_000

    lines["one-more"] = "1"
    response = world.ours.post(world.path, {"period": "large", "lines": lines})
    assert faults(response) == [("/lines", "too-many-lines")]


def test_every_fault_is_named_with_its_place_in_one_go(world):
    body = {
        "period": "2027",
        "lines": {"bread": "1,5", "a~b/c": "1", "nothing": "2"},
    }
    assert faults(world.ours.post(world.path, body)) == [
        ("/lines/bread", "misread"),
        ("/lines/a~0b~1c", "unknown-good"),
        ("/lines/nothing", "unknown-good"),
    ]


def test_of_a_thousand_faults_a_hundred_are_named(world):
    body = world.body(lines={f"x{number}": "1" for number in range(1_000)})

    document = problem(world.ours.post(world.path, body), 400, "invalid")
    assert len(document["errors"]) == 100
    assert document["errors_left_out"] == 900


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/period", "required"), ("/lines", "required")]),
        ({"period": None, "lines": None}, [
            ("/period", "required"), ("/lines", "required"),
        ]),
        ({"period": "2027", "lines": []}, [("/lines", "not-an-object")]),
        ({"period": "2027", "lines": "bread"}, [("/lines", "not-an-object")]),
        ({"period": 2027, "lines": {}}, [("/period", "not-text")]),
        ({"period": ["2027"], "lines": {}}, [("/period", "not-text")]),
        ({"period": "2099", "lines": {}}, [("/period", "unknown-period")]),
        ({"period": "", "lines": {}}, [("/period", "unknown-period")]),
        ({"period": "2" * 41, "lines": {}}, [("/period", "too-long")]),
        ({"period": "2027", "lines": {"bread": 12.5}}, [
            ("/lines/bread", "not-text")]),
        ({"period": "2027", "lines": {"bread": 12}}, [("/lines/bread", "not-text")]),
        ({"period": "2027", "lines": {"bread": True}}, [("/lines/bread", "not-text")]),
        ({"period": "2027", "lines": {"bread": None}}, [("/lines/bread", "required")]),
        ({"period": "2027", "lines": {"bread": {}}}, [("/lines/bread", "not-text")]),
        ({"period": "2027", "lines": {"bread": "1" * 21}}, [
            ("/lines/bread", "too-long")]),
        ({"period": "2027", "lines": {"bread": "1"}, "withdraw": "true"}, [
            ("/withdraw", "not-boolean")]),
        ({"period": "2027", "lines": {"bread": "1"}, "withdraw": 0}, [
            ("/withdraw", "not-boolean")]),
        ({"period": "2027", "lines": {"bread": "1"}, "note": 5}, [
            ("/note", "not-text")]),
        ({"period": "2027", "lines": {"bread": "1"}, "note": "x" * 2_001}, [
            ("/note", "too-long")]),
        ({"period": "2027", "lines": {"bread": "1"}, "quantities": {}}, [
            ("/quantities", "unknown-member")]),
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused_by_place(world, body, expected):
    assert faults(world.ours.post(world.path, body)) == expected
    assert revisions(world).count() == 1


def test_a_year_in_preparation_is_unknown_to_submitters_too(world):
    make_period("2028", {world.bread: 3})
    body = world.body(period="2028")

    assert faults(world.ours.post(world.path, body)) == [("/period", "unknown-period")]


def test_a_year_whose_rounds_are_over_takes_nothing_and_the_key_stays_free(world):
    Period.objects.filter(pk=world.period.pk).update(status="stalled")
    problem(world.ours.post(world.path, world.body(), key=KEY), 409, "period-closed")

    Period.objects.filter(pk=world.period.pk).update(status="open")
    response = world.ours.post(world.path, world.body(), key=KEY)
    assert response.status_code == 201
    assert "Idempotent-Replayed" not in response


# ---- Who may


def test_members_read_and_only_delegates_and_clerks_submit(world):
    for role, status in (("member", 403), ("delegate", 201), ("clerk", 201)):
        person = make_person()
        make_seat(person, world.eaters, role)
        program = caller(person)
        assert program.get(world.path).status_code == 200
        assert program.post(world.path, world.body()).status_code == status
        [council] = program.get("/api/v1/councils").json()["items"]
        assert council["may_submit"] is (status == 201)


def test_somebody_elses_council_looks_like_none(world):
    for method in ("get", "post"):
        theirs = getattr(world.theirs, method)
        missing = theirs("/api/v1/councils/nobody/proposals")
        foreign = theirs("/api/v1/councils/eaters/proposals")
        assert problem(foreign, 404, "not-found") == missing.json()
    ours = revisions(world).get().public_id
    foreign = world.theirs.get(f"/api/v1/proposals/{ours}")
    missing = world.theirs.get("/api/v1/proposals/00000000-0000-4000-8000-000000000000")
    assert problem(foreign, 404, "not-found") == missing.json()


def test_with_the_seat_goes_the_view(world):
    own = world.ours.post(world.path, world.body(), key=KEY)["Location"]
    unseat(membership=Membership.objects.get(person=world.eater, until=None))

    assert world.ours.get("/api/v1/councils").json()["items"] == []
    problem(world.ours.get(own), 404, "not-found")
    problem(world.ours.post(world.path, world.body(), key=KEY), 404, "not-found")


def test_councils_are_listed_with_the_seat_held_now(world):
    make_seat(world.eater, world.eaters, Membership.Role.CLERK)  # Ends the first.
    make_council("elsewhere")

    [council] = world.ours.get("/api/v1/councils").json()["items"]
    assert (council["slug"], council["role"]) == ("eaters", "clerk")


def test_two_councils_may_use_the_same_id(world):
    make_seat(world.eater, world.bakers)
    shared = revisions(world).get().public_id
    make_proposal(world.bakers, world.period, {world.bread: -1}, public_id=shared)

    assert world.ours.get(f"/api/v1/proposals/{shared}").json()["council"] == "eaters"
    assert world.theirs.get(f"/api/v1/proposals/{shared}").json()["council"] == "bakers"


def test_a_person_logged_in_needs_the_csrf_token(world):
    browser = Caller()
    browser.client = type(browser.client)(enforce_csrf_checks=True)
    browser.client.force_login(world.eater)

    assert browser.get(world.path).status_code == 200
    problem(browser.post(world.path, world.body()), 403, "forbidden")
    assert revisions(world).count() == 1
