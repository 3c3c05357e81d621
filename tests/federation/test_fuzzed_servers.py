"""Requests made from the description by other servers: nobody's opens too much.

Every request is signed for its server, over what is really sent.
"""

import functools

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_facilitator
from tests.federation.contract import description, fits
from tests.federation.nasty import NASTY, changed, places, written
from tests.federation.neighbours import Signing, make_neighbours
from tests.federation.sound import CHILD, PARENT, PAUSED, ROLES
from tests.federation.test_fuzzed import BROKEN, CHECKS, OPERATIONS, THERE
from tests.federation.world import caller, problem

FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
MANY = settings(FEW, max_examples=16)
# By the operation's id: whom it answers at all.
OPENS = {
    "readSharedYear": (CHILD,),
    "joinSharedYear": (CHILD,),
    "readSentPart": (CHILD,),
    "sendPart": (CHILD,),
    "readPartAbove": (CHILD,),
    "readSharedHead": (CHILD, PARENT),
    "announceRound": (PARENT,),
    "askServer": (PARENT,),
    "sendRecord": (PARENT,),
    "sendPlan": (PARENT,),
}


def described(path, method):
    return description()["paths"][path][method]


def is_for_servers(path, method):
    return described(path, method)["tags"] == ["together"]


AMONG = [each for each in OPERATIONS if is_for_servers(*each.values)]
OTHERS = [
    each
    for each in OPERATIONS
    if not is_for_servers(*each.values)
    and {} not in described(*each.values)["security"]
]


SERVICE = Signing(get_wsgi_application())


@functools.cache
def api():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", SERVICE)


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """One world for all; each test begins with it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_neighbours()
        transaction.set_rollback(True)


@pytest.fixture
def neighbours(cast, db, in_one_transaction, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    SERVICE.server = None
    yield cast
    SERVICE.server = None


def test_every_operation_among_servers_says_whom_it_opens_to():
    assert {described(*each.values)["operationId"] for each in AMONG} == set(OPENS)


def test_every_operation_has_a_sound_message_of_whom_it_is_for(neighbours):
    found = {}
    for sound in neighbours.sound:
        name = described(sound.address, sound.method.lower())["operationId"]
        found.setdefault(name, set()).update(sound.by)
    assert found == {name: set(roles) for name, roles in OPENS.items()}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_sound_is_taken_of_whom_it_is_for_and_of_nobody_else(neighbours, role):
    for sound in neighbours.sound:
        with transaction.atomic():
            answer = neighbours.servers[role].say(sound)
            transaction.set_rollback(True)
        status = 200 if role in sound.by else 401 if role == PAUSED else 404
        assert answer.status_code == status, (sound, answer.content)
        fits(answer, sound.method, sound.address)


def test_no_token_and_no_person_reaches_what_is_for_servers(neighbours):
    ann = make_facilitator()
    browser, program = Client(), caller(ann)
    browser.force_login(ann)
    shown = {"Authorization": f"Bearer {program.token}"}
    for sound in neighbours.sound:
        what = (sound.method, sound.path, sound.body, "application/json")
        for client, more in ((browser, {}), (program.client, shown)):
            answer = client.generic(*what, headers=sound.headers | more)
            assert answer.status_code == 403, (sound, answer.content)
            fits(answer, sound.method, sound.address)


@pytest.mark.parametrize("body", [b"\x81", b" ", b"[]", b"null", b'{"a": NaN}'])
def test_what_is_no_document_is_refused_as_none(neighbours, body):
    for sound in neighbours.sound:
        if sound.says is not None:
            server = neighbours.servers[sound.by[0]]
            problem(server.say(sound, body=body), 400, "malformed-json")


# ---- Made up


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("path", "method"), AMONG)
def test_no_server_breaks_it_or_comes_too_far(path, method, role, neighbours):
    operation = api()[path][method]
    known = [each for each in neighbours.sound if operates(each, path, method)]
    allowed = OPENS[described(path, method)["operationId"]]
    SERVICE.server = neighbours.servers[role]

    @(MANY if role in allowed else FEW)
    @given(
        case=st.one_of(operation.as_strategy(), operation.as_strategy(BROKEN)),
        sound=st.none() | st.sampled_from(known),
        place=st.integers(0, 999),
        other=st.sampled_from(NASTY),
    )
    def ask(case, sound, place, other):
        sent = {}
        fill(case, sound or known[0])
        if sound is not None and sound.says is not None:
            every = list(places(sound.says))
            says = changed(sound.says, every[place % len(every)], other)
            sent = {"data": written(says), "headers": sound.headers}
        response = case.call(**sent)
        case.validate_response(response, checks=CHECKS)
        if response.status_code < 300:
            assert role in allowed, response.text

    ask()


def operates(sound, path, method):
    return (sound.address, sound.method.lower()) == (path, method)


def fill(case, sound):
    for name in case.path_parameters or {}:
        case.path_parameters[name] = sound.filled.get(name, case.path_parameters[name])


@pytest.mark.parametrize("role", [PARENT, CHILD])
@pytest.mark.parametrize(("path", "method"), OTHERS)
def test_a_signature_opens_nothing_that_is_for_programs(path, method, role, neighbours):
    operation = api()[path][method]
    SERVICE.server = neighbours.servers[role]

    @FEW
    @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(BROKEN)))
    def ask(case):
        for name in case.path_parameters or {}:
            there = THERE.get(name, case.path_parameters[name])
            case.path_parameters[name] = there
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        assert response.status_code in (400, 401, 403, 404), response.text

    ask()
