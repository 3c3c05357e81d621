from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Person
from federation.models import Token
from federation.services import issue_token
from federation.services.tokens import YEAR
from ledger.spoken import SpokenCommand


class Command(SpokenCommand):
    help = gettext_lazy("Issue a token for a person's program and print it, once.")

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help=_("what it is for"))
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=Token.Scope.values,
            help=_("what it may do; say it again for more"),
        )
        parser.add_argument(
            "--days", type=int, default=YEAR, help=_("how many days it is valid")
        )

    def answer(self, *, username, name, scope, days, **options):
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
