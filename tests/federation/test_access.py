"""Who may do what: every route, every method, every caller, against one table."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import force_authenticate

from federation.views.base import ApiView
from iteration.services import publish_plan, settle_period
from proposals.models import Proposal
from tests.factories import (
    make_count,
    make_facilitator,
    make_open_period,
    make_proposal,
    reload,
)
from tests.federation.contract import description, fits, routes
from tests.federation.test_tokens import age
from tests.federation.webhooks.receiver import make_delivery, make_webhook
from tests.federation.world import Caller, caller, make_world, problem

CALLERS = ("anonymous", "member", "stranger", "expired", "wrong scope", "facilitator")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
EVERYBODY = (200, 200, 200, 401, 200, 200)
NOBODY = (404,) * 6
SERVERS_ONLY = (401, 403, 403, 401, 403, 403)

YEAR = {"period": "2027"}
ROUND = YEAR | {"number": 1}
OWN_YEAR = YEAR | {"council": "eaters"}
# Name of the route → what stands in its address, and per method what each caller gets.
# A method that is not named is refused to everybody with 405.
TABLE = {
    "index": ({}, {"GET": EVERYBODY}),
    "node": ({}, {"GET": EVERYBODY}),
    "docs": ({}, {"GET": EVERYBODY}),
    "openapi-json": ({}, {"GET": EVERYBODY}),
    "openapi-yaml": ({}, {"GET": EVERYBODY}),
    "problems": ({}, {"GET": EVERYBODY}),
    "problem": ({"code": "invalid"}, {"GET": EVERYBODY}),
    "periods": ({}, {"GET": EVERYBODY}),
    "period": (YEAR, {"GET": EVERYBODY}),
    "goods": (YEAR, {"GET": EVERYBODY}),
    "rounds": (YEAR, {"GET": EVERYBODY}),
    "round": (ROUND, {"GET": EVERYBODY}),
    "prices": (ROUND, {"GET": EVERYBODY}),
    "results": (ROUND, {"GET": EVERYBODY}),
    "document": (ROUND, {"GET": EVERYBODY}),
    "plan": (YEAR, {"GET": EVERYBODY}),
    "plan-linked": (YEAR, {"GET": EVERYBODY}),
    "assignments": (YEAR, {"GET": EVERYBODY}),
    "plan-document": (YEAR, {"GET": EVERYBODY}),
    "councils": ({}, {"GET": (401, 200, 200, 401, 403, 200)}),
    "proposals": (
        {"council": "eaters"},
        {
            "GET": (401, 200, 404, 401, 403, 404),
            "POST": (401, 201, 404, 401, 403, 404),
        },
    ),
    "belief": (OWN_YEAR, {"GET": (401, 200, 404, 401, 403, 404)}),
    "suggestion": (OWN_YEAR, {"GET": (401, 200, 404, 401, 403, 404)}),
    "proposal": (
        {"public_id": "proposal"},
        {"GET": (401, 200, 404, 401, 403, 404)},
    ),
    "shared-year": (YEAR, {"GET": SERVERS_ONLY}),
    "shared-members": (YEAR, {"POST": SERVERS_ONLY}),
    "shared-head": (YEAR, {"GET": SERVERS_ONLY}),
    "shared-part": (ROUND, {"GET": SERVERS_ONLY, "PUT": SERVERS_ONLY}),
    "shared-parts-above": (ROUND | {"level": 0}, {"GET": SERVERS_ONLY}),
    "announcements": ({}, {"POST": SERVERS_ONLY}),
    "trials": ({}, {"POST": SERVERS_ONLY}),
    "plans-together": ({}, {"POST": SERVERS_ONLY}),
    "records": ({}, {"POST": SERVERS_ONLY}),
    "webhooks": (
        {},
        {
            "GET": (401, 200, 200, 401, 403, 200),
            "POST": (401, 400, 400, 401, 403, 400),
        },
    ),
    "webhook": (
        {"webhook": "own"},
        {
            "GET": (401, 200, 404, 401, 403, 404),
            "PATCH": (401, 428, 404, 401, 403, 404),
            "DELETE": (401, 428, 404, 401, 403, 404),
        },
    ),
    "webhook-secret": (
        {"webhook": "own"},
        {"POST": (401, 400, 404, 401, 403, 404)},
    ),
    "webhook-deliveries": (
        {"webhook": "own"},
        {"GET": (401, 200, 404, 401, 403, 404)},
    ),
    "webhook-replay": (
        {"webhook": "own", "delivery": "own"},
        {"POST": (401, 200, 404, 401, 403, 404)},
    ),
    "no-such-address": ({}, dict.fromkeys(METHODS, NOBODY)),
}


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """A year with a published plan, one with an open round, and the callers."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _cast()
        transaction.set_rollback(True)


def _cast():
    world = make_world()
    make_proposal(world.eaters, world.period, {world.bread: 60_000})
    make_count(world.period)
    settle_period(period=reload(world.period))
    publish_plan(period=reload(world.period))
    make_open_period({world.bread: 2}, code="2028")
    webhook = make_webhook("https://eaters.example/", world.eaters)
    expired = caller(world.eater)
    age(expired)
    return {
        "world": world,
        "delivery": make_delivery(webhook),
        "anonymous": lambda method: Caller(),
        "member": lambda method: world.ours,
        "stranger": lambda method: world.theirs,
        "expired": lambda method: expired,
        "wrong scope": lambda method: caller(
            world.eater, ["proposals:read" if method == "POST" else "proposals:submit"]
        ),
        "facilitator": lambda method: caller(make_facilitator()),
    }


def address_of(name, filled, cast):
    if name == "no-such-address":
        return "/api/v1/secrets"
    if "public_id" in filled:
        own = Proposal.objects.filter(council=cast["world"].eaters)
        filled = {"public_id": own.latest("pk").public_id}
    if "webhook" in filled:
        own = cast["delivery"]
        there = {"webhook": own.webhook.public_id, "delivery": own.message_id}
        filled = {key: there[key] for key in filled}
    return reverse(f"federation:{name}", kwargs=filled)


def test_every_route_is_in_the_table_and_no_other():
    assert set(routes()) == set(TABLE)


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(db, cast, name, who):
    filled, allowed = TABLE[name]
    path = address_of(name, filled, cast)
    for method in METHODS:
        expected = allowed.get("GET" if method == "HEAD" else method)
        answer = send(cast[who](method), method, path)
        status = expected[CALLERS.index(who)] if expected else 405
        assert answer.status_code == status, (method, path, who, answer.content)
        if status == 405:
            if method != "HEAD":
                problem(answer, 405, "method-not-allowed")
            assert set(answer["Allow"].split(", ")) - {"HEAD"} == set(allowed)
        elif status >= 400 and method != "HEAD":
            assert answer["Content-Type"] == "application/problem+json"


def send(program, method, path):
    if method == "POST":
        return program.post(path, {"period": "2028", "lines": {"bread": "1.5"}})
    client = Client()
    return client.generic(
        method,
        path,
        headers=program._headers({"Accept": "*/*"}),
    )


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("name", TABLE)
def test_every_answer_is_as_it_is_described(db, cast, name, who):
    address = routes()[name]
    if address not in description()["paths"]:
        return
    filled, allowed = TABLE[name]
    for method in allowed:
        path = address_of(name, filled, cast)
        fits(send(cast[who](method), method, path), method, address)


def test_a_view_that_does_not_say_who_may_is_open_to_nobody(db, cast, rf):
    class Forgotten(ApiView):
        def get(self, request):
            raise AssertionError("reached")

    for who in CALLERS:
        program = cast[who]("GET")
        request = rf.get("/", headers=program._headers({}))
        request.session = Client().session
        assert Forgotten.as_view()(request).status_code in (401, 403)
    request = rf.get("/")
    force_authenticate(request, cast["world"].eater)  # As a browser's session does.
    assert Forgotten.as_view()(request).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1",
        "/api/v2/",
        "/api/v1/periods/",
        "/api/v1/periods/2099",
        "/api/v1/periods/2027/rounds/99",
        "/api/v1/periods/%00",
        "/api/v1/periods/../secrets",
        "/api/v1/proposals/1",
        "/api/v1/problems/none",
        "/api/v1/\udcff",
        "/api/v1/" + "x" * 5_000,
    ],
)
def test_what_is_not_there_is_a_problem_document(db, cast, path):
    answer = Client().get(path.encode("utf-8", "surrogateescape").decode("latin-1"))
    problem(answer, 404, "not-found")


def test_ids_of_others_answer_like_ids_of_nobody(db, cast):
    """The same bytes, whatever the id, so that nothing can be counted."""
    bodies = set()
    foreign = Proposal.objects.filter(council=cast["world"].bakers).first().public_id
    for public_id in (foreign, "00000000-0000-4000-8000-000000000000"):
        answer = cast["member"]("GET").get(f"/api/v1/proposals/{public_id}")
        bodies.add((answer.status_code, answer.content))
    assert len(bodies) == 1
