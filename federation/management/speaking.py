"""What the commands about servers share: who acts, why, and what went wrong."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from councils.models import Person
from federation.models import Peer
from federation.trouble import unreachable
from federation.wire.sending import Unreachable
from ledger.spoken import SpokenCommand

# How such a command ends if it was understood and refused, or nobody answered.
REFUSED, SILENT = 1, 3


class ServerCommand(SpokenCommand):
    """A command with verbs; each is a method of its name that takes the options."""

    def answer(self, *, do, **options):
        try:
            getattr(self, f"do_{do}")(**options)
        except Unreachable as error:
            raise CommandError(unreachable(error), returncode=SILENT) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=REFUSED) from error

    def say(self, text, **values):
        self.stdout.write(str(text) % values if values else str(text))

    def moment(self, at):
        return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else _("never")


def verb(verbs, name, help_text, *, reason="must"):
    """One verb of a command; with a reason where it changes something."""
    parser = verbs.add_parser(name, help=str(help_text), description=str(help_text))
    if reason:
        parser.add_argument(
            "--reason",
            required=reason == "must",
            default="",
            help=_("why; everybody can read it in the record"),
        )
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help=_("whose act it is on record; without a name it is the service's"),
        )
    return parser


def actor_called(username):
    """The person who acts, or nobody."""
    if not username:
        return None
    person = Person.objects.filter(username=username).first()
    if person is None:
        said = _("There is nobody called “%(name)s”.") % {"name": username}
        raise CommandError(said, returncode=REFUSED)
    return person


def peer_called(text):
    """A server by its address, with or without its scheme, or by its name."""
    plain = text.rstrip("/")
    for rows in (
        Peer.objects.filter(origin__in=[plain, f"https://{plain}"]),
        Peer.objects.filter(name=text),
    ):
        if len(found := list(rows[:2])) == 1:
            return found[0]
    said = _("No server is known by “%(text)s”.") % {"text": text}
    raise CommandError(said, returncode=REFUSED)
