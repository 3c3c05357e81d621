"""Years planned with other servers, at the terminal; /servers/years/ does the same."""

import time

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.management.speaking import (
    REFUSED,
    ServerCommand,
    actor_called,
    peer_called,
    verb,
)
from federation.models import Member, SharedYear
from federation.pages.years_now import read_now
from federation.pages.years_trouble import troubles
from federation.pages.years_words import next_step
from federation.services.shared_years import (
    invite_server,
    is_small,
    remove_server,
    share_year,
)
from federation.together.course import advance, shared_years
from federation.together.delivering import PAUSE, Delivering
from federation.together.heads import Beside
from federation.together.joining import join_year
from iteration.services import open_period
from proposals.models import Period

AFTER_A_STEP = 2.0  # So many seconds without an answer.


class Command(ServerCommand):
    help = gettext_lazy("Plan a year together with other servers.")

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="do", required=True)
        verb(verbs, "list", _("the years, who takes part, what is next"), reason="")
        share = verb(
            verbs, "share", _("let a year be planned with others"), reason="may"
        )
        invite = verb(
            verbs, "invite", _("let a known server join a year"), reason="may"
        )
        join = verb(
            verbs, "join", _("plan a year of another server with it"), reason="may"
        )
        opening = verb(
            verbs, "open", _("open the first round, for everybody"), reason="may"
        )
        remove = verb(verbs, "remove", _("go on without a server"))
        for each in (share, invite, join, opening, remove):
            each.add_argument("year", help=_("the code of the year"))
        for each in (invite, join, remove):
            each.add_argument("address", help=_("its address"))
        join.add_argument(
            "--no-trials",
            action="store_true",
            help=_("never say how councils here would answer trial prices"),
        )
        work = verb(verbs, "work", _("do what is due, without a worker"), reason="")
        work.add_argument("--seconds", type=float, default=0.0)

    def do_list(self, **_options):
        years = SharedYear.objects.select_related("period", "parent").order_by("pk")
        for now in read_now(years):
            year = now.year
            place = (
                _("led by %(server)s") % {"server": year.parent.origin}
                if year.parent
                else _("led from here")
            )
            self.say("%(code)s: %(place)s", code=year.period.code, place=place)
            self.stdout.write(f"  {next_step(now)}")
            for member in now.members:
                state = _("takes part") if member.joined_at else _("invited")
                state = _("has left") if member.left_at else state
                self.say("  %(at)s: %(state)s", at=member.peer.origin, state=state)
            for each in troubles(year)[0]:
                self.stdout.write(f"  {each.server}: {each.what}: {each.why}")

    def do_share(self, *, year, by, reason, **_options):
        share_year(period=_year(year), actor=actor_called(by), reason=reason)
        self.say(_("%(code)s is led from here. Invite the others."), code=year)

    def do_invite(self, *, year, address, by, reason, **_options):
        invite_server(
            year=_shared(year),
            peer=peer_called(address),
            actor=actor_called(by),
            reason=reason,
        )
        self.say(_("People at %(server)s can join now."), server=address)

    def do_remove(self, *, year, address, by, reason, **_options):
        members = Member.objects.filter(year=_shared(year))
        member = members.filter(peer=peer_called(address)).first()
        if member is None:
            said = _("This server takes no part in the year.")
            raise CommandError(said, returncode=REFUSED)
        remove_server(member=member, actor=actor_called(by), reason=reason)

    def do_join(self, *, year, address, no_trials, by, reason, **_options):
        if is_small() and not no_trials:
            self.stderr.write(
                _(
                    "There are fewer than five councils here: sums of theirs show what "
                    "they propose, to whoever asks about trial prices. --no-trials "
                    "keeps that to yourselves."
                )
            )
        with transaction.atomic():
            join_year(
                parent=peer_called(address),
                code=year,
                answers_trials=not no_trials,
                actor=actor_called(by),
                reason=reason,
            )
        said = _("%(code)s opens here as soon as it is opened at %(server)s.")
        self.say(said, code=year, server=address)

    def do_open(self, *, year, by, reason, **_options):
        period = _shared(year).period
        first = open_period(period=period, actor=actor_called(by), reason=reason)
        said = _("%(round)s is open until %(cutoff)s; the rest goes by the clock.")
        self.say(said, round=first, cutoff=self.moment(first.cutoff))

    def do_work(self, *, seconds, **_options):
        ends, comparing = time.monotonic() + seconds, Beside()
        with Delivering() as delivering:
            while True:
                done = sum(map(advance, shared_years()))
                delivering.send()
                # What a step tells should be there before the next one asks about it.
                done += delivering.take(AFTER_A_STEP if done else PAUSE)
                comparing.go_on()
                if done or not delivering.is_idle:
                    continue
                if time.monotonic() >= ends:
                    comparing.end()
                    return
                time.sleep(PAUSE)


def _year(code):
    found = Period.objects.filter(code=code).first()
    if found is None:
        said = _("There is no year %(code)s.") % {"code": code}
        raise CommandError(said, returncode=REFUSED)
    return found


def _shared(code):
    found = SharedYear.objects.filter(period=_year(code)).first()
    if found is None:
        said = _("This year is not planned with other servers.")
        raise CommandError(said, returncode=REFUSED)
    return found
