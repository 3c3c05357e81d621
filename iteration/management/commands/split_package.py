from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iteration.packages.faults import Refused, describe
from iteration.packages.folder import NotWritten, check_writable, read_from, write_to
from ledger.spoken import SpokenCommand
from planning.splitting import shares, split


class Command(SpokenCommand):
    help = gettext_lazy("Divide a data package among servers that will plan together.")

    def add_arguments(self, parser):
        parser.add_argument("folder", help=_("the folder of the data package"))
        parser.add_argument("servers", type=int, help=_("how many servers"))
        parser.add_argument("into", help=_("the folder for a package of each server"))
        parser.add_argument(
            "--force",
            action="store_true",
            help=_("write even into a folder that is not empty"),
        )

    def answer(self, *, folder, servers, into, force, **_options):
        try:
            package = read_from(Path(folder))
        except Refused as error:
            self.refuse(describe(error.faults), _("Nothing was written."))
        if not 1 <= servers <= len(package.councils):
            said = _("There are %(count)d councils for %(servers)d servers.")
            self.refuse([], said % {"count": len(package.councils), "servers": servers})
        try:
            check_writable(Path(into), force=force)
            parts = split(package, shares(package, servers))
            for number, part in enumerate(parts, start=1):
                place = Path(into) / str(number)
                write_to(part, place, force=force)
                said = _("%(folder)s: %(count)d councils.")
                self.stdout.write(said % {"folder": place, "count": len(part.councils)})
        except NotWritten as reason:
            self.refuse([], str(reason))
