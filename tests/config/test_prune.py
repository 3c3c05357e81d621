"""What has served its time goes, and nothing that somebody may want to check."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from config.pruning import RETENTION, prune
from councils.models import Invitation, Notice
from councils.services import invite, new_token
from federation.models import IdempotencyKey, Token
from federation.services import issue_token
from ledger import clock
from ledger.models import Message, Record
from ledger.services import enqueue
from proposals.models import DraftChange, Period
from proposals.services import save_draft
from tests.factories import later, make_bread_year, make_council, make_person, make_seat

pytestmark = pytest.mark.django_db
# Rows that the service must still have after any time.
FOR_EVER = (
    *("ledger.Record", "ledger.Seal", "proposals.Proposal", "proposals.Entitlement"),
    *("iteration.Publication", "iteration.Round", "iteration.Plan"),
    *("iteration.Assignment", "councils.Vote", "councils.Ballot", "councils.Council"),
    *("councils.Membership", "councils.Invitation", "councils.Event"),
)


def ago(**by):
    return clock.now() - timedelta(**by)


def make_message(key, **at):
    enqueue(key=key, kind="mail", to="ada@example.org", payload={})
    Message.objects.filter(key=key).update(**at)


def test_letters_go_ninety_days_after_they_were_delivered_or_dropped():
    make_message("old", sent_at=ago(days=91))
    make_message("dropped", dropped_at=ago(days=91))
    make_message("young", sent_at=ago(days=89))
    make_message("waiting", created_at=ago(days=400))
    assert prune() == {"messages": 2}
    left = Message.objects.order_by("key").values_list("key", flat=True)
    assert list(left) == ["waiting", "young"]
    written = Record.objects.get(kind="retention.pruned")
    assert written.data == {"what": "messages", "count": 2, "days": 90}
    assert prune() == {}
    assert Record.objects.filter(kind="retention.pruned").count() == 1


def test_what_people_were_told_goes_and_what_they_will_be_told_stays():
    seat = make_seat()
    told = {"told_at": ago(days=91), "letter": "x"}
    cases = [told, {"outdated_at": ago(days=91)}, told | {"told_at": ago(days=1)}, {}]
    for number, at in enumerate(cases):
        Notice.objects.create(
            person=seat.person,
            council=seat.council,
            occasion="test",
            key=str(number),
            due_at=ago(days=99),
            **at,
        )
    assert prune() == {"notices": 2}
    assert list(Notice.objects.values_list("key", flat=True)) == ["2", "3"]


def test_the_addresses_of_those_who_never_came_are_forgotten():
    delegate = make_seat(council=make_council("eaters")).person
    for name in ("old", "young"):
        invite(
            council=Invitation._meta.get_field("council").related_model.objects.get(),
            invited_by=delegate,
            role="member",
            email=f"{name}@example.org",
            expires_at=later(days=3),
            token=new_token(),
        )
    Invitation.objects.filter(email__startswith="old").update(
        invited_at=ago(days=99), expires_at=ago(days=91)
    )
    assert prune() == {"addresses": 1}
    emails = Invitation.objects.order_by("pk").values_list("email", flat=True)
    assert list(emails) == ["", "young@example.org"]


def test_a_login_goes_when_it_expires(client):
    client.force_login(make_person())
    assert prune() == {}
    Session.objects.update(expire_date=ago(minutes=1))
    assert prune() == {"sessions": 1}
    assert not Session.objects.exists()


def test_how_a_draft_came_about_goes_when_its_year_is_long_closed():
    period, _bread, eaters, _bakers = make_bread_year()
    for version in range(3):
        lines = {"bread": {"request": str(version + 1), "offer": ""}}
        save_draft(
            council=eaters,
            period=period,
            lines=lines,
            note="",
            version=version,
            saved_by=None,
        )
    period = Period.objects.filter(pk=period.pk)
    period.update(starts=date(2019, 1, 1), ends=date(2019, 12, 31))
    assert prune() == {}
    period.update(status="closed")
    last = DraftChange.objects.latest("version").version
    assert prune() == {"draft_changes": 2}
    assert [each.version for each in DraftChange.objects.all()] == [last]


def test_tokens_and_keys_of_programs_go():
    person = make_person()
    token, _secret = issue_token(person=person, name="p", scopes=["proposals:read"])
    for key, days in (("old", 3), ("young", 1)):
        made = IdempotencyKey.objects.create(
            person=person, key=key, fingerprint="0" * 64, claimed_until=clock.now()
        )
        IdempotencyKey.objects.filter(pk=made.pk).update(created_at=ago(days=days))
    assert prune() == {"keys": 1}
    Token.objects.filter(pk=token.pk).update(
        created_at=ago(days=800), expires_at=ago(days=366)
    )
    assert prune() == {"tokens": 1}


def test_nothing_else_is_ever_deleted(monkeypatch):
    """Whatever the age: all that somebody may want to check again is still there."""
    make_bread_year()
    make_seat()
    years = {"starts": date(2000, 1, 1), "ends": date(2000, 1, 2)}
    Period.objects.update(status="closed", **years)
    before = {name: apps.get_model(name).objects.count() for name in FOR_EVER}
    assert before["proposals.Proposal"] == 2
    assert before["ledger.Record"] > 0

    far = later(days=50_000)
    monkeypatch.setattr(clock, "now", lambda: far)
    gone = sum(prune().values())

    after = {name: apps.get_model(name).objects.count() for name in FOR_EVER}
    written = after.pop("ledger.Record") - before.pop("ledger.Record")
    assert after == before
    assert 0 <= written <= min(gone, len(RETENTION))
