"""Who may do what: every route of the service, twelve callers, one table.

A route that stands in no row fails; so does a row without a route. Routes of the API
and of the administration have tables of their own, named below.
"""

from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from councils.services import ask_to_join, invite, new_token, set_rule, unseat
from federation.services import issue_token
from iteration.services import publish_plan, settle_period
from proposals.services import save_draft
from tests.callers import (
    CALLERS,
    OFFICES,
    admitting,
    everybody,
    guests,
    not_yet,
    people,
    seated,
    two_steps,
)
from tests.console import access as console
from tests.factories import (
    later,
    make_auditor,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_motion,
    make_open_period,
    make_operator,
    make_person,
    make_proposal,
    make_seat,
    reload,
)
from tests.federation import test_access as api
from tests.federation.linked import access as linked
from tests.federation.servers import access as servers
from tests.federation.webhooks import access as webhooks
from tests.federation.webhooks.receiver import make_delivery, make_webhook

pytestmark = pytest.mark.django_db

# What a GET and an empty POST of each caller are answered. 302 leads elsewhere, 405 is
# not to be asked that way, 409 and 422 are understood and refused with a reason.
TABLE = (
    {
        "desk:login": (guests(200), guests(200)),
        "desk:logout": (everybody(405), everybody(302)),
        "desk:account": (people(200), people(405)),
        "desk:profile": (people(200), people(200)),
        "desk:second-step": (everybody(302), people(405)),
        "desk:my-data": (people(200), people(405)),
        "desk:my-data-file": (people(200), people(405)),
        "desk:delete-account": (everybody(302), everybody(302)),
        "desk:invitation": (everybody(200), guests(200)),
        "desk:councils": (everybody(200), everybody(405)),
        "desk:join": (not_yet(200), not_yet(200)),
        "desk:invite": (admitting(200), admitting(200)),
        "desk:join-request": (admitting(200), admitting(200)),
        "desk:people": (seated(200), seated(405)),
        "desk:leave": (seated(200), seated(302, 302, 200)),
        "desk:role": (seated(200), seated(200)),
        "desk:withdraw-invitation": (seated(405), seated(302)),
        "desk:looks": (seated(200), seated(405)),
        "desk:decisions": (seated(200), seated(405)),
        "desk:decision-rule": (seated(200), seated(409)),
        "desk:ballot": (seated(200), seated(409)),
        "desk:enter-votes": (seated(404, 200, 404), seated(404, 409, 404)),
        "desk:amend": (seated(200), seated(302)),
        "desk:move": (seated(302), seated(302)),
        "desk:sheet": (seated(200), seated(422)),
        "desk:sheet-done": (seated(200), seated(405)),
        "desk:sheet-undo": (seated(405), seated(302)),
        "desk:sheet-download": (seated(200), seated(405)),
        "desk:print": (seated(200), seated(405)),
        "desk:paper": (seated(200), seated(405)),
        "desk:paper-enter": (seated(404, 200, 200), seated(404, 422, 422)),
        "desk:data": (everybody(200), everybody(405)),
        "desk:data-json": (everybody(200), everybody(405)),
        "desk:data-xlsx": (everybody(200), everybody(405)),
        "desk:data-dictionary": (everybody(200), everybody(405)),
        "desk:data-csv": (everybody(200), everybody(405)),
        "desk:letters": (people(200), people(200)),
        "desk:next-letter": (people(200), people(405)),
        "desk:stop-letters": (everybody(404), everybody(404)),
        "desk:start": (everybody(200), everybody(200)),
        "desk:glossary": (everybody(200), everybody(200)),
        "desk:practice": (everybody(200), everybody(200)),
        "desk:document": (everybody(200), everybody(405)),
        "desk:year": (everybody(200), everybody(405)),
        "desk:round": (everybody(200), everybody(405)),
        "desk:plain-year": (everybody(200), everybody(405)),
        "desk:plain-round": (everybody(200), everybody(405)),
        "desk:good": (everybody(200), everybody(405)),
        "desk:plan": (everybody(200), everybody(405)),
        "desk:program": (everybody(200), everybody(405)),
        "desk:check-year": (everybody(200), everybody(405)),
        "desk:check-documents": (everybody(200), everybody(405)),
        "desk:check-receipt": (seated(200), seated(405)),
        "desk:check-file": (seated(200), seated(405)),
        "desk:council": (seated(200), seated(405)),
        "desk:entitlements": (everybody(200), everybody(405)),
        "desk:entitlement": (seated(200), seated(405)),
        "desk:entitlement-heads": (seated(200), seated(404, 409, 409)),
        "desk:credit": (seated(200), seated(404, 409, 409)),
        "desk:credit-decide": (seated(404), seated(404)),
        "desk:need": (seated(200), seated(404, 409, 409)),
        "desk:reviews": (people(200), people(405)),
        "desk:review": (people(404), people(404)),
        "desk:standing": (seated(200), seated(200)),
        "desk:beliefs": (seated(200), seated(200, 302, 302)),
        "desk:draft": (seated(200), seated(409)),
        "desk:autosave": (seated(405), seated(200)),
        "desk:draft-goods": (seated(200), seated(405)),
        "desk:draft-others": (seated(200), seated(405)),
        "desk:recipe": (seated(200), seated(200)),
        "desk:check": (seated(200), seated(409)),
        "desk:discard": (seated(200), seated(302)),
        "desk:withdraw": (seated(200), seated(200)),
        "desk:revisions": (seated(200), seated(405)),
        "desk:receipt": (seated(200), seated(405)),
        "desk:offer": (seated(200), seated(409)),
        "desk:wanted": (everybody(200), everybody(405)),
        "desk:wanted-new": (people(200), people(200)),
        "desk:wanted-good": (everybody(404), everybody(404)),
        "desk:questions": (seated(200), seated(200, 404, 404)),
        "desk:assignment": (seated(200), seated(405)),
        "mfa_index": (people(200), people(405)),
        "mfa_authenticate": (everybody(302), everybody(302)),
        "mfa_reauthenticate": (two_steps(200, 302), two_steps(200, 302)),
        "mfa_activate_totp": (everybody(302), everybody(302)),
        "mfa_deactivate_totp": (two_steps(302, 404), two_steps(302, 404)),
        "mfa_view_recovery_codes": (people(404), people(405)),
        "mfa_generate_recovery_codes": (everybody(302), everybody(302)),
        "mfa_download_recovery_codes": (people(404), people(404)),
        "mfa_list_webauthn": (people(200), people(405)),
        "mfa_add_webauthn": (everybody(302), everybody(302)),
        "mfa_reauthenticate_webauthn": (everybody(302), everybody(302)),
        "mfa_remove_webauthn": (everybody(302), everybody(302)),
        "mfa_edit_webauthn": (everybody(302), everybody(302)),
        "mfa_login_webauthn": (everybody(302), everybody(302)),
        "usersessions_list": (people(200), everybody(302)),
        "account_login": (guests(200), guests(200)),
        "account_logout": (everybody(405), everybody(302)),
        "account_inactive": (everybody(200), everybody(405)),
        "account_signup": (guests(200), guests(200)),
        "account_reauthenticate": (people(200), people(200)),
        "account_email": (people(200), everybody(302)),
        "account_email_verification_sent": (everybody(200), everybody(405)),
        "account_change_password": (people(200), people(200)),
        "account_set_password": (everybody(302), everybody(302)),
        "account_reset_password": (everybody(200), everybody(200)),
        "account_confirm_login_code": (everybody(302), everybody(302)),
        "account_confirm_email": (everybody(200), everybody(404)),
        "account_reset_password_from_key_done": (everybody(200), everybody(405)),
        "account_reset_password_from_key": (everybody(200), everybody(200)),
        "account_reset_password_done": (everybody(200), everybody(405)),
        "admin/login/": (two_steps(302, 403), two_steps(200, 403)),
        "set_language": (everybody(302), everybody(302)),
        "health": (everybody(200), everybody(405)),
        "health-part": (everybody(200), everybody(405)),
        "metrics": (everybody(200), everybody(405)),
    }
    | console.TABLE
    | webhooks.TABLE
    | servers.TABLE
    | linked.TABLE
)
FINISH = {"2026": "settlement", "2025": "model"}


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
        "auditor": make_auditor(),
        "operator": make_operator(),
        "superuser": make_person(is_staff=True, is_superuser=True),
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
    set_rule(council=eaters, set_by=people["delegate"], method="majority")
    motion = make_motion(eaters, year, {bread: 75_000}, people["delegate"])
    _row, secret = issue_token(
        person=people["member"], name="a program", scopes=["proposals:read"]
    )
    webhook = make_webhook("https://eaters.example/", eaters)
    return {
        "webhook": webhook,
        "delivery": make_delivery(webhook),
        "people": people,
        "secret": secret,
        "invitation": invitation,
        "token": token,
        "wish": wish,
        "ballot": motion.ballot,
        "other": people["clerk"].public_id,
        "digest": year.rounds.get(number=1).publication.digest,
    }


class Browser:
    """Somebody's browser, as it was when they had just logged in."""

    def __init__(self, cast, caller):
        secret = cast["secret"] if caller == "token" else None
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(headers=headers)
        if caller in cast["people"]:
            self.client.force_login(cast["people"][caller])
        self.cookies = self.client.cookies.output(header="")

    def status(self, method, path):
        """What an empty request is answered; whatever it has done is undone."""
        self.client.cookies = SimpleCookie(self.cookies)
        cache.clear()  # So many callers at one address would be too many.
        with transaction.atomic():
            response = self.client.generic(method, path)
            if response.streaming:
                b"".join(response)
            transaction.set_rollback(True)
        return response.status_code


def arguments(cast, name, pattern):
    """What stands in the address of a route."""
    where = PLACES.get(name, {})
    where = where(cast) if callable(where) else where
    missing = {"period": "2027", "slug": "eaters", "number": 1, "revision": 1}
    wanted = pattern.pattern.converters or pattern.pattern.regex.groupindex
    return {key: missing.get(key, "x") for key in wanted} | where


# The administration's door itself, and the names its pages are drawn with.
OPEN = {"admin:login", "admin:jsi18n"}
ADMIN = {"app_label": "councils"}
PLACES = (
    {
        # Nobody ticks here, but no round is due either.
        "health-part": {"part": "rounds"},
        "desk:assignment": {"period": "2026"},
        "desk:plan": {"period": "2026"},
        "desk:offer": {"period": "2025"},
        "desk:good": {"code": "bread"},
        "desk:wanted-good": {"number": 987_654},
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
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    }
    | console.PLACES
    | webhooks.PLACES
    | servers.PLACES
)


@pytest.fixture(scope="module")
def browsers(cast):
    return [Browser(cast, caller) for caller in CALLERS]


@pytest.mark.parametrize("name", TABLE)
def test_every_caller_is_answered_as_the_table_says(cast, browsers, name):
    pattern = routes()[name]
    where = arguments(cast, name, pattern)
    path = reverse(name, kwargs=where) if pattern.name else f"/{name}"
    for method, expected in zip(("GET", "POST"), TABLE[name], strict=True):
        answered = [browser.status(method, path) for browser in browsers]
        assert dict(zip(CALLERS, answered, strict=True)) == dict(
            zip(CALLERS, expected, strict=True)
        ), method


def test_every_route_stands_in_the_table():
    assert routes().keys() == TABLE.keys()


def test_every_route_of_the_api_stands_in_its_own_table():
    found = {
        name.removeprefix("federation:")
        for name, _pattern in _walk(get_resolver().url_patterns)
        if name.startswith("federation:")
    }
    assert found == api.TABLE.keys()


def test_nobody_but_staff_comes_into_the_administration(cast, browsers):
    strangers = [
        browser
        for caller, browser in zip(CALLERS, browsers, strict=True)
        if caller not in OFFICES
    ]
    asked = 0
    for name, pattern in _walk(get_resolver().url_patterns):
        if not name.startswith("admin:") or not pattern.name:
            continue
        wanted = pattern.pattern.converters or pattern.pattern.regex.groupindex
        if name in OPEN:
            continue
        path = reverse(name, kwargs={key: ADMIN.get(key, "1") for key in wanted})
        asked += 1
        for browser in strangers[:: len(strangers) - 1]:
            assert browser.status("GET", path) in (302, 403, 404), name
    assert asked > 50
