"""What the demonstration says at the terminal, as the database shows it."""

import time

from django.conf import settings
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from iteration.models import Plan, Round
from proposals.models import Period

from .demo import DONE
from .service import CannotRun

# Longer than any step takes, and shorter than anybody's patience.
SILENCE_SECONDS = 180


class Narrator:
    """Tells a year, a line a round, while the service works on it."""

    def __init__(self, screen, service):
        self.screen = screen
        self.service = service
        self.told = {}

    def follow(self, period, meanwhile=None):
        """Tell the rounds of a period until nothing more happens in it by itself.

        ``meanwhile`` is called with the period again and again; what it returns is told
        as revisions that councils have taken over. Returns its state then: a published
        plan, or a stall. Raises CannotRun if a process ends or nothing happens for a
        long time.
        """
        heard = time.monotonic()
        while True:
            self.service.check()
            try:
                news, waits = self._look(period)
                for accepted in meanwhile(period) if meanwhile else ():
                    self._tell_accepted(*accepted)
            except OperationalError:
                # The database is gone: the reason follows, or is not ours to know.
                self.service.wait(2)
                raise
            if period.status in DONE or period.status == Period.Status.STALLED:
                self.screen.show("")
                return period.status
            if news or waits:
                heard = time.monotonic()
            if time.monotonic() - heard > SILENCE_SECONDS:
                raise CannotRun(
                    _("Nothing has happened for some minutes. The logs are in %s.")
                    % (settings.VAR_DIR / "log")
                )
            self.service.wait(0.2)

    def _look(self, period):
        """Tell what is new; say whether anything was, and whether a round is open."""
        before = period.status
        # The state first: rounds published after this look are seen by the next one.
        period.refresh_from_db()
        told = self.told.get(period.pk, 0)
        rounds = period.rounds.order_by("number").select_related("worst_good")
        new = list(rounds.filter(status=Round.Status.PUBLISHED, number__gt=told))
        if new and not told:
            self._tell_heading(period)
        for each in new:
            self._tell_round(each)
            self.told[period.pk] = each.number
        left = self._show_what_is_awaited(period, rounds.last())
        return bool(new) or period.status != before, left > 0

    def _show_what_is_awaited(self, period, current):
        if period.status in (Period.Status.AGREED, Period.Status.SETTLED):
            self.screen.show(_("The agreed proposals are being settled …"))
        if current is None or period.status != Period.Status.OPEN:
            return 0
        left = (current.cutoff - timezone.now()).total_seconds()
        number = {"number": current.number}
        if left <= 0:
            self.screen.show(_("Round %(number)d is being counted …") % number)
        elif left > 90:
            until = time_format(timezone.localtime(current.cutoff), "H:i")
            text = _("Round %(number)d is open until %(time)s.")
            self.screen.show(text % {**number, "time": until})
        else:
            text = _("Round %(number)d is open for %(seconds)d s more.")
            self.screen.show(text % {**number, "seconds": left})
        return left

    # ---- The lines

    def _tell_heading(self, period):
        self.screen.say()
        self.screen.say(self.screen.bold(str(period)))
        heading = (_("round"), _("worst good"), pgettext("column", "imbalance"))
        heading += (_("weighted"), _("goods out"), _("answered"), _("seconds"))
        self.screen.say(_row(*heading))

    def _tell_round(self, round):
        worst = round.results.filter(good=round.worst_good).first()
        counted = sum(
            (round.own, round.standing, round.imputed, round.carried, round.absent)
        )
        self.screen.say(
            _row(
                round.number,
                round.worst_good or "–",
                percent(worst.imbalance, sign=True) if worst else "–",
                percent(round.weighted),
                f"{round.goods_out}/{round.results.count()}",
                f"{round.answered}/{counted}",
                decimal(round.seconds or 0, 2),
            )
        )

    def _tell_accepted(self, round, council, lines):
        said = ngettext(
            "       round %(number)d: %(council)s takes over its suggested revision, "
            "%(lines)d line.",
            "       round %(number)d: %(council)s takes over its suggested revision, "
            "%(lines)d lines.",
            lines,
        )
        number = {"number": round.number, "council": council, "lines": lines}
        self.screen.say(said % number)

    def tell_pages(self, period, guests):
        """Where to look at what has just happened."""
        base, code = self.service.address, period.code
        council = next((guest.council for guest in guests if guest.council), None)
        last = Round.objects.current(period)
        pages = [
            (
                _("What moved each price"),
                reverse("desk:round", args=[code, last.number]),
            ),
            (_("Check it yourself"), reverse("desk:check-year", args=[code])),
        ]
        if council:
            args = [code, council.slug]
            pages += [
                (
                    _("What is believed about a council"),
                    reverse("desk:beliefs", args=args),
                ),
                (_("Its assignment, and why"), reverse("desk:assignment", args=args)),
            ]
        self.screen.say()
        for name, address in pages:
            self.screen.say(f"  {name}: {base}{address}")

    def tell_plan(self, period):
        plan = Plan.objects.published().select_related("publication").get(period=period)
        self.screen.say()
        self.screen.say(_("Agreed, settled exactly and published. The plan's digest:"))
        self.screen.say(f"  {self.screen.bold(plan.publication.digest)}")
        rounds = ngettext("%(count)d round", "%(count)d rounds", plan.round.number)
        self.screen.say(
            _("%(rounds)s; the settlement took at most %(cut)s from any line.")
            % {
                "rounds": rounds % {"count": plan.round.number},
                "cut": percent(plan.largest_cut),
            }
        )

    def tell_stall(self, period):
        self.screen.say()
        self.screen.say(_("The councils have come no closer for some rounds: a stall."))
        url = self.service.address + reverse(
            "admin:proposals_period_change", args=[period.pk]
        )
        self.screen.say(_("A facilitator chooses how to go on: %s") % url)

    def tell_address(self, guests):
        self.screen.say()
        address = self.screen.bold(self.service.address)
        self.screen.say(_("commonplan is served at %s") % address)
        self.screen.say(_("Logins of this run:"))
        for guest in guests:
            of = guest.council or _("facilitators")
            self.screen.say(f"  {guest.username:<12} {guest.password:<13} {of}")
        self.screen.say(
            _("Elsewhere facilitators need a second step to log in; not here.")
        )

    def invite(self, period):
        """Ask the guest into a year that waits for them."""
        self.screen.say()
        current = Round.objects.current(period)
        if period.status != Period.Status.OPEN or current is None:
            return
        base = self.service.address
        close = reverse("admin:iteration_round_change", args=[current.pk])
        lines = [
            _("Your turn: %s is open.") % period,
            _("1. Log in as worker or consumer and change the proposal: %s")
            % (base + reverse("desk:login")),
            _("2. Log in as facilitator and close the round: %s") % (base + close),
            _("3. See here how the other councils answer. If another round is needed,"),
            _("   the draft shows what is suggested to you; close it, or wait."),
        ]
        for line in lines:
            self.screen.say(line)

    def tell_ending(self):
        self.screen.say()
        self.screen.say(
            _("Ctrl-C ends everything; the next start goes on from here, with new")
            + " "
            + _("passwords. --fresh begins anew.")
        )


def percent(share, *, sign=False):
    """0.0312 as 3.1 %, in the reader's way of writing numbers."""
    plus = "+" if sign and share > 0 else ""
    return f"{plus}{decimal(100 * share, 1)} %"


def decimal(number, places):
    """Rounded here, because Django's own formatting cuts off what does not fit."""
    return number_format(f"{number:.{places}f}", places)


def _row(number, good, imbalance, weighted, out, answered, seconds):
    name = str(good)
    name = name if len(name) <= 26 else f"{name[:25]}…"
    return (
        f"{number:>5}  {name:<26} {imbalance:>10} {weighted:>9} {out:>9} "
        f"{answered:>9} {seconds:>8}"
    )
