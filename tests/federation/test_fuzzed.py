"""Requests made from the description of the API, sound and unsound, by every role."""

import functools

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories import make_facilitator
from tests.federation.contract import description
from tests.federation.world import caller, make_world

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
# What is there, beside what is made up.
THERE = {"council": "eaters", "period": "2027", "number": 1, "code": "not-found"}
ROLES = ("nobody", "a lapsed program", "an eater's", "a baker's", "a facilitator's")
BROKEN = GenerationMode.NEGATIVE
FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
OURS = ("/api/v1/councils/{council}/",)

OPERATIONS = [
    pytest.param(path, method, id=f"{method} {path}")
    for path, methods in description()["paths"].items()
    for method in methods
]


@functools.cache
def api():
    return schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application()
    )


@pytest.fixture
def tokens(db, in_one_transaction):
    world = make_world()
    return {
        "nobody": "",
        "a lapsed program": "cp_0123456789ab_" + "x" * 43,
        "an eater's": world.ours.token,
        "a baker's": world.theirs.token,
        "a facilitator's": caller(make_facilitator()).token,
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_breaks_it_and_nobody_comes_too_far(
    path, method, role, tokens, settings
):
    settings.ALLOWED_HOSTS = ["localhost"]
    operation, token = api()[path][method], tokens[role]
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    @FEW
    @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(BROKEN)))
    def ask(case):
        for name in case.path_parameters or {}:
            known = THERE.get(name, case.path_parameters[name])
            case.path_parameters[name] = known
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        if response.status_code < 300:
            assert may(role, path, operation), response.text

    ask()


def may(role, path, operation):
    """Whether a role may be answered at all with what there is."""
    if operation.definition.raw["tags"] == ["together"]:
        return False
    if {} in operation.definition.raw.get("security", []):
        return role != "a lapsed program"
    if path.startswith(OURS):
        return role == "an eater's"
    return role not in ROLES[:2]
