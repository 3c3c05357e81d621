from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.backup import BackupFault, back_up
from config.manifest import head
from config.programs import NoPostgreSQL
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy("Write the whole database into one file, while all goes on.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("the file to write; it must not exist"))

    def answer(self, *, file, **_options):
        try:
            said = back_up(file)
        except (BackupFault, NoPostgreSQL) as fault:
            raise CommandError(str(fault)) from fault
        words = _("%(file)s: seal %(seal)s of %(at)s UTC, documents: %(documents)d.")
        self.stdout.write(words % {"file": file, **head(said)})
        self.stdout.write(_("Keep it encrypted, and SECRET_KEY elsewhere."))
