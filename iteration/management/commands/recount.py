from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iteration.recount import faults
from ledger.spoken import SpokenCommand
from proposals.models import Period


class Command(SpokenCommand):
    help = gettext_lazy(
        "Count every published round of a year again, and its plan, and compare."
    )

    def add_arguments(self, parser):
        parser.add_argument("periods", nargs="*", metavar="PERIOD")

    def answer(self, periods, **options):
        found = Period.objects.visible()
        if periods:
            found = found.filter(code__in=periods)
            if missing := sorted(set(periods) - {period.code for period in found}):
                raise CommandError(
                    _("There is no year %(codes)s.") % {"codes": ", ".join(missing)}
                )
        wrong = 0
        for period in found:
            sentences = list(faults(period))
            for sentence in sentences:
                self.stderr.write(sentence)
            wrong += len(sentences)
            if not sentences:
                counted = period.publications.count()
                self.stdout.write(
                    _("%(period)s: %(count)d documents counted again, all the same.")
                    % {"period": period, "count": counted}
                )
        if wrong:
            raise CommandError(_("%(count)d differences.") % {"count": wrong})
