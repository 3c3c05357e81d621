"""Who may do what: every route of the service, ten callers, one table.

A route that stands in no row fails; so does a row without a route. Routes of the API
and of the administration have tables of their own, named below.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from councils.services import ask_to_join, invite, new_token, unseat
from federation.services import issue_token
from iteration.services import publish_plan, settle_period
from proposals.services import save_draft
from tests.factories import (
    later,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_motion,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)
from tests.federation import test_access as api

pytestmark = pytest.mark.django_db

CALLERS = (
    *("anonymous", "token", "seatless", "former", "stranger"),
    *("facilitator", "operator", "member", "clerk", "delegate"),
)
# What each of them is answered, in this order. 302: led elsewhere, to log in say.
ALL = (200,) * 10
# About oneself: whoever is logged in.
PEOPLE = (302, 302, *(200,) * 8)
# Of a council: who sits in it. For all others there is no such page.
SEATED = (302, 302, 404, 404, 404, 404, 404, 200, 200, 200)

OURS = {"slug": "eaters"}
HERE = {"period": "2027"} | OURS
THERE = {"period": "2026"} | OURS
OFFERED = {"period": "2025"} | OURS
FINISH = {"2026": "settlement", "2025": "model"}
ROUND = {"period": "2027", "number": 1}


def routes():
    """(name, pattern) of every route but those with tables of their own."""
    found = {}
    for name, pattern in _walk(get_resolver().url_patterns):
        if not name.startswith(("admin:", "federation:")):
            found.setdefault(name, pattern)
    return found


def _walk(patterns, spaces=()):
    for each in patterns:
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name or str(each.pattern))), each
        else:
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _walk(each.url_patterns, inner)


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield _cast()
        transaction.set_rollback(True)


def _cast():
    """Eaters with a draft, a ballot, a plan and an offer; everybody who may ask."""
    bread = make_good("bread")
    year = make_open_period({bread: "2.5"}, code="2027", rule="calibrated")
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    people = {
        "member": make_seat(council=eaters, role="member").person,
        "clerk": make_seat(council=eaters, role="clerk").person,
        "delegate": make_seat(council=eaters).person,
        "stranger": make_seat(council=bakers).person,
        "seatless": make_person(),
        "facilitator": make_facilitator(),
        "operator": make_person(is_staff=True, is_superuser=True),
    }
    former = make_seat(council=eaters)
    unseat(membership=former)
    people["former"] = former.person
    for code in ("2026", "2025"):
        before = make_open_period({bread: "2.5"}, code=code, rule="calibrated")
        make_proposal(eaters, before, {bread: 80_000})
        make_proposal(bakers, before, {bread: -79_000})
        make_count(before)
        settle_period(period=reload(before), finish=FINISH[code])
        if code == "2026":
            publish_plan(period=reload(before))
    make_proposal(eaters, year, {bread: 80_000})
    make_proposal(bakers, year, {bread: -60_000})
    make_count(year)
    save_draft(
        council=eaters,
        period=year,
        lines={"bread": {"request": "70", "offer": ""}},
        note="",
        version=0,
        saved_by=people["member"],
    )
    wish, _new = ask_to_join(council=eaters, person=people["seatless"])
    token = new_token()
    invitation, _new = invite(
        council=eaters,
        invited_by=people["delegate"],
        role="member",
        expires_at=later(days=3),
        token=token,
    )
    motion = make_motion(eaters, year, {bread: 75_000}, people["delegate"])
    _row, secret = issue_token(
        person=people["member"], name="a program", scopes=["proposals:read"]
    )
    return {
        "people": people,
        "secret": secret,
        "invitation": invitation,
        "token": token,
        "wish": wish,
        "ballot": motion.ballot,
        "other": people["clerk"].public_id,
        "digest": year.rounds.get(number=1).publication.digest,
    }


def browser_of(cast, caller):
    if caller == "anonymous":
        return Client()
    if caller == "token":
        return Client(headers={"Authorization": f"Bearer {cast['secret']}"})
    client = Client()
    client.force_login(cast["people"][caller])
    return client


def arguments(cast, name, pattern):
    """What stands in the address of a route."""
    where = PLACES.get(name, {})
    where = where(cast) if callable(where) else where
    missing = {"period": "2027", "slug": "eaters", "number": 1, "revision": 1}
    wanted = pattern.pattern.converters or pattern.pattern.regex.groupindex
    return {key: where.get(key, missing.get(key, "x")) for key in wanted}


PLACES = {
    "desk:assignment": {"period": "2026"},
    "desk:plan": {"period": "2026"},
    "desk:offer": {"period": "2025"},
    "desk:good": {"code": "bread"},
    "desk:sheet-download": {"kind": "csv"},
    "desk:data-csv": {"name": "prices"},
    "desk:document": lambda cast: {"digest": cast["digest"]},
    "desk:invitation": lambda cast: {"token": cast["token"]},
    "desk:join-request": lambda cast: {"number": cast["wish"].pk},
    "desk:role": lambda cast: {"person": cast["other"]},
    "desk:withdraw-invitation": lambda cast: {"number": cast["invitation"].pk},
    "desk:ballot": lambda cast: {"number": cast["ballot"].pk},
    "desk:enter-votes": lambda cast: {"number": cast["ballot"].pk},
    "desk:amend": lambda cast: {"number": cast["ballot"].pk},
    "desk:stop-letters": {"token": "not-ours"},
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
}


def test_observe(cast):
    lines = []
    for name, pattern in routes().items():
        where = arguments(cast, name, pattern)
        for method in ("get", "post"):
            seen = []
            for caller in CALLERS:
                client = browser_of(cast, caller)
                with transaction.atomic():
                    response = getattr(client, method)(reverse(name, kwargs=where))
                    transaction.set_rollback(True)
                seen.append(response.status_code)
            lines.append(f"{name} {method} {tuple(seen)}")
    open("/tmp/obs.txt", "w").write("\n".join(lines))
