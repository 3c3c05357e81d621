"""What one server cannot do of a year that it plans with others."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from iteration.models import Round
from iteration.services import (
    offer_period,
    open_period,
    reopen_round,
    resume_period,
    settle_period,
)
from proposals.models import Period
from tests.factories import (
    later,
    make_bread_year,
    make_facilitator,
    make_good,
    make_period,
    reload,
)

pytestmark = pytest.mark.django_db


def reopen(period):
    reopen_round(round=Round.objects.get(), cutoff=later(days=1), reason="Too early.")


STEPS = {
    "settle": ("agreed", lambda period: settle_period(period=period)),
    "settle as it is": ("stalled", lambda period: settle_period(period=period)),
    "offer": ("agreed", lambda period: offer_period(period=period)),
    "resume": ("stalled", lambda period: resume_period(period=period, rounds=2)),
    "reopen": ("open", reopen),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_others_are_not_left_behind(name):
    status, step = STEPS[name]
    period, *_others = make_bread_year()
    Period.objects.filter(pk=period.pk).update(status=status, together=True)

    with pytest.raises(ValidationError) as caught:
        step(reload(period))
    assert caught.value.code == "together"
    assert reload(period).status == status
    assert not period.plans.exists()


def test_a_year_led_elsewhere_opens_when_it_is_announced():
    bread = make_good("bread")
    period = make_period("2027", {bread: "2"})
    Period.objects.filter(pk=period.pk).update(together=True, follows=True)

    with pytest.raises(ValidationError) as caught:
        open_period(period=reload(period), actor=make_facilitator())
    assert caught.value.code == "together"
    assert not Round.objects.exists()
    assert open_period(period=reload(period), announced=True).number == 1


def test_whoever_follows_plans_together():
    period = make_period("2027", {})
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.filter(pk=period.pk).update(follows=True)
