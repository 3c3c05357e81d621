import time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from councils.models import Person
from federation.models import Member, Peer, SharedYear
from federation.services.shared_years import (
    invite_server,
    is_small,
    remove_server,
    share_year,
)
from federation.together.course import advance, shared_years
from federation.together.delivering import deliver_all
from federation.together.joining import join_year
from iteration.services import open_period
from proposals.models import Period


class Command(BaseCommand):
    help = "Plan a year together with other servers."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="the years and who takes part")
        share = acts.add_parser("share", help="let a year be planned with others")
        invite = acts.add_parser("invite", help="let a known server join a year")
        remove = acts.add_parser("remove", help="go on without a server")
        join = acts.add_parser("join", help="plan a year of another server with it")
        opening = acts.add_parser("open", help="open the first round, for everybody")
        for each in (share, invite, remove, join, opening):
            each.add_argument("year")
            each.add_argument("--reason", default="Decided by the facilitators.")
            each.add_argument("--by", metavar="USERNAME", required=True)
        for each in (invite, remove, join):
            each.add_argument("server", help="the address of the other server")
        join.add_argument(
            "--no-trials",
            action="store_true",
            help="never say how councils here would answer trial prices",
        )
        work = acts.add_parser("work", help="do what is due, without a worker")
        work.add_argument("--seconds", type=float, default=0.0)

    def handle(self, act, **given):
        try:
            getattr(self, f"_{act}")(given)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _list(self, _given):
        for year in SharedYear.objects.select_related("period", "parent"):
            place = f"under {year.parent.origin}" if year.parent else "the root"
            self.stdout.write(f"{year.period.code}: {place}")
            for member in year.members.select_related("peer"):
                state = "joined" if member.joined_at else "invited"
                state = "left" if member.left_at else state
                self.stdout.write(f"  {member.peer.origin}: {state}")

    def _share(self, given):
        share_year(period=_year(given), **_who(given))

    def _invite(self, given):
        year = _shared(given)
        invite_server(year=year, peer=_peer(given), **_who(given))

    def _remove(self, given):
        member = Member.objects.filter(year=_shared(given), peer=_peer(given)).first()
        if member is None:
            raise CommandError("This server takes no part in the year.")
        remove_server(member=member, **_who(given))

    def _join(self, given):
        if is_small() and not given["no_trials"]:
            self.stderr.write(
                "There are fewer than five councils here: sums of theirs show what they"
                " propose, to whoever asks about trial prices. --no-trials keeps that"
                " to yourselves."
            )
        with transaction.atomic():
            join_year(
                parent=_peer(given),
                code=given["year"],
                answers_trials=not given["no_trials"],
                **_who(given),
            )

    def _open(self, given):
        open_period(period=_year(given), **_who(given))

    def _work(self, given):
        ends = time.monotonic() + given["seconds"]
        while True:
            done = deliver_all()
            done += sum(map(advance, shared_years()))
            if not done:
                if time.monotonic() >= ends:
                    return
                time.sleep(0.2)


def _who(given):
    person = Person.objects.filter(username=given["by"], is_active=True).first()
    if person is None:
        raise CommandError(f"There is no account “{given['by']}” here.")
    return {"actor": person, "reason": given["reason"]}


def _year(given):
    found = Period.objects.filter(code=given["year"]).first()
    if found is None:
        raise CommandError(f"There is no year “{given['year']}” here.")
    return found


def _shared(given):
    found = SharedYear.objects.filter(period=_year(given)).first()
    if found is None:
        raise CommandError("This year is not planned with other servers.")
    return found


def _peer(given):
    found = Peer.objects.filter(origin=given["server"].rstrip("/")).first()
    if found is None:
        raise CommandError("This server is not known here: add it first.")
    return found
