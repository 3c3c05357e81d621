from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iteration.packages.faults import Refused, describe
from iteration.packages.importing import import_package
from ledger.spoken import SpokenCommand
from planning.package import PackageError, read
from proposals.services import change_period


class Command(SpokenCommand):
    help = gettext_lazy("Import an economy from a data package: all of it or nothing.")

    def add_arguments(self, parser):
        parser.add_argument("folder", help=_("the folder of the data package"))
        parser.add_argument(
            "--period", metavar="CODE", help=_("import the year under this code")
        )
        parser.add_argument(
            "--round-seconds",
            type=int,
            metavar="SECONDS",
            help=_("rounds follow one another by themselves, each open so long"),
        )

    def answer(self, *, folder, period, round_seconds, **options):
        try:
            with transaction.atomic():
                report = import_package(package=self._read(folder, period))
                if round_seconds is not None:
                    length = timedelta(seconds=round_seconds)
                    change_period(
                        period=report.period, automatic=True, round_length=length
                    )
        except (PackageError, Refused) as error:
            count = len(error.faults)
            summary = ngettext(
                "%(count)d fault; nothing was imported.",
                "%(count)d faults; nothing was imported.",
                count,
            )
            self.refuse(describe(error.faults), summary % {"count": count})
        except ValidationError as error:
            self.refuse(error.messages, _("Nothing was imported."))
        self.stdout.write(said(report))

    def _read(self, folder, code):
        package = read(folder)
        if not code:
            return package
        period = replace(package.period, code=code)
        return replace(package, descriptor=replace(package.descriptor, period=period))


def said(report):
    figures = {
        name: getattr(report, name)
        for name in ("goods", "councils", "proposals", "instructions", "changes")
    }
    figures |= {"code": report.period.code, "name": str(report.period)}
    if not report.new:
        return _("%(code)s is here already; nothing was changed.") % figures
    return (
        _(
            "%(code)s (%(name)s) is in preparation: %(goods)d goods, "
            "%(councils)d councils, %(proposals)d first proposals, "
            "%(instructions)d standing instructions, %(changes)d changes."
        )
        % figures
    )
