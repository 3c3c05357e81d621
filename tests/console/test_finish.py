"""From agreement to a published plan: two ways side by side, signatures, approvals."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from console import comparing
from councils.models import Event
from iteration import tasks
from iteration.models import Comparison, Offer, OfferPart, Plan
from iteration.services import (
    compare_finishes,
    compared,
    publish_plan,
    settle_period,
)
from iteration.services.keeping import basis
from ledger.models import Record
from proposals.models import Period
from tests.console.stepping import look, press, take
from tests.factories import (
    make_auditor,
    make_bread_year,
    make_count,
    make_facilitator,
    make_period,
    reload,
)
from tests.iteration.village import make_offer, make_village, say

pytestmark = pytest.mark.django_db


def browser(person=None):
    client = Client()
    client.person = person or make_facilitator()
    client.force_login(client.person)
    return client


@pytest.fixture
def facilitator():
    return browser()


@pytest.fixture
def village():
    return make_village()


def shown(client, period, **query):
    page = client.get(reverse("console:finish", args=[period.code]), query)
    assert page.status_code == 200
    return page


def make_settled_year(**rules):
    period, *_rest = make_bread_year(tolerance="0.5", **rules)
    make_count(period)
    settle_period(period=reload(period))
    return reload(period)


def test_both_ways_to_finish_stand_side_by_side(facilitator, village):
    page = shown(facilitator, village)
    first, second = page.context["sides"]
    assert (first.name, second.name) == ("settlement", "model")
    assert second.figures["cut_value"] != first.figures["cut_value"]
    text = page.content.decode()
    for words in ("Settlement alone", "The models’ offer", "Goods most affected"):
        assert words in text
    assert "South" in text  # A council that is cut, by name.


def test_the_figures_are_those_of_the_plan_that_is_settled_then(village):
    figures = compare_finishes(period=village)["settlement"].figures
    plan = settle_period(period=village)
    assert figures["cut_value"] == pytest.approx(plan.cut_value, rel=1e-3)
    # Before rounding to whole units; a gram is nothing here.
    assert figures["largest_cut"] == pytest.approx(plan.largest_cut, abs=1e-3)
    proposed = {
        each.council_id: dict(each.proposal.lines) for each in plan.assignments.all()
    }
    cut = [
        each.council_id
        for each in plan.assignments.all()
        if each.lines != proposed[each.council_id]
    ]
    assert figures["councils_cut"] == len(cut)
    assert {key for key, _lost, _share in figures["councils"]} == set(cut)
    assert sum(figures["spread"]) == figures["n_councils"] == 4
    assert sum(figures["spread"][1:]) == len(cut)


def test_the_offer_is_told_as_it_is_made_then(village):
    figures = compare_finishes(period=village)["model"].figures
    make_offer(village)
    proposed = {
        part.council_id: part.proposal.quantities for part in OfferPart.objects.all()
    }
    more = any(
        abs(units) > abs(before)
        for part in OfferPart.objects.all()
        for units, before in zip(
            part.quantities, proposed[part.council_id], strict=True
        )
    )
    assert more
    assert figures["more_value"] > 0


def test_it_is_computed_once_and_that_it_was_is_on_record(facilitator, village):
    shown(facilitator, village)
    shown(facilitator, village)
    assert Comparison.objects.count() == 2
    found = Record.objects.get(kind="finish.compared")
    assert found.actor == str(facilitator.person.public_id)
    assert found.data["finishes"] == ["model", "settlement"]


def test_a_stalled_year_has_one_way_to_finish(facilitator):
    period, *_rest = make_bread_year(max_rounds=1, rule="calibrated")
    make_count(period)
    page = shown(facilitator, reload(period))
    assert [each.name for each in page.context["sides"]] == ["settlement"]


def test_nothing_is_compared_before_there_is_anything_to_finish(facilitator):
    period = make_period()
    page = shown(facilitator, period)
    assert "nothing to finish yet" in page.content.decode()
    with pytest.raises(ValidationError) as caught:
        compare_finishes(period=period)
    assert caught.value.code == "state"


def test_a_large_year_is_compared_by_a_worker(facilitator, village, monkeypatch):
    knocks = []
    monkeypatch.setattr(comparing, "LINES", 3)
    monkeypatch.setattr(tasks.compare_finishes, "delay_on_commit", knocks.append)

    page = shown(facilitator, village)
    shown(facilitator, village)  # It does not knock again at once.

    assert "in the background" in page.content.decode()
    assert knocks == [village.pk]
    for _number in range(3):
        tasks.compare_finishes(village.pk)
    assert Comparison.objects.count() == 2
    assert len(shown(facilitator, village).context["sides"]) == 2


def test_a_page_opens_even_if_no_worker_hears(facilitator, village, monkeypatch):
    def silence(_period):
        raise OperationalError("no broker")

    monkeypatch.setattr(comparing, "LINES", 3)
    monkeypatch.setattr(tasks.compare_finishes, "delay_on_commit", silence)
    assert shown(facilitator, village).context["sides"] is None


def test_a_task_that_comes_late_does_nothing(village):
    settle_period(period=village)
    tasks.compare_finishes(village.pk)
    assert not Comparison.objects.exists()


def test_while_an_offer_stands_the_page_says_who_has_said_what(facilitator, village):
    offer = make_offer(village)
    say(offer, "bakers", False)
    say(offer, "bakers", True)
    say(offer, "mill", False)

    page = shown(facilitator, village)

    assert dict(page.context["words"]) == {"accepted": 1, "objected": 1, "silent": 2}
    silent = shown(facilitator, village, word="silent")
    assert {part.council.slug for part in silent.context["page"]} == {"north", "south"}
    assert {each.name for each in page.context["steps"]} == {"withdraw-offer"}
    for odd in ({"word": "'; --"}, {"page": "999999999999999999999"}):
        shown(facilitator, village, **odd)


def test_an_offer_is_made_and_taken_back_step_by_step(facilitator, village):
    take(facilitator, village, "offer", days="5")
    offer = Offer.objects.get()
    assert (offer.closes_at - offer.made_at).days == 5
    say(offer, "mill", False)
    page, _seen = look(facilitator, village, "withdraw-offer")
    assert "What was signed stays on record" in page.content.decode()
    take(facilitator, village, "withdraw-offer")
    offer.refresh_from_db()
    assert offer.status == Offer.Status.WITHDRAWN


def test_a_preview_of_settling_names_the_cuts_that_are_known(facilitator, village):
    shown(facilitator, village)
    cuts = compared(basis(village))["settlement"].figures
    page, _seen = look(facilitator, village, "settle")
    text = page.content.decode()
    assert "Councils cut" in text
    assert f"<dd>{cuts['councils_cut']}</dd>" in text
    assert "2 different people have to approve" in text


def test_two_facilitators_publish_a_plan(facilitator):
    period, other = make_settled_year(), browser()
    (said,) = take(facilitator, period, "publish")
    assert "published when 1 more have" in said
    again = press(facilitator, period, "publish")
    assert again.status_code == 409
    assert "Now somebody else has to" in again.content.decode()
    assert reload(period).status == Period.Status.SETTLED
    assert facilitator.person.spoken_name in shown(other, period).content.decode()

    take(other, period, "publish")

    assert reload(period).status == Period.Status.PUBLISHED


def test_a_page_from_before_another_approval_does_not_publish(facilitator):
    period, other = make_settled_year(), browser()
    _page, seen = look(other, period, "publish")
    take(facilitator, period, "publish")
    answer = press(other, period, "publish", seen=seen)
    assert answer.status_code == 409
    assert "1 people have approved" in answer.content.decode()
    assert reload(period).status == Period.Status.SETTLED


def test_an_approval_is_taken_back(facilitator):
    period = make_settled_year()
    take(facilitator, period, "publish")
    take(facilitator, period, "withdraw-approval")
    assert shown(facilitator, period).context["approvals"].count() == 0


def test_a_published_plan_is_withdrawn_and_all_in_it_are_told(facilitator):
    period = make_settled_year()
    publish_plan(period=period)
    take(facilitator, period, "withdraw")
    assert reload(period).status == Period.Status.AGREED
    assert Plan.objects.get().status == Plan.Status.WITHDRAWN
    assert Event.objects.filter(kind="plan.withdrawn").count() == 1
    assert Record.objects.get(kind="plan.withdrawn").reason


def test_a_plan_nobody_heard_of_is_withdrawn_without_letters(facilitator):
    period = make_settled_year()
    page, _seen = look(facilitator, period, "withdraw")
    assert "nobody was told of the plan yet" in page.content.decode()
    take(facilitator, period, "withdraw")
    assert not Event.objects.filter(kind="plan.withdrawn").exists()


def test_auditors_read_and_are_offered_no_step(village):
    auditor = browser(make_auditor())
    page = shown(auditor, village)
    assert page.context["steps"] == []
    assert len(page.context["sides"]) == 2


def test_the_page_asks_the_database_the_same_whatever_the_number_of_councils(
    facilitator, village, django_assert_max_num_queries
):
    offer = make_offer(village)
    say(offer, "mill", False)
    shown(facilitator, village)
    with django_assert_max_num_queries(18):
        shown(facilitator, village)
