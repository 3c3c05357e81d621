"""Other servers, at the terminal; the pages under /servers/ do the same."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.management.speaking import (
    ServerCommand,
    actor_called,
    peer_called,
    verb,
)
from federation.meeting import (
    NOT_KNOWN_THERE,
    find,
    join,
    key_told,
    keys_before,
    knock,
    look_again,
)
from federation.models import Peer
from federation.services import (
    confirm_key,
    current_key,
    end_key,
    end_peer,
    pause_peer,
    resume_peer,
)
from federation.trouble import in_words
from federation.wire.keys import fingerprint


class Command(ServerCommand):
    help = gettext_lazy("Add other servers, look at them, pause and end them.")

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="do", required=True)
        verb(verbs, "list", _("all servers, a line each"), reason="")
        show = verb(verbs, "show", _("one server with its keys"), reason="")
        add = verb(verbs, "add", _("add a server by its address"), reason="may")
        confirm = verb(verbs, "confirm", _("confirm a key of it"), reason="may")
        refresh = verb(verbs, "refresh", _("look it up again"), reason="")
        pause = verb(verbs, "pause", _("say and hear nothing for a while"))
        resume = verb(verbs, "resume", _("say and hear something again"))
        end = verb(verbs, "end", _("plan no more with it"))
        for each in (show, add, confirm, refresh, pause, resume, end):
            each.add_argument("address", help=_("its address"))
        told = _("as people there read it out")
        add.add_argument("--fingerprint", default="", help=told)
        confirm.add_argument("--fingerprint", required=True, help=told)
        confirm.add_argument(
            "--end-others",
            action="store_true",
            help=_("end the keys confirmed before: it signs with the new one already"),
        )

    def do_list(self, **_options):
        for peer in Peer.objects.prefetch_related("keys"):
            self.say(
                "%(state)s  %(name)s  %(address)s  %(trouble)s",
                state=peer.get_state_display(),
                name=peer.name,
                address=peer.origin,
                trouble=in_words(peer.trouble) or "–",
            )
        if not Peer.objects.exists():
            self.say(_("No other server is known yet."))

    def do_show(self, *, address, **_options):
        peer = peer_called(address)
        self.say("%(name)s  %(origin)s", name=peer.name, origin=peer.origin)
        self.say(_("state: %(state)s"), state=peer.get_state_display())
        self.say(_("last heard from: %(at)s"), at=self.moment(peer.heard_at))
        self.say(_("last reached: %(at)s"), at=self.moment(peer.reached_at))
        self.say(_("last trouble: %(said)s"), said=in_words(peer.trouble) or "–")
        for key in peer.keys.all():
            if key.ended_at:
                self.say(_("%(print)s  ended"), print=fingerprint(key.public))
            elif key.confirmed_at and peer.state != Peer.State.ASKED:
                self.say(_("%(print)s  confirmed"), print=fingerprint(key.public))
            else:
                self.say(_("%(key)s  not compared yet"), key=key.key_id)

    def do_add(self, *, address, fingerprint, reason, by, **_options):
        found = find(address)
        peer = join(
            found=found, typed=fingerprint, actor=actor_called(by), reason=reason
        )
        self.say(_("%(name)s (%(origin)s) is added."), **_named(peer))
        if peer.may_speak:
            self._knock(peer)
        else:
            self.say(_("Nothing is said to it until its fingerprint is compared:"))
            self.say(
                "manage.py peer confirm %(origin)s --fingerprint …", origin=peer.origin
            )

    def do_confirm(self, *, address, fingerprint, end_others, reason, by, **_options):
        peer, actor = peer_called(address), actor_called(by)
        keys = list(peer.keys.filter(ended_at=None))
        told = key_told([key.public for key in keys], fingerprint)
        key = next(key for key in keys if key.public == told)
        confirm_key(key=key, typed=fingerprint, actor=actor)
        self.say(_("The key is confirmed."))
        if end_others:
            for other in keys_before(key):
                end_key(key=other, actor=actor, reason=reason)
                self.say(_("The key before has ended."))
        peer.refresh_from_db()
        self._knock(peer)

    def do_refresh(self, *, address, **_options):
        peer = peer_called(address)
        seen = look_again(peer)
        for _key in seen.changed:
            self.say(_("A key is shown under the name of another, and is not taken."))
        for key in seen.gone:
            self.say(
                _("%(print)s is shown no more: people there have revoked it."),
                print=fingerprint(key.public),
            )
        for key in seen.new:
            self.say(_("It shows a new key, not compared yet: %(key)s"), key=key.key_id)
        self._tell(peer, seen.trouble)

    def do_pause(self, *, address, reason, by, **_options):
        peer = peer_called(address)
        pause_peer(peer=peer, actor=actor_called(by), reason=reason)
        self.say(_("%(name)s is paused."), name=peer.name)

    def do_resume(self, *, address, reason, by, **_options):
        peer = peer_called(address)
        resume_peer(peer=peer, actor=actor_called(by), reason=reason)
        self.say(_("%(name)s is resumed."), name=peer.name)

    def do_end(self, *, address, reason, by, **_options):
        peer = peer_called(address)
        end_peer(peer=peer, actor=actor_called(by), reason=reason)
        self.say(_("%(name)s is ended."), name=peer.name)

    def _knock(self, peer):
        self._tell(peer, knock(peer) if peer.may_speak else "")

    def _tell(self, peer, trouble):
        """Whether both sides are ready; what remains to be done there."""
        if not peer.may_speak:
            self.say(_("state: %(state)s"), state=peer.get_state_display())
        elif not trouble:
            self.say(_("It hears this server: both sides are ready."))
        else:
            self.say(in_words(trouble))
        if trouble == NOT_KNOWN_THERE:
            own, _secret = current_key()
            self.say(_("People there do the same, with this address and fingerprint:"))
            self.say(
                "manage.py peer add %(address)s --fingerprint %(print)s",
                address=settings.BASE_URL,
                print=fingerprint(own.public),
            )


def _named(peer):
    return {"name": peer.name, "origin": peer.origin}
