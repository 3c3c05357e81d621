from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.pruning import prune
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy(
        "Delete what has served its time; never records, proposals or publications."
    )

    def answer(self, **_options):
        for name, count in prune().items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(_("What is past its time is deleted."))
