"""The keys of this server, at the terminal; the page /servers/this/ does the same."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.management.speaking import (
    ServerCommand,
    actor_called,
    verb,
)
from federation.models import OwnKey
from federation.services import (
    current_key,
    prepare_key,
    revoke_key,
    use_next_key,
)
from federation.wire.keys import fingerprint


class Command(ServerCommand):
    help = gettext_lazy("Show the key of this server, change it, revoke it.")

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="do", required=True)
        show = verb(
            verbs, "show", _("name, address and fingerprint, to be read out"), reason=""
        )
        show.add_argument(
            "--only-fingerprint",
            action="store_true",
            help=_("nothing but the fingerprint, for scripts"),
        )
        verb(verbs, "next", _("publish the next key, to be confirmed by the others"))
        verb(verbs, "rotate", _("sign with the next key from now on"))
        revoke = verb(verbs, "revoke", _("say that a key is no longer to be believed"))
        revoke.add_argument("number", type=int, help=_("its number, as shown"))

    def do_show(self, *, only_fingerprint, **_options):
        current, _secret = current_key()
        if only_fingerprint:
            self.say(fingerprint(current.public))
            return
        self.say(
            "%(name)s  %(address)s", name=settings.NODE_NAME, address=settings.BASE_URL
        )
        for key in OwnKey.objects.all():
            self._say_key(key)

    def do_next(self, *, reason, by, **_options):
        self._say_key(prepare_key(actor=actor_called(by), reason=reason))
        self.say(_("Read its fingerprint out to people at every server."))

    def do_rotate(self, *, reason, by, **_options):
        self._say_key(use_next_key(actor=actor_called(by), reason=reason))
        self.say(_("Servers that have not confirmed it do not hear this one."))

    def do_revoke(self, *, number, reason, by, **_options):
        key = OwnKey.objects.filter(number=number).first()
        if key is None:
            self.refuse([], _("This server has no key %(n)d.") % {"n": number})
        revoke_key(key=key, actor=actor_called(by), reason=reason)
        self._say_key(OwnKey.objects.get(pk=key.pk))
        self._say_key(current_key()[0])
        self.say(_("Tell people at every server now."))

    def _say_key(self, key):
        self.say(
            "%(number)d  %(print)s  %(state)s",
            number=key.number,
            print=fingerprint(key.public),
            state=key.get_state_display(),
        )
