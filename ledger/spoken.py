"""Commands that speak the language of the terminal, or the one asked for."""

import os
from collections.abc import Mapping

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

BAD_INPUT, NO_DATABASE = 2, 4


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """Of the languages there are, the one the terminal is set to."""
    ours = dict(settings.LANGUAGES)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        # LANGUAGE may list several; the others say de_AT.UTF-8.
        for wish in filter(None, environment.get(name, "").split(":")):
            code = wish[:2].lower()
            return code if code in ours else settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE


class SpokenCommand(BaseCommand):
    """A command that speaks. What it does is in ``answer``."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        with translation.override(language_of()):
            self.help = str(self.help)
            parser = super().create_parser(prog_name, subcommand, **kwargs)
            parser.add_argument(
                "--language",
                choices=[code for code, _name in settings.LANGUAGES],
                default=language_of(),
                help=_("the language of what is printed"),
            )
        return parser

    def handle(self, *args, **options):
        with translation.override(options["language"]):
            try:
                self.answer(**options)
            except OperationalError as error:
                if connection.connection is not None:
                    raise
                raise CommandError(
                    _(
                        "The database does not answer. With the one that comes along, "
                        "“manage.py up” must be running in this folder; another one is "
                        "named by DATABASE_URL.\n%(error)s"
                    )
                    % {"error": error},
                    returncode=NO_DATABASE,
                ) from error

    def refuse(self, lines, summary):
        """Say what is wrong, line by line, and give up."""
        for line in lines:
            self.stderr.write(line)
        raise CommandError(summary, returncode=BAD_INPUT)
