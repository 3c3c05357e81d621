"""The page of offices: seen before it is done, and who may not act yet."""

import pytest
from django.urls import reverse

from councils.services import AUDITORS, FACILITATORS, OFFICES
from ledger.models import Record
from tests.factories import (
    make_auditor,
    make_facilitator,
    make_officer,
    make_operator,
    make_person,
)

pytestmark = pytest.mark.django_db
LIST, APPOINT = "/console/offices/", "/console/offices/appoint/"


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator("fay")
    client.force_login(client.person)
    return client


def dismissing(person, office):
    return reverse(
        "console:dismiss", kwargs={"office": office, "person": person.public_id}
    )


def test_holders_are_listed_and_those_without_a_second_step_marked(facilitator):
    make_auditor("ann", first_name="Ann")
    make_officer(AUDITORS, "bo", second_step=False)
    page = facilitator.get(LIST).content.decode()
    assert "Ann" in page
    assert page.count("no second step yet") == 1


def test_an_auditor_reads_and_is_offered_nothing_to_change(client):
    client.force_login(make_auditor())
    page = client.get(LIST).content.decode()
    assert reverse("console:appoint") not in page
    assert "dismiss" not in page


def test_an_appointment_is_looked_at_first_and_then_done(facilitator):
    person = make_person("nia", first_name="Nia", email="nia@example.org")
    asked = {"who": "NIA@example.org", "office": AUDITORS, "reason": "Voted for."}
    preview = facilitator.post(APPOINT, asked)
    assert "Nia (nia) will hold the office: auditor." in preview.content.decode()
    assert not person.groups.exists()

    done = facilitator.post(APPOINT, asked | {"confirmed": "yes"}, follow=True)
    assert "Nia is appointed: auditor." in done.content.decode()
    assert person.groups.get().name == AUDITORS
    entry = Record.objects.get(kind="office.appointed")
    assert "nia" not in f"{entry.subject} {entry.reason} {entry.data}".lower()


@pytest.mark.parametrize("who", ["nobody", "", "n", "%", "a\x00b", "fay"])
def test_what_cannot_be_appointed_is_said_beside_its_field(facilitator, who):
    make_person("nia")
    asked = {"who": who, "office": AUDITORS, "reason": "So.", "confirmed": "yes"}
    page = facilitator.post(APPOINT, asked)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Record.objects.filter(kind="office.appointed").exists()


def test_two_accounts_with_one_address_are_told_apart_by_name(facilitator):
    make_person("one", email="same@example.org")
    make_person("two", email="same@example.org")
    asked = {"who": "same@example.org", "office": AUDITORS, "reason": "So."}
    assert "There is no account" in facilitator.post(APPOINT, asked).content.decode()


def test_a_dismissal_needs_a_reason(facilitator):
    auditor = make_auditor()
    where = dismissing(auditor, AUDITORS)
    assert "There is a problem" in facilitator.post(where, {}).content.decode()
    assert auditor.groups.exists()
    facilitator.post(where, {"reason": "Their time is over."})
    assert not auditor.groups.exists()


def test_the_last_facilitator_is_told_why_they_stay(facilitator):
    where = dismissing(facilitator.person, FACILITATORS)
    page = facilitator.post(where, {"reason": "I am tired."}).content.decode()
    assert "The last facilitator stays until there is another one." in page


def test_who_holds_no_such_office_cannot_lose_it(facilitator):
    stranger = make_person()
    assert facilitator.get(dismissing(stranger, AUDITORS)).status_code == 404
    auditor = make_auditor()
    assert facilitator.get(dismissing(auditor, "emperors")).status_code == 404


@pytest.mark.parametrize("office", OFFICES)
def test_nobody_acts_in_an_office_without_a_second_step(client, settings, office):
    settings.MFA_REQUIRED = True
    client.force_login(make_officer(office, second_step=False))
    for where in (LIST, APPOINT, reverse("admin:index"), "/console/"):
        answer = client.get(where)
        assert answer.status_code in (302, 404), where
        if answer.status_code == 302:
            assert answer.url == reverse("desk:second-step"), where


@pytest.mark.parametrize("make", [make_facilitator, make_auditor, make_operator])
def test_with_a_second_step_they_act(client, settings, make):
    settings.MFA_REQUIRED = True
    client.force_login(make())
    assert client.get(reverse("admin:index")).status_code == 200
