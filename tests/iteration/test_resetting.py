"""Practice years for programs: begun anew, by the clock, and apart from real ones."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from iteration.models import Plan, Round
from iteration.services import (
    close_round,
    due_rounds,
    forget_practice,
    open_period,
    practise,
    practising,
    prepare_next_year,
    rehearse,
    rehearse_village,
    reset_practice,
)
from iteration.tasks import publish, settle
from ledger.models import Record
from proposals.models import Period, Proposal
from proposals.services import grant_per_member, submit
from tests.factories import (
    make_council,
    make_count,
    make_due,
    make_facilitator,
    make_good,
    make_period,
    make_proposal,
    reload,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Everything a round, a plan or the next year is computed from, or says.
OF_YEARS = {
    "proposals.Proposal": "period",
    "proposals.Entitlement": "period",
    "proposals.CatalogueEntry": "period",
    "iteration.Round": "period",
    "iteration.Price": "round__period",
    "iteration.Result": "round__period",
    "iteration.Memory": "round__period",
    "iteration.Plan": "period",
    "iteration.Assignment": "plan__period",
}
OF_ALL = [
    *("proposals.Good", "proposals.StandingInstruction", "proposals.Declaration"),
    *("councils.Council", "councils.Membership", "councils.Event"),
]


@pytest.fixture
def town():
    """A real year in its second round, and the next one in preparation, rehearsed."""
    goods = {make_good(f"food-{n}"): Decimal(2 + n) for n in range(3)}
    goods[make_good("nursing", category="labour", unit="h", decimals=0)] = Decimal(20)
    makers = [make_council(f"works-{n}", kind="worker") for n in range(2)]
    users = [make_council(f"homes-{n}", members=100) for n in range(2)]
    bread, *_others, hours = goods
    years = {}
    for code in ("2030", "2031"):
        year = make_period(code, goods, rule="calibrated", silence="impute")
        grant_per_member(
            councils=users, period=year, source="allowance", per_member=Decimal(9000)
        )
        years[code] = year
    open_period(period=years["2030"])
    for maker in makers:
        make_proposal(maker, years["2030"], {bread: -80_000, hours: 900})
    for user in users:
        make_proposal(user, years["2030"], {bread: 110_000, hours: -700})
    make_count(reload(years["2030"]))
    copy = rehearse(period=years["2031"], actor=make_facilitator("fay"))
    return {"years": years, "copy": copy, "bread": bread, "user": users[0]}


def of_real_years():
    """Every row that counts and belongs to no practice year."""
    rows = {}
    for name, path in OF_YEARS.items():
        kept = apps.get_model(name).objects.filter(**{f"{path}__practice": False})
        rows[name] = list(kept.order_by("pk").values())
        assert rows[name] or name in ("iteration.Plan", "iteration.Assignment")
    for name in OF_ALL:
        rows[name] = list(apps.get_model(name).objects.order_by("pk").values())
    years = Period.objects.real().order_by("pk")
    return rows | {"years": list(years.values())}


def reset(copy, **how):
    return reset_practice(period=copy, actor=make_facilitator(), **how)


def test_it_begins_anew_under_the_same_code(town):
    copy = town["copy"]
    while practise(copy.pk):
        continue
    again = reset(reload(copy))
    assert again.code == copy.code
    assert again.pk != copy.pk
    assert again.rehearses == town["years"]["2031"]
    assert list(again.rounds.values_list("number", "status")) == [(1, "open")]
    assert not Plan.objects.filter(period__practice=True).exists()
    assert again.pk in practising()
    assert Record.objects.filter(kind="practice.reset", subject=copy.code).exists()


def test_it_begins_anew_also_when_the_real_year_has_begun(town):
    """What councils have answered there since is in no copy."""
    year = town["years"]["2031"]
    open_period(period=year)
    columns = ("council", "goods", "quantities")
    before = list(town["copy"].proposals.order_by("council").values_list(*columns))
    make_proposal(town["user"], reload(year), {town["bread"]: 777_000})
    again = reset(town["copy"])
    assert list(again.proposals.order_by("council").values_list(*columns)) == before


def test_by_the_clock_a_round_waits_for_its_cutoff_and_counts_what_is_sent(town):
    copy = reset(town["copy"], round_length=HOUR)
    assert practising() == []
    assert practise(copy.pk) is False
    assert due_rounds() == []
    submit(
        council=town["user"],
        period=copy,
        quantities={"food-0": 123_000},
        origin=Proposal.Origin.API,
    )
    make_due(copy)
    [key] = due_rounds()
    assert close_round(key)
    assert Round.objects.get(pk=key).own >= 1
    last = Proposal.objects.filter(period=copy, council=town["user"])
    assert last.filter(quantities=[123_000]).exists()


def test_by_the_clock_it_comes_to_a_published_plan_by_itself(town):
    copy = reset(town["copy"], round_length=HOUR)
    for _round in range(30):
        if reload(copy).status != Period.Status.OPEN:
            break
        make_due(copy)
        for key in due_rounds():
            close_round(key)
    settle.apply([copy.pk])
    publish.apply([copy.pk])
    assert reload(copy).status == Period.Status.PUBLISHED


def test_nothing_of_it_reaches_a_real_year(town):
    """Neither numbers, nor plans, nor what was learned, nor the year before."""
    before = of_real_years()
    while practise(town["copy"].pk):
        continue
    copy = reset(reload(town["copy"]), round_length=HOUR)
    submit(
        council=town["user"],
        period=copy,
        quantities={"food-0": 999_000},
        origin=Proposal.Origin.API,
    )
    for _round in range(3):
        if reload(copy).status == Period.Status.OPEN:
            make_count(reload(copy))
    assert (
        apps.get_model("iteration.Memory").objects.filter(round__period=copy).exists()
    )
    assert of_real_years() == before
    forget_practice(period=reload(copy))
    assert of_real_years() == before


def test_the_real_year_is_counted_as_if_there_were_no_practice(town):
    year = town["years"]["2030"]
    copy = reset(town["copy"], round_length=HOUR)
    submit(
        council=town["user"],
        period=copy,
        quantities={"food-0": 999_000},
        origin=Proposal.Origin.API,
    )
    counted = make_count(reload(year))
    bread = counted.results.get(good=town["bread"])
    assert bread.requested < 999_000
    assert counted.own + counted.imputed + counted.carried + counted.standing == 4


def test_no_real_year_follows_one_for_practice(town):
    copy = town["copy"]
    while practise(copy.pk):
        continue
    with pytest.raises(ValidationError) as refused:
        prepare_next_year(
            period=reload(copy),
            code="2032",
            name_en="x",
            name_de="x",
            starts="2032-01-01",
            ends="2032-12-31",
        )
    assert refused.value.code == "practice"


def test_a_real_year_is_never_begun_anew(town):
    with pytest.raises(ValidationError) as refused:
        reset(town["years"]["2030"])
    assert refused.value.code == "real"


def test_what_cannot_be_made_anew_stays_as_it_is(town):
    town["years"]["2031"].catalogue.all().delete()
    with pytest.raises(ValidationError) as refused:
        reset(town["copy"])
    assert refused.value.code == "empty"
    assert Period.objects.filter(pk=town["copy"].pk).exists()


def test_the_village_begins_anew_by_the_clock():
    ada = make_facilitator()
    village = rehearse_village(actor=ada)
    again = reset_practice(period=village, actor=ada, round_length=HOUR)
    assert again.code == village.code
    assert again.automatic
    assert practising() == []
    assert Period.objects.count() == 1
    with pytest.raises(DatabaseError):
        Period.objects.filter(pk=again.pk).update(practice=False)
