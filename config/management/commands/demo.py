import sys

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.demo import DONE, Region
from config.embedded import Server
from config.narrator import Narrator
from config.service import CannotRun
from config.supervise import alone, running
from config.terminal import Screen
from ledger.spoken import SpokenCommand

INTERRUPTED = 130


class Command(SpokenCommand):
    help = gettext_lazy(
        "Run everything and let a region plan its year; then try it yourself."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--round-seconds", type=seconds, default=3.0)
        parser.add_argument("--data", default=settings.BASE_DIR / "demo" / "region")
        parser.add_argument(
            "--fresh",
            action="store_true",
            help=gettext_lazy("delete what an earlier demonstration has left"),
        )
        parser.add_argument(
            "--exit",
            action="store_true",
            help=gettext_lazy("end when the plan is published; 0 only if it was"),
        )

    def answer(self, **options):
        screen = Screen()
        self.published = False
        try:
            self.demonstrate(screen, **options)
        except CannotRun as fault:
            screen.show("")
            sys.exit(str(fault))
        except KeyboardInterrupt:
            screen.show("")
            sys.exit(0 if self.published else INTERRUPTED)
        sys.exit(0 if self.published else 1)

    def demonstrate(self, screen, *, host, port, round_seconds, data, **options):
        region = Region(data, round_seconds)
        if options["fresh"]:
            forget()
        screen.show(_("Starting …"))
        with running(
            host=host,
            port=port,
            # A round's end is noticed within a quarter of its length.
            # The data are invented: nobody needs a second step to look at them.
            environment={
                "TICK_SECONDS": str(min(1, round_seconds / 4)),
                "MFA_REQUIRED": "0",
            },
            prepare=region.settle_in,
        ) as service:
            narrator = Narrator(screen, service)
            try:
                self.plan(region, narrator)
                if not options["exit"]:
                    self.invite(region, narrator)
                    service.wait()
            except KeyboardInterrupt:
                screen.say("\n" + _("Stopping; this takes a few seconds."))
                raise

    def plan(self, region, narrator):
        """The region's year, to its published plan or to a stall."""
        period = region.period
        region.open(period)
        self.published = narrator.follow(period, region.accept) in DONE
        if self.published:
            narrator.tell_plan(period)
            narrator.tell_pages(period, region.guests)
        else:
            narrator.tell_stall(period)
        narrator.tell_address(region.guests)

    def invite(self, region, narrator):
        """One year after the other, each begun by the guest."""
        while True:
            period = region.open_next()
            narrator.invite(period)
            narrator.tell_ending()
            if narrator.follow(period) not in DONE:
                narrator.tell_stall(period)
                return
            narrator.tell_plan(period)


def seconds(text):
    """How long a round lasts: a moment at least, and no longer than anybody watches."""
    number = float(text)
    if not 0.1 <= number <= 3600:
        raise ValueError(text)
    return number


def forget():
    """Delete the data of an earlier demonstration, and never anybody else's."""
    folder = settings.VAR_DIR
    if not settings.EMBEDDED:
        raise CannotRun(_("--fresh deletes embedded data only; DATABASE_URL is set."))
    with alone(folder):
        server = Server(folder / "postgres")
        mark = folder / Region.MARK
        if server.data.exists() and not mark.exists():
            raise CannotRun(
                _("The data in %s are not those of a demonstration.") % folder
            )
        server.discard()
        mark.unlink(missing_ok=True)
