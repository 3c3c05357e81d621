"""One year end to end: rounds, settlement, publication, the record, and the console."""

import time
from datetime import date
from io import StringIO

from django.core.management import call_command

from benchmarks.behaving import BehavingYear
from benchmarks.consoles import looked_at
from benchmarks.events import EVENTS
from benchmarks.watched import Watched
from config.supervise import running
from iteration.models import Round, Simulation
from iteration.scenarios import Scenario
from iteration.services import (
    approve_plan,
    ask_what_if,
    close_now,
    open_period,
    prepare_next_year,
    resume_period,
    settle_period,
)
from iteration.tasks import close_round, simulate
from ledger.services import unsealed
from proposals.models import Period

# Often, so that the record is sealed while nobody does anything else.
ENVIRONMENT = {"TICK_SECONDS": "5"}
MOST_ROUNDS = 15


class Conduct:
    """The year, its facilitators, and what is noted of it."""

    def __init__(self, options):
        self.options = options
        title = (
            f"A year of {options.councils} councils and {options.goods} goods, "
            f"{options.lines} lines each; {options.silent} silent, {options.wild} "
            "unreasonable, one leaves, two goods are merged"
        )
        self.watched = Watched(title, options.json)

    def measure(self):
        with running(
            host="127.0.0.1", port=0, environment=ENVIRONMENT, prepare=self._settle_in
        ) as service:
            self.watched.attach(service)
            self._rounds()
            self._finish()
            self._look("after the plan is published")
            self._next_year()
            service.check()
        return self.watched.story

    def _settle_in(self):
        began, options = time.perf_counter(), self.options
        self.year = BehavingYear(
            options.councils,
            options.goods,
            options.lines,
            silent=options.silent,
            wild=options.wild,
        )
        self.people = self.year.staff(options.seats)
        self.watched.note("prepare", began, "goods, councils, first proposals, seats")

    def _rounds(self):
        for number in range(1, MOST_ROUNDS + 1):
            self._events(number)
            began = time.perf_counter()
            answers = self.year.answer() if number > 1 else self.options.councils
            self.watched.note(f"round {number}, answers", began, f"{answers} submitted")
            if number == 2:
                self._simulate()
                self._look("in mid-round, everybody having answered")
            if not self._close(number) and not self._goes_on():
                return

    def _goes_on(self):
        """After the first stall the facilitators go on with more rounds."""
        period = self.year.period
        if period.status != Period.Status.STALLED or period.resumed_after:
            return False
        began = time.perf_counter()
        resume_period(
            period=period, rounds=6, actor=self.people[0], reason="All have been asked."
        )
        period.refresh_from_db()
        self.watched.note("stalled, gone on", began, "with six more rounds")
        return True

    def _events(self, number):
        """What happens besides in mid-year."""
        if number in EVENTS:
            name, happen, what = EVENTS[number]
            began = time.perf_counter()
            happen(self.year, self.people[0])
            self.watched.note(name, began, what)

    def _close(self, number):
        """Have the worker close the open round; whether another follows."""
        round = Round.objects.current(self.year.period)
        began = time.perf_counter()
        close_now(round=round)
        close_round.delay(round.pk)
        done = Round.objects.filter(pk=round.pk, status=Round.Status.PUBLISHED)
        peak = self.watched.wait(done.exists, f"{round} to be published")
        round.refresh_from_db()
        what = (
            f"worst {round.worst:.2%} ({round.goods_out} out), by value "
            f"{round.weighted:.2%}, noise floor {round.noise_floor or 0:.2%}; "
            f"own {round.own}, answered for {round.imputed}, absent {round.absent}"
        )
        self.watched.note(f"round {number}, closing", began, what, peak)
        self.year.period.refresh_from_db()
        return self.year.period.status == Period.Status.OPEN

    def _simulate(self):
        began = time.perf_counter()
        scenarios = [
            Scenario(tolerance="0.01"),
            Scenario(rule="reference"),
            Scenario(share="0.2", silence="carry"),
        ]
        self.simulation = ask_what_if(
            period=self.year.period, scenarios=scenarios, actor=self.people[0]
        )
        simulate.delay(self.simulation.pk)
        mine = Simulation.objects.filter(pk=self.simulation.pk)
        over = mine.filter(
            status__in=(Simulation.Status.DONE, Simulation.Status.FAILED)
        )
        peak = self.watched.wait(over.exists, "the simulation")
        self.simulation.refresh_from_db()
        found = (self.simulation.result or {}).get("scenarios", [])
        what = ", ".join(f"{len(each['rounds'])} {each['ended']}" for each in found)
        what = f"{self.simulation.status}; rounds and end of each: {what}"
        self.watched.note("what if, four scenarios", began, what, peak)

    def _finish(self):
        period, (first, second) = self.year.period, self.people
        told = period.get_status_display()
        began = time.perf_counter()
        settle_period(period=period, actor=first, reason="As the rounds ended.")
        period.refresh_from_db()
        plan = period.plans.in_force().get()
        what = (
            f"{told}; largest cut {plan.largest_cut:.2%}, value {plan.cut_value:,.0f}"
        )
        self.watched.note("settlement", began, what)
        began = time.perf_counter()
        approve_plan(period=period, actor=first, reason="It balances.")
        approve_plan(period=period, actor=second, reason="It balances.")
        self.watched.note("approval by two, publication", began, "")
        began = time.perf_counter()
        self.watched.wait(lambda: not unsealed(), "the record to be sealed")
        said = StringIO()
        call_command("ledger", "verify", stdout=said)
        self.watched.note(
            "sealing and ledger verify", began, said.getvalue().partition("\n")[0]
        )

    def _next_year(self):
        period, began = self.year.period, time.perf_counter()
        following = prepare_next_year(
            period=period,
            code="next-year",
            name_en="Next year",
            name_de="Nächstes Jahr",
            starts=date(2028, 1, 1),
            ends=date(2028, 12, 31),
            actor=self.people[0],
        )
        self.watched.note(
            "next year prepared", began, f"{following.catalogue.count()} goods"
        )
        began = time.perf_counter()
        open_period(period=following, actor=self.people[0])
        what = f"{following.catalogue.count()} goods, one merged away"
        self.watched.note("next year opened", began, what)

    def _look(self, when):
        """Time every page of the console there is."""
        year = self.year
        places = {
            "period": year.period.code,
            "slug": year.councils[0].slug,
            "council": year.councils[0].slug,
            "code": year.goods[0].code,
            "good": year.goods[0].code,
            "number": self.simulation.pk,
            "name": "close",
        }
        service = self.watched.service
        report = looked_at(service, self.people[0], places, self.options.times)
        report.title += ", " + when
        report.show(as_json=self.options.json)
