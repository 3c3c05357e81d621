"""The demonstration's region: its data package, its years, and its guests' logins."""

import json
import secrets
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _

from councils.models import Council, Membership, Person
from councils.services import FACILITATORS, seat
from iteration.beliefs import suggestion
from iteration.models import Round
from iteration.services import extend_round, open_period, prepare_next_year
from ledger import clock
from proposals.models import Period, Proposal
from proposals.services import change_period, submit

from .service import CannotRun

Status = Period.Status
# From here on a year has a published plan.
DONE = (Status.PUBLISHED, Status.IN_FORCE, Status.CLOSED)
GUEST_TIME = timedelta(hours=1)
# A guest wants to look at the suggested revision before the next count.
GUEST_ROUND = timedelta(minutes=5)


class Guest:
    """Somebody who may log in for this run, with a password of this run."""

    def __init__(self, username, council=None):
        self.username = username
        self.council = council
        self.password = secrets.token_urlsafe(8)

    def admit(self):
        person, _created = Person.objects.get_or_create(username=self.username)
        person.set_password(self.password)
        person.is_staff = self.council is None
        person.save()
        if self.council is None:
            person.groups.add(Group.objects.get(name=FACILITATORS))
        elif not Council.objects.of(person).filter(pk=self.council.pk).exists():
            role = Membership.Role.DELEGATE
            seat(person=person, council=self.council, role=role)


class Region:
    """The demonstration's data: a package on disk, and its years in the database."""

    # A file of this name says that a data folder holds a demonstration.
    MARK = "demonstration"

    def __init__(self, folder, round_seconds):
        self.folder = Path(folder).resolve()
        self.round_length = timedelta(seconds=round_seconds)
        try:
            package = json.loads((self.folder / "datapackage.json").read_text("utf-8"))
            self.code = package["commonplan"]["period"]["code"]
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise CannotRun(
                _("%(folder)s is not a data package of a planning year: %(fault)s")
                % {"folder": self.folder, "fault": fault}
            ) from None
        self.guests = []

    def settle_in(self):
        """Read the region once, and let this run's guests in.

        Called while nobody else works on the database. A year a guest was asked into
        waits for this run's guest anew.
        """
        if not Period.objects.filter(code=self.code).exists():
            if Period.objects.exists():
                raise CannotRun(
                    _("This database holds other years; a demonstration needs its own.")
                )
            settings.VAR_DIR.joinpath(self.MARK).touch()
            try:
                # What is wrong with a package it says itself, fault by fault.
                call_command("import_package", str(self.folder), stdout=StringIO())
            except CommandError as fault:
                raise CannotRun(str(fault)) from None
        self._admit_guests()
        first = Round.objects.filter(status=Round.Status.OPEN, number=1)
        for waiting in first.exclude(period__code=self.code):
            extend_round(round=waiting, cutoff=clock.now() + GUEST_TIME)

    @property
    def period(self):
        return Period.objects.get(code=self.code)

    def open(self, period, *, length=None, first_cutoff=None):
        """Open a year that goes on by itself, if it has not been opened before."""
        if period.status == Status.DRAFT:
            length = length or self.round_length
            change_period(period=period, automatic=True, round_length=length)
            open_period(period=period, first_cutoff=first_cutoff)
            period.refresh_from_db()

    def accept(self, period):
        """Let the guests' councils take over what is suggested to them, once a round.

        Returns those that did, with the number of lines. So two councils answer by
        themselves, and the rule learns of them, while instructions answer for the rest.
        """
        current = Round.objects.current(period)
        if current is None or current.status != Round.Status.OPEN:
            return []
        since = current.opened_at
        done = Proposal.objects.answers(period, since=since, until=current.cutoff)
        answered = set(done.values_list("council_id", flat=True))
        accepted = []
        for guest in self.guests:
            if guest.council is None or guest.council.pk in answered:
                continue
            expected = suggestion(guest.council, current)
            if expected:
                submit(
                    council=guest.council,
                    period=period,
                    quantities={good.code: units for good, units in expected.items()},
                    origin=Proposal.Origin.MEMBER,
                    submitted_by=Person.objects.get(username=guest.username),
                    note=_("The suggested revision, taken over."),
                )
                accepted.append((current, guest.council, len(expected)))
        return accepted

    def open_next(self):
        """The year after the last one planned; its first round waits for the guest."""
        latest = Period.objects.order_by("starts").last()
        if latest.status in DONE:
            starts = latest.ends + timedelta(days=1)
            old, new = str(latest.starts.year), str(starts.year)
            code = latest.code.replace(old, new)
            latest = prepare_next_year(
                period=latest,
                code=code if code != latest.code else f"{code}-{new}",
                name_en=latest.name_en.replace(old, new),
                name_de=latest.name_de.replace(old, new),
                starts=starts,
                ends=_year_later(starts),
            )
        length = max(self.round_length, GUEST_ROUND)
        self.open(latest, length=length, first_cutoff=clock.now() + GUEST_TIME)
        return latest

    def _admit_guests(self):
        found = {
            "worker": Council.objects.filter(kind=Council.Kind.WORKER).first(),
            "consumer": Council.objects.filter(kind=Council.Kind.CONSUMER).first(),
        }
        seats = [Guest(name, council) for name, council in found.items() if council]
        self.guests = [*seats, Guest("facilitator")]
        for guest in self.guests:
            guest.admit()


def _year_later(day):
    following = date(day.year + 1, day.month, 28 if day.day == 29 else day.day)
    return following - timedelta(days=1)
