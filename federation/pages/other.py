"""One server that plans with this one: how it is, its keys, what remains to be done."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from federation.meeting import NOT_KNOWN_THERE, look_again
from federation.models import Head, Peer, SharedYear
from federation.pages.statements import MOST, faults_of
from federation.pages.years import told_years
from federation.services import current_key
from federation.trouble import in_words, unreachable
from federation.wire.keys import fingerprint
from federation.wire.sending import Unreachable
from pages.access import RUN, for_facilitators, for_overseers

State = Peer.State
# Differences of clocks that nobody needs to know of, and that end in refusals soon.
NO_MATTER, SOON_REFUSED = timedelta(seconds=2), timedelta(minutes=4)


@for_overseers
@require_safe
def server(request, number):
    """How a server is, and what can be done."""
    peer = get_object_or_404(Peer, pk=number)
    current, _secret = current_key()
    context = told(peer) | {
        "may_change": request.user.has_perm(RUN),
        "faults": faults_of(peer),
        "histories": other_histories(peer),
        "years": told_years(SharedYear.objects.planned_with(peer)),
        "own": {
            "name": settings.NODE_NAME,
            "address": settings.BASE_URL,
            "fingerprint": fingerprint(current.public),
        },
    }
    return render(request, "federation/servers/server.html", context)


@for_facilitators
@require_POST
def refresh(request, number):
    """Look a server up again: its keys, and whether it hears this one."""
    peer = get_object_or_404(Peer.objects.exclude(state=State.ENDED), pk=number)
    try:
        seen = look_again(peer)
    except Unreachable as error:
        messages.error(request, unreachable(error), extra_tags="bad")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="bad")
    else:
        _say(request, peer, seen)
    return redirect("servers:server", number)


def other_histories(peer):
    """What a server signed of another history of a year, the newest first."""
    rows = Head.objects.evidence().filter(peer=peer).select_related("year__period")
    return rows.defer("body", "documents", "proof").order_by("-at")[:MOST]


def told(peer):
    """A server as its pages show it."""
    keys = [key for key in peer.keys.all() if not key.ended_at]
    asked = peer.state == State.ASKED
    counted = [key for key in keys if key.confirmed_at and not asked]
    return {
        "peer": peer,
        "counted": [(key, fingerprint(key.public)) for key in counted],
        "waiting": [key for key in keys if key not in counted],
        "ended": [
            (key, fingerprint(key.public)) for key in peer.keys.all() if key.ended_at
        ],
        "lag": apart(peer.lag),
        "lag_matters": peer.lag is not None and abs(peer.lag) >= SOON_REFUSED,
        "trouble": in_words(peer.trouble),
        "must_know_us": peer.trouble == NOT_KNOWN_THERE,
    }


def apart(lag):
    """How far a server's clock is from ours, in words."""
    if lag is None:
        return ""
    if abs(lag) < NO_MATTER:
        return _("they agree")
    seconds = round(abs(lag).total_seconds())
    if seconds < 120:
        span = ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    else:
        minutes = seconds // 60
        span = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    ahead, behind = _("its clock is %(span)s ahead"), _("its clock is %(span)s behind")
    return (ahead if lag > timedelta(0) else behind) % {"span": span}


def _say(request, peer, seen):
    """What was found, a sentence each."""
    for _key in seen.changed:
        text = _(
            "A key is shown under the name of another, so it is not taken. Speak with "
            "the people there before anything else."
        )
        messages.error(request, text, extra_tags="bad")
    for key in seen.gone:
        text = _(
            "The key %(fingerprint)s is shown no more: people there have revoked it. "
            "Ask them, and end it here."
        )
        text = text % {"fingerprint": fingerprint(key.public)}
        messages.warning(request, text, extra_tags="doubt")
    if seen.new:
        text = ngettext(
            "It shows a new key. Compare its fingerprint below.",
            "It shows %(n)d new keys. Compare their fingerprints below.",
            len(seen.new),
        )
        messages.info(request, text % {"n": len(seen.new)})
    if seen.trouble:
        messages.warning(request, in_words(seen.trouble), extra_tags="doubt")
    elif peer.may_speak:
        messages.success(request, _("It answers, and it hears this server."))
    else:
        messages.success(request, _("It answers."))
