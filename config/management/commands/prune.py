from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from config.pruning import prune
from iteration.packages.spoken import language_of


class Command(BaseCommand):
    help = gettext_lazy(
        "Delete what has served its time; never records, proposals or publications."
    )

    def handle(self, **_options):
        with override(language_of()):
            for name, count in prune().items():
                self.stdout.write(f"{name}: {count}")
            self.stdout.write(_("What is past its time is deleted."))
