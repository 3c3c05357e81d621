from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from councils.models import Person
from federation.models import Token
from federation.services import issue_token
from federation.services.tokens import YEAR


class Command(BaseCommand):
    help = "Issue a token for a person's program and print it, once."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="What it is for.")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=Token.Scope.values,
            help="What it may do; say it again for more.",
        )
        parser.add_argument(
            "--days", type=int, default=YEAR, help=f"How long it lasts; {YEAR}."
        )

    def handle(self, *, username, name, scope, days, **options):
        person = Person.objects.filter(username=username).first()
        if person is None:
            raise CommandError(
                _("There is nobody called “%(name)s”.") % {"name": username}
            )
        try:
            token, text = issue_token(person=person, name=name, scopes=scope, days=days)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stderr.write(
            _("This is shown once. It expires on %(day)s.")
            % {"day": f"{token.expires_at:%Y-%m-%d}"}
        )
        self.stdout.write(text)
