"""The administration leads to the steps of a year; it has none of its own."""

import pytest
from django.urls import NoReverseMatch, reverse

from iteration.admin import steps
from iteration.models import Round
from iteration.services import publish_plan, settle_period
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_count,
    make_facilitator,
    make_person,
    reload,
)
from tests.iteration.village import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client):
    client.person = make_facilitator()
    client.force_login(client.person)
    return client


def row_page(client, row):
    label = f"{row._meta.app_label}_{row._meta.model_name}"
    page = client.get(reverse(f"admin:{label}_change", args=[row.pk]))
    assert page.status_code == 200
    return page.content.decode()


def console(page, period):
    return reverse(f"console:{page}", args=[period.code])


def test_a_year_and_its_rounds_lead_to_the_steps_of_the_year(facilitator):
    period, *_rest = make_bread_year()
    where = console("steps", period)
    for row in (period, Round.objects.get()):
        assert f'href="{where}"' in row_page(facilitator, row)
    assert facilitator.get(where).status_code == 200


def test_offers_and_plans_lead_to_the_finish_of_the_year(facilitator, village):
    where = console("finish", village)
    offer = make_offer(village)
    assert f'href="{where}"' in row_page(facilitator, offer)
    offer.status = "withdrawn"
    offer.save()
    plan = settle_period(period=village)
    assert f'href="{where}"' in row_page(facilitator, plan)
    assert facilitator.get(where).status_code == 200


def test_a_step_has_one_door(facilitator):
    """What changed a year here before is neither a page nor an action of the list."""
    for label in ("proposals_period", "iteration_round", "iteration_offer"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{label}_step", args=[1, "close"])
    make_bread_year()
    lists = facilitator.get(reverse("admin:proposals_period_changelist"))
    for name in ("open", "settle", "publish", "withdraw", "resume"):
        assert f'<option value="{name}"' not in lists.content.decode()


def test_who_takes_no_steps_is_not_led_to_them(client):
    period, *_rest = make_bread_year()
    client.force_login(make_auditor())
    assert console("steps", period) not in row_page(client, period)


def test_the_permission_of_the_steps_is_one_facilitators_have(facilitator):
    assert facilitator.person.has_perm(steps.PERMISSION)
    assert not make_person(is_staff=True).has_perm(steps.PERMISSION)


def test_a_published_year_still_has_a_page(facilitator):
    period, *_rest = make_bread_year(tolerance="0.5")
    make_count(period)
    settle_period(period=reload(period))
    publish_plan(period=reload(period))
    assert console("steps", period) in row_page(facilitator, reload(period))
