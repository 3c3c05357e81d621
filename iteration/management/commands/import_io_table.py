import sys
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iteration.packages.faults import describe
from iteration.packages.folder import NotWritten, check_writable, faults_of, write_to
from iteration.packages.io_table.conversion import Request, convert
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Answers
from ledger.spoken import SpokenCommand

# Options that say what a row or column is; each may be given again and again.
LINES = {
    "final": ("COLUMN", gettext_lazy("columns of final use, each a consumer council")),
    "exports": ("COLUMN", gettext_lazy("columns of what is used outside")),
    "labour": ("ROW", gettext_lazy("rows of work, offered by the households")),
    "imports": ("ROW", gettext_lazy("rows of what comes from outside")),
    "capital": ("ROW", gettext_lazy("rows of other costs: depreciation, taxes")),
    "skip": (
        "NAME",
        gettext_lazy("rows and columns to leave out; row:NAME, column:NAME for one"),
    ),
}


class Command(SpokenCommand):
    help = gettext_lazy(
        "Make a data package of a symmetric input-output table in a CSV file. What is "
        "unclear is asked; nothing is guessed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("the table"))
        parser.add_argument("--out", metavar="FOLDER", help=_("write the package here"))
        parser.add_argument(
            "--force", action="store_true", help=_("even into a folder with files")
        )
        for option, (metavar, text) in LINES.items():
            parser.add_argument(
                f"--{option}",
                action="append",
                default=[],
                metavar=metavar,
                help=_("%(what)s; several times or #NUMBER") % {"what": text},
            )
        parser.add_argument(
            "--households", metavar="COLUMN", default="", help=_("whose members work")
        )
        parser.add_argument(
            "--industries", type=int, metavar="NUMBER", help=_("how many come first")
        )
        parser.add_argument("--targets", type=Path, metavar="FILE")
        parser.add_argument("--targets-row", metavar="ROW", default="")
        parser.add_argument("--delimiter", choices=[",", ";", "tab", "|"])
        parser.add_argument("--decimal", choices=[".", ","])
        parser.add_argument("--unit", help=_("of the figures, such as {million DM}"))
        parser.add_argument("--title")
        parser.add_argument(
            "--year",
            type=int,
            default=2027,
            choices=range(1000, 10_000),
            metavar="YEAR",
        )
        parser.add_argument(
            "--yes", action="store_true", help=_("do not ask before writing")
        )

    def answer(self, *, file, out, force, yes, **options):
        try:
            if out:
                check_writable(Path(out), force=force)
            conversion = convert(_request(file, options))
            self._say(conversion.said)
            if faults := faults_of(conversion.package):
                self.refuse(describe(faults), _("The table makes no valid package."))
            if not out:
                self.stdout.write(_("Nothing was written; --out FOLDER writes."))
            elif yes or self._confirmed(out):
                write_to(conversion.package, Path(out), force=force)
                self.stdout.write(_("Written to %(folder)s.") % {"folder": out})
        except Unclear as unclear:
            self._say(unclear.said)
            self.refuse(unclear.questions, asked(len(unclear.questions)))
        except NotWritten as reason:
            self.refuse([], str(reason))

    def _say(self, lines):
        for line in lines:
            self.stdout.write(line)

    def _confirmed(self, out):
        """Whoever sits at a terminal is asked; a script has said what it wants."""
        if not sys.stdin.isatty():
            return True
        question = _("Write this to %(folder)s? [y/N]") % {"folder": out}
        return input(question + " ").strip().lower() in (_("y"), "y", _("yes"))


def _request(file, options):
    answers = {name: options[name] for name in LINES}
    said = ("unit", "title", "year", "targets", "targets_row", "delimiter", "decimal")
    return Request(
        file=file,
        answers=Answers(
            households=options["households"],
            industries=options["industries"],
            **answers,
        ),
        **{name: options[name] for name in said},
    )


def asked(count):
    summary = ngettext(
        "%(count)d question; nothing was written.",
        "%(count)d questions; nothing was written.",
        count,
    )
    return summary % {"count": count}
