from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iteration.archive import write_archive
from ledger.services import record, seal, unsealed
from ledger.spoken import SpokenCommand
from proposals.models import Period


class Command(SpokenCommand):
    help = gettext_lazy("Write a finished year into one file that can be checked.")

    def add_arguments(self, parser):
        parser.add_argument("period", help=_("the code of the year"))
        parser.add_argument("file", help=_("the file to write; it must not exist"))
        parser.add_argument(
            "--public",
            action="store_true",
            help=_("leave out the data package, which has figures of single councils"),
        )

    def answer(self, *, period, file, public, **options):
        year = Period.objects.filter(code=period).first()
        if year is None:
            self.refuse([], _("There is no year %(code)s.") % {"code": period})
        while unsealed() and seal():
            continue
        file = Path(file)
        new = file.with_name(file.name + ".new")
        try:
            if file.exists():
                raise FileExistsError(_("%s exists already.") % file)
            with new.open("wb") as target:
                digest = write_archive(period=year, target=target, figures=not public)
            new.replace(file)
        except (OSError, ValidationError) as reason:
            new.unlink(missing_ok=True)
            words = reason.messages if isinstance(reason, ValidationError) else [reason]
            self.refuse([], " ".join(map(str, words)))
        record(
            kind="year.archived",
            # Not about the year itself: what is archived stays as it is.
            subject=f"archive/{year.code}",
            data={"sha256": digest, "public": public, "period": year.code},
        )
        self.stdout.write(f"{file} SHA-256 {digest}")
