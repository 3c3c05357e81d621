"""Every page of the administration opens, for those who may, and stays quick."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Council
from councils.services import FACILITATORS, ensure_office
from iteration.services import settle_period
from ledger.models import Message
from pages.maintenance import forget
from tests.factories import (
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    reload,
)
from tests.iteration.life import SECRET, make_life

pytestmark = pytest.mark.django_db
OURS = ("ledger", "councils", "proposals", "iteration")
MODELS = {
    model._meta.label_lower: model
    for model in admin.site._registry
    if model._meta.app_label in OURS
}
# Everything else is handed in, computed or imported.
ADDED_BY_FACILITATORS = {
    *("councils.council", "councils.membership"),
    *("proposals.good", "proposals.period"),
}
ADDED_BY_SUPERUSERS = {
    *ADDED_BY_FACILITATORS,
    *("councils.person", "proposals.entitlement"),
}
APPEND_ONLY = {
    *("ledger.record", "ledger.seal", "ledger.message"),
    *("proposals.proposal", "proposals.change", "proposals.standinginstruction"),
    *("iteration.round", "iteration.price", "iteration.result"),
    *("iteration.plan", "iteration.assignment", "iteration.publication"),
    *("iteration.offer", "iteration.offerpart", "iteration.signature"),
    *("iteration.approval", "iteration.comparison"),
    *("councils.ballot", "councils.vote", "councils.membership"),
}
INLINE = re.compile(rb"<style|<script>|<[^>]+ (style|on[a-z]+)=")


@pytest.fixture(params=["superuser", "facilitator"])
def caller(request, client):
    """Somebody who may into the administration, logged in, with a life to look at."""
    make_life("valley")
    if request.param == "superuser":
        person = make_person("root-of-all", is_staff=True, is_superuser=True)
    else:
        person = make_facilitator()
    client.force_login(person)
    client.person = person
    return client


def address(label, page, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def test_every_model_of_ours_is_there():
    ours = {
        model._meta.label_lower
        for label in OURS
        for model in apps.get_app_config(label).get_models()
    }
    assert ours - set(MODELS) == {
        # How the service itself stands is told by the console,
        *("ledger.heartbeat", "ledger.maintenance", "councils.firstkey"),
        # as is what the facilitators and a council wrote to each other, and who would
        # take how much of a good that does not exist.
        *("proposals.question", "proposals.pledge"),
        # The catalogue is part of its year's page.
        "proposals.catalogueentry",
        # What members of a council say to one another stays there,
        *("councils.decisionrule", "proposals.motion"),
        *("proposals.comment", "proposals.draftchange", "proposals.draft"),
        # and which letters somebody wants is their own affair.
        *("councils.letterchoice", "councils.lettersettings", "councils.mute"),
        *("councils.event", "councils.notice"),
    }


def test_facilitators_may_not_even_ask_for_what_is_private():
    private = {"draft", "draftchange", "comment", "motion"}
    private |= {"letterchoice", "lettersettings", "mute", "notice"}
    seen = ensure_office(FACILITATORS).permissions.filter(codename__startswith="view_")
    names = {each.codename.removeprefix("view_") for each in seen}
    assert not names & private
    assert "round" in names


def test_lists_and_rows_open_for_whoever_may_see_them(caller):
    seen = set()
    for label, model in MODELS.items():
        row = model.objects.first()
        lists = caller.get(address(label, "changelist"))
        page = caller.get(address(label, "change", row.pk))
        assert lists.status_code == page.status_code, label
        for shown in (lists, page):
            # The policy of the service lets a browser take neither.
            assert not INLINE.search(shown.content), label
        if page.status_code == 200:
            seen.add(label)
        else:
            assert page.status_code == 403
    assert seen == MODELS.keys()


def test_a_search_finds_or_not_but_never_breaks(caller):
    for label in MODELS:
        for words in ("valley", "'\"%_\\", "\x00", "9" * 40):
            page = caller.get(address(label, "changelist"), {"q": words})
            assert page.status_code == 200, (label, words)


NONSENSE = [
    *(
        "at__year=99999",
        "at__year=0",
        "p=abc",
        "o=zzz",
        f"period__id__exact={'9' * 40}",
    ),
    *(f"{name}__exact=%00" for name in ("kind", "status", "origin", "category")),
]


@pytest.mark.parametrize("caller", ["superuser"], indirect=True)
def test_an_address_nobody_would_write_never_breaks(caller):
    for label in MODELS:
        for nonsense in NONSENSE:
            path = f"{address(label, 'changelist')}?{nonsense}"
            assert caller.get(path).status_code in (200, 302), path
    asked = "app_label=councils&model_name=membership&field_name=person&term=%00"
    assert caller.get(f"{reverse('admin:autocomplete')}?{asked}").status_code == 200


def test_rows_are_added_only_where_somebody_decides_them_here(caller):
    superuser = caller.person.is_superuser
    answers = {label: caller.get(address(label, "add")).status_code for label in MODELS}
    added = {label for label, status in answers.items() if status == 200}
    assert added == (ADDED_BY_SUPERUSERS if superuser else ADDED_BY_FACILITATORS)
    assert set(answers.values()) == {200, 403}


def test_nothing_is_deleted_here(caller):
    for label, model in MODELS.items():
        row = model.objects.first()
        path = address(label, "delete", row.pk)
        assert caller.get(path).status_code == 403, label
        assert caller.post(path, {"post": "yes"}).status_code == 403, label
        assert model.objects.filter(pk=row.pk).exists()


def test_what_is_only_added_to_offers_no_change(caller):
    for label in APPEND_ONLY:
        path = address(label, "change", MODELS[label].objects.first().pk)
        assert 'name="_save"' not in caller.get(path).content.decode(), label
        assert caller.post(path, {}).status_code == 403, label


def test_nobody_reads_here_what_a_council_has_not_handed_in(caller):
    for label, model in MODELS.items():
        row = model.objects.first()
        for path in (address(label, "changelist"), address(label, "change", row.pk)):
            assert SECRET not in caller.get(path).content.decode()


def test_letters_and_votes_are_counted_but_not_read(caller):
    letter = Message.objects.get()
    page = caller.get(address("ledger.message", "change", letter.pk))
    assert letter.payload["body"] == SECRET
    assert SECRET not in page.content.decode()
    vote = MODELS["councils.vote"].objects.get()
    page = caller.get(address("councils.vote", "change", vote.pk))
    assert "field-option" not in page.content.decode()


def test_a_list_asks_no_more_the_longer_it_is(caller):
    seen = sorted(MODELS)
    few = {label: queries(caller, address(label, "changelist")) for label in seen}
    for name in ("hill", "plain", "coast"):
        make_life(name)
    for label in seen:
        assert queries(caller, address(label, "changelist")) <= few[label], label


@pytest.mark.parametrize("page", ["period", "round", "proposal", "assignment"])
def test_a_row_asks_no_more_the_more_goods_it_has(client, page):
    client.force_login(make_person("root-of-all", is_staff=True, is_superuser=True))
    few = queries(client, make_row(page, goods=2))
    assert queries(client, make_row(page, goods=12)) <= few


def make_row(page, goods):
    """The address of a row of a year with so many goods."""
    prices = {make_good(): 1 for _ in range(goods)}
    make_period(prices=prices)
    if page == "period":
        period = make_period(prices=prices)
        return address("proposals.period", "change", period.pk)
    period = make_open_period(prices)
    wanted = dict.fromkeys(prices, 5_000)
    proposal = make_proposal(make_council(), period, wanted)
    given = dict.fromkeys(prices, -5_000)
    make_proposal(make_council(kind="worker"), period, given)
    round = make_count(period)
    if page == "round":
        return address("iteration.round", "change", round.pk)
    if page == "proposal":
        return address("proposals.proposal", "change", proposal.pk)
    plan = settle_period(period=reload(period))
    return address("iteration.assignment", "change", plan.assignments.first().pk)


def queries(client, path):
    # Read again each minute otherwise, in the middle of a slow test.
    forget()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_members_and_strangers_stay_outside(client):
    client.force_login(make_person())
    for label in sorted(MODELS):
        answer = client.get(address(label, "changelist"))
        assert answer.status_code == 302
        assert "/login/" in answer.url


def test_the_administration_has_our_name_in_german_too(caller):
    page = caller.get(reverse("admin:index"), headers={"Accept-Language": "de"})
    assert "commonplan" in page.content.decode()
    assert 'lang="de"' in page.content.decode()


def test_council_names_come_with_whoever_reads(caller):
    Council.objects.filter(slug="valley-eaters").update(name_de="Die Esser")
    path = address("proposals.proposal", "changelist")
    german = caller.get(path, headers={"Accept-Language": "de"})
    assert "Die Esser" in german.content.decode()
    assert "Die Esser" not in caller.get(path).content.decode()
