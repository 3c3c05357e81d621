from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ledger.spoken import SpokenCommand
from ledger.verify import examine


class Command(SpokenCommand):
    help = gettext_lazy(
        "Check that the record is still what was sealed: no record changed, none lost "
        "or slipped in between, every seal follows the one before."
    )

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"])
        parser.add_argument(
            "--digest",
            default="",
            help=_("Of a seal, as somebody outside has kept it."),
        )

    def answer(self, **options):
        found = examine(options["digest"])
        for sentence in found.faults:
            self.stderr.write(sentence)
        if found.faults:
            number = len(found.faults)
            text = ngettext("%(count)d fault.", "%(count)d faults.", number)
            raise CommandError(text % {"count": number})
        for sentence in self._said(found):
            self.stdout.write(sentence)

    def _said(self, found):
        text = ngettext("%(count)d seal holds.", "%(count)d seals hold.", found.seals)
        yield text % {"count": found.seals}
        text = ngettext(
            "%(count)d record is what was sealed; none is missing between.",
            "%(count)d records are what was sealed; none is missing between.",
            found.sealed,
        )
        yield text % {"count": found.sealed}
        text = ngettext(
            "%(count)d record waits for its seal and is not proved yet.",
            "%(count)d records wait for their seal and are not proved yet.",
            found.unsealed,
        )
        yield text % {"count": found.unsealed}
        if found.last:
            text = _("The last seal has the digest %(digest)s: keep it elsewhere.")
            yield text % {"digest": found.last}
        if found.known:
            yield _("The digest that was kept is one of this chain.")
