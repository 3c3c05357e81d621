"""Another server is added: its address is looked up, then its fingerprint compared."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from federation.forms.servers import AddressForm, MeetForm, problems
from federation.meeting import NOT_KNOWN_THERE, find, join, knock
from federation.trouble import in_words, unreachable
from federation.wire.sending import Unreachable
from pages.access import for_facilitators


@for_facilitators
@require_http_methods(["GET", "POST"])
def add(request):
    """An address; then who is there; then the fingerprint people there read out."""
    sent = request.POST if request.method == "POST" else None
    do = request.POST.get("do", "")
    where = AddressForm(sent, initial={"address": request.GET.get("address", "")})
    meet = MeetForm(sent if do in ("add", "later") else None, initial=_typed(request))
    meet.fields["fingerprint"].required = do != "later"
    found = _find(where) if sent is not None and where.is_valid() else None
    if found and meet.is_bound and meet.is_valid():
        peer = _join(request, found, meet)
        if peer:
            _say(request, peer)
            return redirect("servers:server", peer.pk)
    context = {
        "where": where,
        "meet": meet,
        "found": found,
        "problems": problems(where, meet) if found else problems(where),
        "known": _known(where),
    }
    wrong = where.errors or (found and meet.errors)
    status = 422 if wrong else 200
    return render(request, "federation/servers/add.html", context, status=status)


def _find(where):
    """Who is at the address; what is wrong with it stands beside the field."""
    try:
        return find(where.cleaned_data["address"])
    except Unreachable as error:
        where.add_error("address", unreachable(error))
    except ValidationError as error:
        where.add_error("address", error)
    return None


def _join(request, found, meet):
    try:
        return join(
            found=found,
            typed=meet.cleaned_data["fingerprint"],
            actor=request.user,
            reason=meet.cleaned_data["reason"],
        )
    except ValidationError as error:
        meet.add_error("fingerprint" if error.code == "fingerprint" else None, error)
    return None


def _say(request, peer):
    if not peer.may_speak:
        text = _("%(name)s is added. Nothing is said to it until its key is compared.")
        messages.success(request, text % {"name": peer.name})
        return
    messages.success(request, _("%(name)s is added.") % {"name": peer.name})
    trouble = knock(peer)
    if not trouble:
        messages.success(request, _("It hears this server: both sides are ready."))
    elif trouble != NOT_KNOWN_THERE:  # The page itself says what remains then.
        messages.warning(request, in_words(trouble), extra_tags="doubt")


def _typed(request):
    """What was typed before and did not count yet."""
    return {name: request.POST.get(name, "") for name in ("fingerprint", "reason")}


def _known(where):
    """The number of the server that is known already, for a link to its page."""
    errors = where.errors.as_data().get("address", []) if where.is_bound else []
    for error in errors:
        if error.code == "known":
            return error.params["number"]
    return None
