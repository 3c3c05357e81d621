"""A key of another server: compared by fingerprint, or ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from federation.forms.servers import CompareForm, problems
from federation.meeting import keys_before, knock
from federation.models import Peer, PeerKey
from federation.pages.acts import Act, ask
from federation.services import confirm_key, end_key
from federation.wire.keys import fingerprint
from pages.access import for_facilitators


@for_facilitators
@require_http_methods(["GET", "POST"])
def compare(request, number, key):
    """Type what people there read out; the keys before end with it, or not yet."""
    found = _key(number, key)
    if found.confirmed_at and found.peer.state != Peer.State.ASKED:
        raise Http404
    before = keys_before(found)
    form = CompareForm(request.POST if request.method == "POST" else None)
    if not before:
        del form.fields["old"]
    if form.is_valid():
        try:
            confirmed = _confirm(request, found, form.cleaned_data)
        except ValidationError as error:
            name = "fingerprint" if error.code == "fingerprint" else None
            form.add_error(name, error)
        else:
            messages.success(request, _("The key is confirmed."))
            knock(confirmed)
            return redirect("servers:server", number)
    context = {
        "peer": found.peer,
        "key": found,
        "form": form,
        "problems": problems(form),
        "before": [(each, fingerprint(each.public)) for each in before],
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/servers/compare.html", context, status=status)


@for_facilitators
@require_http_methods(["GET", "POST"])
def end(request, number, key):
    """Hear nothing more that is signed with a key."""
    found = _key(number, key)
    left = (
        _("Its other confirmed keys still count.")
        if keys_before(found).exists()
        else _("It is not heard any more until another key of it is confirmed.")
    )
    act = Act(
        title=_("End a key of %(name)s") % {"name": found.peer},
        button=_("End this key"),
        about=_("Nothing new that is signed with %(fingerprint)s is taken.")
        % {"fingerprint": fingerprint(found.public)},
        points=(left, _("What it has signed before can still be checked.")),
        done=_("The key has ended."),
        back=reverse("servers:server", args=[number]),
    )
    return ask(
        request,
        act,
        lambda reason: end_key(key=found, actor=request.user, reason=reason),
    )


@transaction.atomic
def _confirm(request, key, typed):
    confirm_key(key=key, typed=typed["fingerprint"], actor=request.user)
    if typed.get("old") == "end":
        reason = _("Followed by %(fingerprint)s.")
        for each in keys_before(key):
            end_key(
                key=each,
                actor=request.user,
                reason=reason % {"fingerprint": fingerprint(key.public)},
            )
    return Peer.objects.get(pk=key.peer_id)


def _key(number, key):
    rows = PeerKey.objects.select_related("peer").exclude(peer__state=Peer.State.ENDED)
    return get_object_or_404(rows, peer=number, pk=key, ended_at=None)
