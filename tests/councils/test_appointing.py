"""Offices are given and taken by facilitators, for a reason, on record."""

import pytest
from django.core.exceptions import ValidationError

from councils.services import (
    AUDITORS,
    FACILITATORS,
    OFFICES,
    OPERATORS,
    appoint,
    dismiss,
    forget,
)
from ledger.models import Record
from tests.factories import (
    make_auditor,
    make_facilitator,
    make_operator,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
WHY = "The assembly decided so."


def refused(act, **how):
    with pytest.raises(ValidationError) as caught:
        act(**{"reason": WHY} | how)
    assert not Record.objects.filter(kind__startswith="office.").exists()
    return caught.value.code


@pytest.mark.parametrize("office", OFFICES)
def test_a_facilitator_appoints_and_dismisses_for_a_reason(office):
    person, actor = make_person("new", first_name="Nia"), make_facilitator()
    assert appoint(person=person, office=office, actor=actor, reason=WHY)
    person.refresh_from_db()
    assert person.is_staff
    assert [group.name for group in person.groups.all()] == [office]
    assert not appoint(person=person, office=office, actor=actor, reason=WHY)

    assert dismiss(person=person, office=office, actor=actor, reason=WHY)
    person.refresh_from_db()
    assert not person.is_staff
    assert not person.groups.exists()
    assert not dismiss(person=person, office=office, actor=actor, reason=WHY)

    entries = Record.objects.filter(kind__startswith="office.").order_by("pk")
    assert [each.kind for each in entries] == ["office.appointed", "office.dismissed"]
    for entry in entries:
        assert entry.subject == str(person.public_id)
        assert entry.actor == str(actor.public_id)
        assert (entry.reason, entry.data) == (WHY, {"office": office})


def test_who_keeps_another_office_keeps_the_administration():
    person, actor = make_auditor(), make_facilitator()
    appoint(person=person, office=OPERATORS, actor=actor, reason=WHY)
    dismiss(person=person, office=AUDITORS, actor=actor, reason=WHY)
    person.refresh_from_db()
    assert person.is_staff


def test_nobody_appoints_themselves():
    actor = make_facilitator()
    assert refused(appoint, person=actor, office=AUDITORS, actor=actor) == "self"


@pytest.mark.parametrize("make", [make_auditor, make_operator, make_person])
def test_nobody_but_facilitators_appoints_or_dismisses(make):
    actor, person = make(), make_facilitator()
    said = {"office": FACILITATORS, "actor": actor}
    assert refused(appoint, person=make_person(), **said) == "not_facilitator"
    assert refused(dismiss, person=person, **said) == "not_facilitator"


def test_a_seat_in_a_council_is_no_office():
    seat = make_seat()
    said = {"office": AUDITORS, "actor": seat.person}
    assert refused(appoint, person=make_person(), **said) == "not_facilitator"


def test_the_last_facilitator_stays():
    last = make_facilitator()
    how = {"office": FACILITATORS, "reason": WHY}
    assert refused(dismiss, person=last, office=FACILITATORS, actor=last) == "last"
    other = make_facilitator()
    assert dismiss(person=last, actor=last, **how)
    with pytest.raises(ValidationError):
        dismiss(person=other, actor=other, **how)


def test_an_inactive_facilitator_does_not_count():
    last, gone = make_facilitator(), make_facilitator()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert refused(dismiss, person=last, office=FACILITATORS, actor=last) == "last"


def test_whoever_was_dismissed_a_moment_ago_does_nothing_more():
    one, two = make_facilitator(), make_facilitator()
    dismiss(person=two, office=FACILITATORS, actor=one, reason=WHY)
    with pytest.raises(ValidationError) as caught:  # Still in their session.
        dismiss(person=one, office=FACILITATORS, actor=two, reason=WHY)
    assert caught.value.code == "not_facilitator"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_happens(reason):
    said = {"person": make_person(), "office": AUDITORS, "actor": make_facilitator()}
    assert refused(appoint, reason=reason, **said) == "no_reason"


def test_there_are_three_offices():
    actor = make_facilitator()
    said = {"person": make_person(), "actor": actor}
    assert refused(appoint, office="emperors", **said) == "office"


def test_a_deleted_account_gets_no_office():
    person, actor = make_person(), make_facilitator()
    forget(person=person)
    assert refused(appoint, person=person, office=AUDITORS, actor=actor) == "forgotten"


def test_whoever_runs_the_server_appoints_without_an_account():
    person = make_person()
    assert appoint(person=person, office=FACILITATORS, actor=None, reason="The first.")
    assert Record.objects.get(kind="office.appointed").actor == "service"
