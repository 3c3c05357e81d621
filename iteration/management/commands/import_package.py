from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iteration.packages.faults import Refused, describe
from iteration.packages.importing import import_package
from ledger.spoken import SpokenCommand
from planning.package import PackageError, read


class Command(SpokenCommand):
    help = gettext_lazy("Import an economy from a data package: all of it or nothing.")

    def add_arguments(self, parser):
        parser.add_argument("folder", help=_("the folder of the data package"))
        parser.add_argument(
            "--period", metavar="CODE", help=_("import the year under this code")
        )

    def answer(self, *, folder, period, **options):
        try:
            report = import_package(package=self._read(folder, period))
        except (PackageError, Refused) as error:
            count = len(error.faults)
            summary = ngettext(
                "%(count)d fault; nothing was imported.",
                "%(count)d faults; nothing was imported.",
                count,
            )
            self.refuse(describe(error.faults), summary % {"count": count})
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
