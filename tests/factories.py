"""Rows for tests, made the way the services make them."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from councils.models import Ballot, Council, Membership, Person
from councils.services import (
    AUDITORS,
    FACILITATORS,
    OPERATORS,
    ensure_office,
    seat,
)
from iteration.models import Round
from iteration.services import close_now, close_round, open_period
from ledger import clock
from proposals.models import Good, Period, Proposal
from proposals.services import create_period, fill_catalogue, move, submit

NUMBERS = itertools.count(1)
PASSWORD = "correct horse battery staple"


def make_person(username=None, *, second_step=True, **fields):
    """Somebody who can log in; who may change things for others has a second step."""
    username = username or f"person-{next(NUMBERS)}"
    person = Person.objects.create_user(username, password=PASSWORD, **fields)
    if person.is_staff and second_step:
        make_app(person)
    return person


def make_officer(office, username=None, **fields):
    """Somebody with an office, who can log in to the administration and act."""
    person = make_person(username, is_staff=True, **fields)
    person.groups.add(ensure_office(office))
    return person


def make_facilitator(username=None, **fields):
    return make_officer(FACILITATORS, username, **fields)


def make_auditor(username=None, **fields):
    return make_officer(AUDITORS, username, **fields)


def make_operator(username=None, **fields):
    return make_officer(OPERATORS, username, **fields)


def make_app(person):
    """An authenticator app for the second step; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def make_council(slug=None, kind="consumer", **fields):
    slug = slug or f"council-{next(NUMBERS)}"
    defaults = {"name": slug.replace("-", " ").title(), "members": 10}
    return Council.objects.create(slug=slug, kind=kind, **(defaults | fields))


def make_seat(person=None, council=None, role=Membership.Role.DELEGATE):
    return seat(
        person=person or make_person(), council=council or make_council(), role=role
    )


def make_good(code=None, category="consumption", unit="kg", decimals=3, **fields):
    code = code or f"good-{next(NUMBERS)}"
    names = {"name_en": code.title(), "name_de": code.title() + " (de)"}
    return Good.objects.create(
        code=code, category=category, unit=unit, decimals=decimals, **(names | fields)
    )


def make_period(code=None, prices=None, **rules):
    """A period in preparation; ``prices`` maps goods to their first prices.

    Its rule sees totals only, and the silent are carried forward: what a test does not
    say cannot move its figures.
    """
    code = code or f"year-{next(NUMBERS)}"
    period = create_period(
        code=code,
        name_en=f"Year {code}",
        name_de=f"Jahr {code}",
        starts=date(2027, 1, 1),
        ends=date(2027, 12, 31),
        **(
            {"rule": "aggregate", "silence": "carry"}
            | {"round_length": timedelta(days=7)}
            | rules
        ),
    )
    if prices:
        fill_catalogue(
            period=period,
            prices={good: Decimal(str(price)) for good, price in prices.items()},
        )
    return period


def make_open_period(prices, code=None, **rules):
    """A period whose first round is open."""
    period = make_period(code, prices, **rules)
    open_period(period=period)
    return period


def make_proposal(council, period, quantities, origin=Proposal.Origin.MEMBER, **fields):
    """A submitted revision; ``quantities`` maps goods to smallest units."""
    proposal, _created = submit(
        council=council,
        period=period,
        quantities={good.code: units for good, units in quantities.items()},
        origin=origin,
        **fields,
    )
    return proposal


def make_due(period):
    """The period's open round, its cutoff just passed."""
    round = Round.objects.current(period)
    close_now(round=round)
    return round


def make_count(period):
    """Count the period's open round now; return it, published."""
    round = make_due(period)
    assert close_round(round.pk)
    round.refresh_from_db()
    return round


def make_bread_year(**rules):
    """A year of one good: 80 kg of bread requested, 60 kg offered, the round open."""
    bread = make_good("bread")
    period = make_open_period({bread: "2.5"}, **rules)
    eaters, bakers = make_council("eaters"), make_council("bakers", kind="worker")
    make_proposal(eaters, period, {bread: 80_000})
    make_proposal(bakers, period, {bread: -60_000})
    return period, bread, eaters, bakers


def later(**by):
    """A moment after now, by the database's clock."""
    return clock.now() + timedelta(**by)


def reload(period):
    return Period.objects.get(pk=period.pk)


def make_motion(council, period, quantities, moved_by, **times):
    """Figures put to the vote for two days, before a cutoff in three."""
    times = {"closes_at": later(days=2), "cutoff": later(days=3)} | times
    return move(
        council=council,
        period=period,
        quantities={good.code: units for good, units in quantities.items()},
        moved_by=moved_by,
        **times,
    )


def time_passes(*ballots):
    """Let the time of open ballots be over; nobody but a test can move it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for ballot in ballots:
            Ballot.objects.filter(pk=ballot.pk).update(
                closes_at=ballot.opened_at + timedelta(microseconds=1)
            )
        cursor.execute("SET session_replication_role = DEFAULT")
