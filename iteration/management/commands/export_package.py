from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iteration.packages.exporting import export_package
from iteration.packages.folder import NotWritten, check_writable, write_to
from ledger.spoken import SpokenCommand
from proposals.models import Period


class Command(SpokenCommand):
    help = gettext_lazy("Write a planning year as a data package.")

    def add_arguments(self, parser):
        parser.add_argument("period", help=_("the code of the year"))
        parser.add_argument("folder", help=_("the folder to write to"))
        parser.add_argument(
            "--force",
            action="store_true",
            help=_("write even into a folder that is not empty"),
        )

    def answer(self, *, period, folder, force, **options):
        folder = Path(folder)
        year = Period.objects.filter(code=period).first()
        if year is None:
            self.refuse([], _("There is no year %(code)s.") % {"code": period})
        try:
            check_writable(folder, force=force)
            write_to(export_package(period=year), folder, force=force)
        except NotWritten as reason:
            self.refuse([], str(reason))
        said = _("%(code)s is written to %(folder)s.")
        self.stdout.write(said % {"code": year.code, "folder": folder})
