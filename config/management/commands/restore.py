from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.backup import BackupFault
from config.manifest import head
from config.programs import NoPostgreSQL
from config.restoring import restore
from config.service import CannotRun
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy("Put a backup into the database, and verify it.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("a file that the command backup has made"))
        parser.add_argument(
            "--replace",
            action="store_true",
            help=_("put it in place of what is in the database"),
        )

    def answer(self, *, file, replace, **_options):
        try:
            said = restore(file, replace=replace)
        except (BackupFault, NoPostgreSQL, CannotRun) as fault:
            raise CommandError(str(fault)) from fault
        for sentence in sentences():
            self.stdout.write(sentence % (said | head(said)))


def sentences():
    """What was restored, and what was looked at."""
    return [
        _("Restored as it was on %(made_at)s."),
        _("The heads are those of the backup: seal %(seal)s of %(at)s UTC."),
        _(
            "%(documents)d published documents are what their digests say, and every "
            "seal of the record holds."
        ),
        _(
            "What happened later is not in it. Compare this seal with those that "
            "councils and other servers know."
        ),
    ]
