"""Years in every state for the pages of the console, and all that waits there."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from councils.services import unseat
from iteration.scenarios import Scenario
from iteration.services import (
    ask_about_stall,
    ask_what_if,
    merge_goods,
    rehearse,
    retire_council,
    settle_period,
    simulate,
)
from ledger import clock
from ledger.models import Message, Record
from ledger.services import announce_maintenance, enqueue, seal
from proposals.models import Good, Need
from proposals.services import (
    answer_question,
    ask,
    ask_credit,
    ask_for_good,
    draw_reviewers,
    file_need,
    pledge,
    write_rule,
)
from tests.factories import (
    make_auditor,
    make_council,
    make_count,
    make_facilitator,
    make_good,
    make_open_period,
    make_operator,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)

LONG = "Wohnungsbaugenossenschaft Am Alten Güterbahnhof"
ROWS = (("adults", "Erwachsene", 9000, True), ("children", "Kinder", 4000, False))
STAIRS = "Three of us use a wheelchair, and the door has four steps."
OVEN = "A second oven, so that every street bakes its own bread."
MILK = "Milk of oats, for those who do not drink that of cows."


def make_cast(year, eaters):
    """Who looks, by what they are, and what stands in the addresses they look at.

    ``year`` is the open year of the fixture of this name, ``eaters`` a council of it.
    """
    people = {
        "facilitator": make_facilitator("fay", first_name="Fay", last_name="Okafor"),
        "auditor": make_auditor("aud"),
        "operator": make_operator("olu"),
        "member": make_seat(make_person("dee"), eaters).person,
        "federation": make_seat(make_person("tom"), eaters.parent).person,
    }
    fay, bread = people["facilitator"], Good.objects.get(code="bread")
    prepared = make_period("2028", {bread: "2.5"})
    people["reviewer"], numbers = _entitle(prepared, eaters, people["member"], fay)
    _other_years(bread)
    where = {
        **numbers,
        **_round(year, eaters, people["member"], fay),
        **_catalogue(people["member"], eaters, fay),
        "letter": _servers(people["operator"]),
        "auditor": people["auditor"].public_id,
        "record": Record.objects.earliest("pk").pk,
        "copy": rehearse(period=prepared, actor=fay).code,
    }
    return people, where


def _entitle(prepared, eaters, dee, fay):
    """A table is written; a need is being looked at, two credits are asked for."""
    rates = [
        {"code": name, "name_en": name, "name_de": german, "source": "allowance"}
        | {"amount": Decimal(amount), "works": works, "counted": True}
        for name, german, amount, works in ROWS
    ]
    write_rule(period=prepared, figures={"per": "member"}, rates=rates, actor=fay)
    alone = make_council("station", name=LONG, members=12)
    make_seat(make_person("rae", email="rae@example.org"), alone)
    need = file_need(council=eaters, period=prepared, text=STAIRS, amount=Decimal(900))
    seal()
    need = Need.objects.get(pk=need.pk)
    draw_reviewers(need=need, actor=fay)
    terms = {"period": prepared, "years": 3, "purpose": OVEN, "actor": dee}
    credits = [
        ask_credit(council=each, amount=Decimal(3000), **terms)
        for each in (eaters, alone)
    ]
    review = need.reviews.select_related("person").first()
    return review.person, {"review": review.pk, "credit": credits[0].pk}


def _round(year, eaters, dee, fay):
    """Questions asked and answered, and two simulations that are done."""
    terms = {"council": eaters, "period": year, "actor": fay}
    answered, _new = ask(about="leap", text="Twice as much as before?", **terms)
    answer_question(question=answered, text="Yes: we have grown.", actor=dee)
    ask(about="cost", text="It costs more than you may use. On purpose?", **terms)
    wide = Scenario(tolerance="0.1", share="0.2")
    runs = [
        ask_what_if(period=year, scenarios=scenarios, rounds=4, actor=fay)
        for scenarios in ([wide], [])
    ]
    for run in runs:
        simulate(run.pk)
    return {"run": runs[0].pk, "other": runs[1].pk}


def _other_years(bread):
    """2024 stalls, 2023 agrees, 2022 has a plan that waits for approval."""
    eaters, bakers = make_council("guests"), make_council("cooks", kind="worker")
    for code, offered in (("2024", 60_000), ("2023", 79_500), ("2022", 79_500)):
        period = make_open_period(
            {bread: "2"}, code=code, rule="calibrated", silence="impute", max_rounds=1
        )
        make_proposal(eaters, period, {bread: 80_000})
        make_proposal(bakers, period, {bread: -offered})
        make_count(period)
        if code == "2024":
            simulate(ask_about_stall(period=reload(period)).pk)
        if code == "2022":
            settle_period(period=reload(period))


def _catalogue(dee, eaters, fay):
    """Goods that were merged, one that is asked for, a council that has ended."""
    rolls, buns = make_good("rolls"), make_good("buns")
    why = {"reason": "Nobody tells them apart.", "actor": fay}
    merge_goods(goods={buns: Fraction(1)}, into=rolls, **why)
    last = make_council("last-street", name="Last Street")
    unseat(membership=make_seat(council=last))
    retire_council(council=last, reason="Everybody has moved.", actor=fay)
    asked, _new = ask_for_good(
        code="oat-milk",
        name_en="Oat milk",
        name_de="Hafermilch",
        category="consumption",
        unit="L",
        decimals=2,
        description=MILK,
        recipe_cost=Decimal("1.25"),
        asked_by=dee,
    )
    pledge(wanted=asked, council=eaters, units=40_000, actor=dee)
    return {"wanted": asked.pk}


def _servers(olu):
    """A letter that does not arrive, and maintenance the day after tomorrow."""
    enqueue(
        key="lost",
        kind="mail",
        to="gone@example.org",
        payload={"subject": "s", "body": "b"},
    )
    letters = Message.objects.filter(key="lost")
    letters.update(attempts=9, error="SMTPRecipientsRefused: gone@example.org: unknown")
    begins = clock.now() + timedelta(days=2)
    announce_maintenance(
        begins=begins,
        ends=begins + timedelta(hours=1),
        text_en="The servers move house.",
        text_de="Die Server ziehen um.",
        closed=True,
        actor=olu,
    )
    return letters.get().pk
