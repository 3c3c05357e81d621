"""A server is paused, resumed, or planned with no more."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from federation.models import Peer
from federation.pages.acts import Act, ask
from federation.services import end_peer, pause_peer, resume_peer
from pages.access import for_facilitators

State = Peer.State


@for_facilitators
@require_http_methods(["GET", "POST"])
def pause(request, number):
    """Say and hear nothing for a while."""
    peer = _peer(number, State.KNOWN)
    return _ask(
        request,
        peer,
        pause_peer,
        title=_("Pause %(name)s"),
        button=_("Pause"),
        about=_("Nothing is said to it, and nothing is heard of it, for a while."),
        points=(
            _("In years that you plan together it counts as late while this lasts."),
            _("People there see that this server no longer hears theirs. Tell them."),
            _("Its keys stay confirmed, and it can be resumed at any time."),
        ),
        done=_("%(name)s is paused."),
    )


@for_facilitators
@require_http_methods(["GET", "POST"])
def resume(request, number):
    """Say and hear something again."""
    peer = _peer(number, State.PAUSED)
    return _ask(
        request,
        peer,
        resume_peer,
        title=_("Resume %(name)s"),
        button=_("Resume"),
        about=_("It is spoken to and heard again, with the keys confirmed before."),
        points=(_("If one of these keys was stolen, end it first."),),
        done=_("%(name)s is resumed."),
    )


@for_facilitators
@require_http_methods(["GET", "POST"])
def end(request, number):
    """Plan no more with it."""
    peer = _peer(number, State.ASKED, State.KNOWN, State.PAUSED)
    return _ask(
        request,
        peer,
        end_peer,
        title=_("End with %(name)s"),
        button=_("End"),
        about=_("This server plans no more with it, and says and hears nothing."),
        points=(
            _("What was planned together stays, with its records and keys."),
            _("To plan with it again it is added anew, by its address."),
        ),
        done=_("%(name)s is ended."),
    )


def _ask(request, peer, service, *, title, button, about, points, done):
    name = {"name": peer.name}
    act = Act(
        title=title % name,
        button=button,
        about=about,
        points=points,
        done=done % name,
        back=reverse("servers:server", args=[peer.pk]),
    )
    return ask(
        request,
        act,
        lambda reason: service(peer=peer, actor=request.user, reason=reason),
    )


def _peer(number, *states):
    peer = get_object_or_404(Peer, pk=number)
    if peer.state not in states:
        raise Http404
    return peer
