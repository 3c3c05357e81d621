from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.models import Seal
from ledger.verify import faults


class Command(BaseCommand):
    help = gettext_lazy("Check that the record is still what was sealed.")

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args, **options):
        wrong = list(faults())
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(_("%(count)d faults.") % {"count": len(wrong)})
        self.stdout.write(_("%(count)d seals hold.") % {"count": Seal.objects.count()})
