from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from config.first import first_address
from iteration.packages.spoken import language_of


class Command(BaseCommand):
    help = gettext_lazy(
        "Print the address at which the first facilitator's account is made. "
        "An address printed before is no longer valid."
    )

    def handle(self, **_options):
        with override(language_of()):
            address = first_address(settings.BASE_URL)
            self.stdout.write(
                address or _("There is a facilitator already; nobody else is first.")
            )
