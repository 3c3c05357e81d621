"""What each office may open: auditors change nothing, operators see no figures."""

import re

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.console import access
from tests.factories import (
    make_auditor,
    make_facilitator,
    make_operator,
)
from tests.iteration.life import make_life
from tests.test_routes import _cast, arguments, routes

pytestmark = pytest.mark.django_db
WRITES = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM|COPY)\s+\"?(?P<table>\w+)", re.IGNORECASE
)
# A session that goes on, and the record of a look at what is not public.
HARMLESS = {"django_session"}
# What a form of the administration or of the console may be sent.
FORM = {
    **dict.fromkeys(("_save", "post", "confirmed", "do", "index"), "yes"),
    "reason": "Because.",
    "note": "x",
    "name": "x",
    "slug": "x",
    "code": "x",
    "office": "facilitators",
    "who": "person-1",
    "role": "delegate",
}


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Everything the routes need, and a row of every model of the administration."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = _cast()
        make_life("valley")
        yield cast
        transaction.set_rollback(True)


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def written(client, path, data):
    """The tables an answer wrote to; whatever it did is undone."""
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        answer = client.post(path, data)
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    found = (WRITES.match(query["sql"]) for query in captured)
    return answer.status_code, {each["table"] for each in found if each} - HARMLESS


def admin_pages():
    """(model, path, form) of every page of the administration that takes a form."""
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("pk").first()
        key = row.pk if row else 1
        lists = reverse(f"{name}_changelist")
        yield model, reverse(f"{name}_add"), FORM
        yield model, reverse(f"{name}_change", args=[key]), FORM
        yield model, reverse(f"{name}_delete", args=[key]), FORM
        actions = [*(page.actions or ()), "delete_selected"]
        for action in actions:
            form = {"action": getattr(action, "__name__", action)}
            yield model, lists, FORM | form | {"_selected_action": [key], "index": "0"}


def console_pages(cast):
    """(name, view, path) of every page of the console."""
    for name, pattern in routes().items():
        if name.startswith("console:"):
            path = reverse(name, kwargs=arguments(cast, name, pattern))
            yield name, pattern.callback, path


def test_whatever_an_auditor_sends_nothing_changes(scene):
    client, sent = logged_in(make_auditor()), 0
    pages = [*admin_pages()]
    for _model, path, form in pages:
        status, tables = written(client, path, form)
        assert tables == set(), path
        # A list answers what it does not know with itself.
        assert status in (200, 302, 403, 404, 405), path
        sent += 1
    for name, view, path in console_pages(scene):
        if view.access not in ("public", "people"):
            status, tables = written(client, path, FORM)
            assert tables == set(), name
            assert status in (404, 405), name
            sent += 1
    assert sent > 100


def test_the_same_form_does_change_something_for_a_facilitator(scene):
    """Or the test above could not fail."""
    client = logged_in(make_facilitator())
    empty = {"seats-TOTAL_FORMS": "0", "seats-INITIAL_FORMS": "0"}
    form = FORM | empty | {"slug": "mill", "kind": "worker", "members": "3"}
    status, tables = written(client, reverse("admin:councils_council_add"), form)
    assert status == 302
    assert {"councils_council", "ledger_record"} <= tables


def test_an_auditor_reads_the_record_and_what_is_public(scene):
    client = logged_in(make_auditor())
    for name in ("ledger_record", "ledger_seal", "councils_council", "iteration_plan"):
        page = client.get(reverse(f"admin:{name}_changelist"))
        assert page.status_code == 200, name
    for name in (
        *("proposals_proposal", "proposals_entitlement", "councils_membership"),
        *("proposals_declaration", "councils_person", "councils_vote"),
    ):
        page = client.get(reverse(f"admin:{name}_changelist"))
        assert page.status_code == 403, name


def test_an_operator_sees_servers_and_no_figures(scene):
    client, refused = logged_in(make_operator()), 0
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        status = client.get(reverse(f"{name}_changelist")).status_code
        if status == 200:
            assert model._meta.app_label in ("ledger", "federation"), name
            assert model._meta.model_name != "record", name
        else:
            assert status == 403, name
            refused += 1
    assert refused > 20
    for name, view, path in console_pages(scene):
        if view.access not in ("operators", "public", "people"):
            assert client.get(path).status_code in (404, 405), name


def test_a_facilitator_needs_no_superuser_for_daily_work(scene):
    """Whatever facilitators do in the console or add here, one of them may."""
    person = make_facilitator()
    assert not person.is_superuser
    client, opened = logged_in(person), 0
    for name, view, path in console_pages(scene):
        if view.access == "facilitators":
            expected = access.TABLE[name][0]
            assert client.get(path).status_code in expected, name
            assert client.get(path).status_code != 403, name
            opened += 1
    assert opened > 10
    for name in ("councils_council", "councils_membership", "proposals_good"):
        assert client.get(reverse(f"admin:{name}_add")).status_code == 200, name
