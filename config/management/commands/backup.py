from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from config.backup import BackupFault, back_up
from config.manifest import head
from config.programs import NoPostgreSQL
from iteration.packages.spoken import language_of


class Command(BaseCommand):
    help = gettext_lazy("Write the whole database into one file, while all goes on.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("the file to write; it must not exist"))

    def handle(self, *, file, **_options):
        with override(language_of()):
            try:
                said = back_up(file)
            except (BackupFault, NoPostgreSQL) as fault:
                raise CommandError(str(fault)) from fault
            words = _(
                "%(file)s: seal %(seal)s of %(at)s UTC, documents: %(documents)d."
            )
            self.stdout.write(words % {"file": file, **head(said)})
            self.stdout.write(_("Keep it encrypted, and SECRET_KEY elsewhere."))
