from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.first import first_address
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy(
        "Print the address at which the first facilitator's account is made. "
        "An address printed before is no longer valid."
    )

    def answer(self, **_options):
        address = first_address(settings.BASE_URL)
        self.stdout.write(
            address or _("There is a facilitator already; nobody else is first.")
        )
