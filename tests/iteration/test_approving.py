"""Four eyes: a plan is published when different people have approved it."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from iteration.models import Approval, Plan
from iteration.services import (
    approve_plan,
    prepare_next_year,
    publish_plan,
    settle_period,
    withdraw_approval,
    withdraw_plan,
)
from ledger.models import Record
from proposals.models import Period
from tests.factories import (
    make_bread_year,
    make_count,
    make_good,
    make_period,
    make_person,
    reload,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "The assembly has seen it."}


def make_settled_year(**rules):
    period, *_rest = make_bread_year(tolerance="0.5", **rules)
    make_count(period)
    settle_period(period=reload(period))
    return reload(period)


def test_it_takes_two_different_people():
    period, first, second = make_settled_year(), make_person(), make_person()

    _plan, published = approve_plan(period=period, actor=first, **WHY)
    assert not published
    with pytest.raises(ValidationError) as caught:
        approve_plan(period=period, actor=first, **WHY)
    assert caught.value.code == "approved"
    assert reload(period).status == Period.Status.SETTLED

    plan, published = approve_plan(period=period, actor=second, **WHY)

    assert published
    assert plan.status == Plan.Status.PUBLISHED
    assert reload(period).status == Period.Status.PUBLISHED
    approved = Record.objects.filter(kind="plan.approved").order_by("pk")
    assert [each.actor for each in approved] == [
        str(first.public_id),
        str(second.public_id),
    ]


def test_a_year_may_be_content_with_one_person():
    period = make_settled_year(publishers=1)
    _plan, published = approve_plan(period=period, actor=make_person(), **WHY)
    assert published


def test_an_approval_can_be_taken_back_until_the_plan_is_published():
    period, first, second = make_settled_year(), make_person(), make_person()
    approve_plan(period=period, actor=first, **WHY)
    withdraw_approval(period=period, actor=first, **WHY)
    with pytest.raises(ValidationError) as caught:
        withdraw_approval(period=period, actor=first, **WHY)
    assert caught.value.code == "approved"

    _plan, published = approve_plan(period=period, actor=second, **WHY)
    assert not published
    _plan, published = approve_plan(period=period, actor=first, **WHY)
    assert published

    with pytest.raises(ValidationError) as caught:
        withdraw_approval(period=period, actor=first, **WHY)
    assert caught.value.code == "state"
    assert Approval.objects.in_force().count() == 2


def test_approvals_of_a_plan_do_not_serve_another():
    period, first, second = make_settled_year(), make_person(), make_person()
    approve_plan(period=period, actor=first, **WHY)
    withdraw_plan(period=period, **WHY)
    settle_period(period=reload(period))
    _plan, published = approve_plan(period=reload(period), actor=second, **WHY)
    assert not published


def test_approving_wants_a_settled_plan_and_a_reason():
    period, person = make_settled_year(), make_person()
    for step in (approve_plan, withdraw_approval):
        with pytest.raises(ValidationError) as caught:
            step(period=period, actor=person, reason=" ")
        assert caught.value.code == "reason"
    publish_plan(period=period)
    with pytest.raises(ValidationError) as caught:
        approve_plan(period=period, actor=person, **WHY)
    assert caught.value.code == "state"


def test_a_plan_is_not_withdrawn_without_a_reason():
    period = make_settled_year()
    with pytest.raises(ValidationError) as caught:
        withdraw_plan(period=period, reason="")
    assert caught.value.code == "reason"
    assert reload(period).status == Period.Status.SETTLED


def refused(change, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        change()


def test_the_database_keeps_approvals_as_they_are():
    period, person = make_settled_year(), make_person()
    plan, _published = approve_plan(period=period, actor=person, **WHY)
    rows = Approval.objects.all()
    with (
        pytest.raises(IntegrityError, match="approval_once_a_person"),
        transaction.atomic(),
    ):
        Approval.objects.create(plan=plan, person=person)
    refused(lambda: rows.update(person=make_person()), "never changed")
    refused(rows.delete, "never")
    publish_plan(period=period)
    refused(lambda: Approval.objects.create(plan=plan, person=make_person()), "settled")


def test_how_many_publish_is_fixed_when_the_year_opens():
    draft = make_period(prices={make_good(): 1})
    Period.objects.filter(pk=draft.pk).update(publishers=3)
    period = make_settled_year()
    refused(
        lambda: Period.objects.filter(pk=period.pk).update(publishers=1),
        "fixed since its first round opened",
    )
    refused(
        lambda: Period.objects.filter(pk=draft.pk).update(publishers=0),
        "period_plan_published_by_somebody",
    )


def test_the_next_year_takes_as_many_people(settings):
    period = make_settled_year(publishers=3)
    publish_plan(period=period)
    following = prepare_next_year(
        period=reload(period),
        code="following",
        name_en="Following",
        name_de="Folgend",
        starts=period.starts.replace(year=2028),
        ends=period.ends.replace(year=2028),
    )
    assert following.publishers == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_in_one_moment_publish_it_once():
    period, people = make_settled_year(), [make_person(), make_person()]
    found, start = [], threading.Barrier(2)

    def press(person):
        start.wait()
        try:
            found.append(approve_plan(period=period, actor=person, **WHY)[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False, True]
    assert Record.objects.filter(kind="plan.published").count() == 1
