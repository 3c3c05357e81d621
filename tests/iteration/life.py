"""A row of everything that the administration shows, made as people make it."""

from decimal import Decimal

from councils.models import Departure, Heir
from councils.services import (
    accept_invitation,
    ask_to_join,
    invite,
    open_ballot,
    vote,
)
from iteration.models import Nudge, Round
from iteration.services import (
    approve_plan,
    ask_about_stall,
    compare_finishes,
    publish_plan,
    settle_period,
    sign,
    withdraw_offer,
)
from ledger import clock
from ledger.services import enqueue, seal
from proposals.conversion import Part
from proposals.models import Change, HeadCount, Need, Repayment
from proposals.services import (
    ask_credit,
    ask_for_good,
    declare,
    draw_reviewers,
    file_need,
    grant,
    instruct,
    save_draft,
    write_rule,
)
from proposals.services.successions import end_goods
from tests.factories import (
    later,
    make_council,
    make_count,
    make_good,
    make_open_period,
    make_period,
    make_person,
    make_proposal,
    make_seat,
    reload,
)

SECRET = "between ourselves"


def make_life(name):
    """A published year, a year in preparation, and whatever happens around them."""
    bread = make_good(f"{name}-bread")
    federation = make_council(f"{name}-federation", kind="consumer_federation")
    eaters = make_council(f"{name}-eaters", parent=federation)
    bakers = make_council(f"{name}-bakers", kind="worker")
    member = make_person(f"{name}-member")
    make_seat(member, eaters)
    ballot = open_ballot(
        council=eaters, question="Rye?", options=["yes", "no"], closes_at=later(days=1)
    )
    vote(ballot=ballot, person=member, option=0)
    guest = make_person(f"{name}-guest")
    offered, _new = invite(
        council=eaters, invited_by=member, role="member", expires_at=later(days=9)
    )
    accept_invitation(invitation=offered, person=guest)
    ask_to_join(council=bakers, person=guest, message=SECRET)
    instruct(council=bakers, mode="follow")
    declare(council=bakers, substitution=Decimal("0.5"))

    period = make_open_period({bread: "2.5"}, code=f"{name}-2027", rule="calibrated")
    save_draft(
        council=eaters,
        period=period,
        lines={bread.code: {"request": SECRET, "offer": ""}},
        note=SECRET,
        version=0,
        saved_by=member,
    )
    make_proposal(eaters, period, {bread: 60_000}, submitted_by=member)
    make_proposal(bakers, period, {bread: -60_000})
    make_count(period)
    round = Round.objects.filter(period=period).latest("number")
    Nudge.objects.create(council=bakers, round=round, at=clock.now(), event=name)
    ask_about_stall(period=reload(period))
    offer = settle_period(period=reload(period), finish="model")
    baker = make_seat(council=bakers).person
    sign(offer=offer, council=bakers, person=baker, accepts=False)
    withdraw_offer(offer=offer, reason="We settle.")
    compare_finishes(period=reload(period))
    settle_period(period=reload(period))
    approve_plan(period=reload(period), actor=member, reason="It is good.")
    publish_plan(period=reload(period))

    following = make_period(f"{name}-2028", {bread: "2.5"}, previous=period)
    grant(council=eaters, period=following, source="effort", amount=Decimal(900))
    Change.objects.create(
        period=following, council=eaters, good=bread, factor=Decimal("1.5")
    )
    letter = {"subject": name, "body": SECRET}
    enqueue(key=name, kind="mail", to="a@example.org", payload=letter)
    seal()
    make_entitlements(name, eaters, following, bread)
    make_ends(name, bread)


def make_entitlements(name, council, period, good):
    """A table with a row, what a council says, borrows and repays, and a need."""
    rates = [{"code": "adults", "name_en": "adults", "works": True}]
    write_rule(period=period, figures={}, rates=rates)
    HeadCount.objects.create(council=council, period=period, heads={})
    credit = ask_credit(
        council=council,
        period=period,
        amount=Decimal(10),
        years=1,
        purpose="A roof.",
        actor=make_person(f"{name}-borrower"),
    )
    Repayment.objects.create(credit=credit, period=period, amount=Decimal(1))
    need = file_need(council=council, period=period, text=SECRET, amount=Decimal(9))
    seal()
    make_seat(council=make_council(f"{name}-elsewhere"))
    draw_reviewers(need=Need.objects.get(pk=need.pk))


def make_ends(name, bread):
    """A good and a council that end and go on in others, and a good asked for."""
    rye, old = make_good(f"{name}-rye"), make_good(f"{name}-old")
    end_goods(kind="merge", ends={old: [Part(rye, 1, 1)]}, reason="One bread.")
    ended, heir = make_council(f"{name}-ended"), make_council(f"{name}-heir")
    departure = Departure.objects.create(council=ended, kind="merge")
    Heir.objects.create(departure=departure, council=heir, numerator=1, denominator=1)
    ask_for_good(
        code=f"{name}-wanted",
        name_en="wanted",
        name_de="gewünscht",
        category="consumption",
        unit="kg",
        decimals=0,
        description="x",
        recipe_cost=Decimal(1),
        asked_by=make_person(f"{name}-asker"),
    )
