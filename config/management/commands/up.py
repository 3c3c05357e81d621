import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.first import first_address
from config.service import CannotRun
from config.supervise import running
from config.terminal import Screen
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy(
        "Run everything: database, migrations, web, worker and beat. Ctrl-C ends it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def answer(self, *, host, port, **_options):
        try:
            self.serve(Screen(), host, port)
        except CannotRun as fault:
            sys.exit(str(fault))
        except KeyboardInterrupt:
            sys.exit(0)

    def serve(self, screen, host, port):
        with running(host=host, port=port) as service:
            screen.say(_("commonplan is served at %s") % service.address)
            if address := first_address(service.address):
                screen.say(_("Set it up here (once, within a day): %s") % address)
            screen.say(_("Ctrl-C ends it."))
            try:
                service.wait()
            except KeyboardInterrupt:
                screen.say("\n" + _("Stopping; this takes a few seconds."))
