"""What one server cannot do of a year that it plans with others."""

import pytest
from django.core.exceptions import ValidationError

from iteration.models import Round
from iteration.services import (
    offer_period,
    reopen_round,
    resume_period,
    settle_period,
)
from proposals.models import Period
from tests.factories import later, make_bread_year, reload

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
