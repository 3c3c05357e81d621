"""A year of councils that behave: most answer, some are silent, some jump."""

from decimal import Decimal

import numpy as np
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from benchmarks.years import RandomYear
from councils.models import Membership, Person
from councils.services import FACILITATORS, ensure_office, seat
from iteration.catalogue import Catalogue, read_prices
from iteration.models import Round
from planning.book import Book
from planning.responses import Flexibility, respond
from proposals.models import Period, Proposal
from proposals.services import Line, submit_many

# How much answers vary by themselves; how far those of the unreasonable jump.
NOISE, JUMP = 0.01, 1.2
# The round from which who was asked about jumps has none any more.
ASKED = 5
TOLERANCE = Decimal("0.03")


class BehavingYear(RandomYear):
    """Every council has a flexibility of its own that nobody is told.

    ``silent`` councils answer the first round and never again; ``wild`` ones send
    figures that jump, until they have been asked about them. Whoever has ``left``
    answers nothing any more.
    """

    def __init__(self, councils, goods, lines, *, silent, wild):
        random = np.random.default_rng(7)
        chosen = random.permutation(councils)
        self.quiet = np.zeros(councils, dtype=bool)
        self.quiet[chosen[:silent]] = True
        self.wild = np.zeros(councils, dtype=bool)
        self.wild[chosen[silent : silent + wild]] = True
        self.left = np.zeros(councils, dtype=bool)
        super().__init__(councils, lines, "calibrated", goods=goods)
        self.silent = self.quiet
        case = self.case
        supply = np.where(case.consumer, 0.2, random.uniform(0.5, 2.0, councils))
        self.flexibility = Flexibility(
            follow=np.ones(councils, dtype=bool),
            substitution=random.lognormal(0.0, 0.4, councils),
            supply_response=np.where(case.commons, 0.0, supply),
            capacity=np.full(councils, np.inf),
        )

    def answer(self):
        """Everybody who answers answers the open round; how many they were."""
        book = self._answers(Round.objects.current(self.period))
        keys = np.array([good.pk for good in self.goods])
        places = np.flatnonzero(~self.quiet & ~self.left)
        lines = []
        for place in places.tolist():
            mine = slice(book.start[place], book.start[place + 1])
            goods, units = keys[book.good[mine]].tolist(), book.quantity[mine].tolist()
            lines.append(Line(self.councils[place].pk, goods, units))
        submit_many(period=self.period, lines=lines, origin=Proposal.Origin.API)
        return len(lines)

    def _answers(self, round):
        case, random = self.case, self.random
        prices = read_prices(round, Catalogue.of(self.period))
        book = respond(
            case.book,
            case.prices[case.book.good],
            prices,
            self.flexibility,
            np.ones(case.book.n_councils),
        )
        jumps = self.wild & (round.number < ASKED)
        spread = np.where(jumps, JUMP, NOISE)[book.council]
        units = np.abs(book.quantity) * np.exp(
            spread * random.standard_normal(book.n_lines)
        )
        units = np.maximum(np.rint(units), 1).astype(np.int64)
        quantity = np.where(book.quantity < 0, -units, units)
        return Book(book.n_goods, book.start, book.good, quantity, book.whole)

    def _make_period(self, rule):
        period = super()._make_period(rule)
        Period.objects.filter(pk=period.pk).update(tolerance=TOLERANCE, max_rounds=20)
        period.refresh_from_db()
        return period

    def _instruct(self):
        """Nobody has a standing instruction: who is silent is answered for."""

    def staff(self, seats):
        """Delegates of some councils, spread evenly; return two facilitators."""
        stride = max(1, len(self.councils) // max(1, seats))
        for place in range(0, len(self.councils), stride):
            person = Person.objects.create_user(f"delegate-{place}")
            council = self.councils[place]
            seat(person=person, council=council, role=Membership.Role.DELEGATE)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return [_facilitator(f"facilitator-{place}") for place in range(2)]


def _facilitator(name):
    """A facilitator with a second step, without which nobody may act for others."""
    person = Person.objects.create_user(name, is_staff=True)
    person.groups.add(ensure_office(FACILITATORS))
    TOTP.activate(person, generate_totp_secret())
    return person
