"""This server: who it is, as people read it out, and what is done with its keys."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from federation.models import OwnKey, Peer
from federation.pages.acts import Act, ask
from federation.pages.qr import picture
from federation.services import (
    current_key,
    prepare_key,
    revoke_key,
    use_next_key,
)
from federation.wire.keys import fingerprint
from pages.access import RUN, for_facilitators, for_overseers

State = OwnKey.State


@for_overseers
@require_safe
def this_server(request):
    """What people at another server need to know of this one."""
    current, _secret = current_key()
    keys = list(OwnKey.objects.all())
    following = next((key for key in keys if key.state == State.NEXT), None)
    size, path = picture(f"{settings.BASE_URL} {fingerprint(current.public)}")
    context = {
        "name": settings.NODE_NAME,
        "address": settings.BASE_URL,
        "current": current,
        "groups": _groups(current),
        "following": following,
        "following_groups": following and _groups(following),
        "keys": [(key, fingerprint(key.public)) for key in keys],
        "size": size,
        "path": path,
        "may_change": request.user.has_perm(RUN),
    }
    return render(request, "federation/servers/own.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def prepare(request):
    """Publish the next key, before it is used."""
    if OwnKey.objects.filter(state=State.NEXT).exists():
        raise Http404
    act = Act(
        title=_("Publish the next key"),
        about=_(
            "A new key is made and shown beside the one in use. Nothing is signed with "
            "it yet, so nobody notices anything."
        ),
        points=(
            _("Read its fingerprint out to people at every server; they confirm it."),
            _("When all have done so, put it into use."),
        ),
        done=_("The next key is published. Read its fingerprint out."),
        back=reverse("servers:own"),
        servers=_known(),
    )
    return ask(
        request, act, lambda reason: prepare_key(actor=request.user, reason=reason)
    )


@for_facilitators
@require_http_methods(["GET", "POST"])
def use(request):
    """Sign with the next key from now on."""
    key = get_object_or_404(OwnKey, state=State.NEXT)
    act = Act(
        title=_("Put the next key into use"),
        about=_("From now on this server signs with key %(key)s.") % {"key": key},
        points=(
            _("The key before is retired: it stays to check what it has signed."),
            _(
                "A server whose people have not confirmed the new key does not hear "
                "this one until they do. Ask them first."
            ),
        ),
        done=_("This server signs with key %(key)s now.") % {"key": key},
        back=reverse("servers:own"),
        servers=_known(),
    )
    return ask(
        request, act, lambda reason: use_next_key(actor=request.user, reason=reason)
    )


@for_facilitators
@require_http_methods(["GET", "POST"])
def revoke(request, number):
    """Say that a key is no longer to be believed."""
    key = get_object_or_404(OwnKey.objects.published(), number=number)
    return ask(
        request,
        Act(
            title=_("Revoke key %(key)s") % {"key": key},
            about=_(
                "Do this if others may have the key. It is shown no more, and nobody "
                "who looks this server up again believes it."
            ),
            points=_after_revoking(key),
            done=_("Key %(key)s is revoked. Tell people at every server now.")
            % {"key": key},
            back=reverse("servers:own"),
            servers=_known(),
        ),
        lambda reason: revoke_key(key=key, actor=request.user, reason=reason),
    )


def _after_revoking(key):
    tell = _(
        "Tell people at every server by telephone: whoever has the key can speak for "
        "this server until they end it."
    )
    if key.state != State.CURRENT:
        return (tell, _("This server goes on signing with the key in use."))
    if OwnKey.objects.filter(state=State.NEXT).exists():
        return (tell, _("The next key is put into use at once."))
    return (
        tell,
        _(
            "A new key is made and used at once. No server hears this one until its "
            "people have confirmed the new key."
        ),
    )


def _groups(key):
    return fingerprint(key.public).split("-")


def _known():
    """The servers that hear this one, by name."""
    kept = (Peer.State.KNOWN, Peer.State.PAUSED)
    return tuple(Peer.objects.filter(state__in=kept).values_list("name", flat=True))
