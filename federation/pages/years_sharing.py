"""A year is shared; a server is invited to it, or planned with no more; it opens."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from federation.forms.servers import problems
from federation.forms.years import InviteForm, ShareForm
from federation.models import Peer
from federation.pages.years_heads import ask_histories, differences, histories
from federation.pages.years_looking import REMOVABLE, find_year
from federation.pages.years_now import read_now
from federation.services.heads import history_of
from federation.services.shared_years import invite_server, share_year
from federation.tasks import advance_year
from pages.access import for_facilitators
from proposals.models import Period

TEMPLATES = "federation/servers/years"


@for_facilitators
@require_http_methods(["GET", "POST"])
def share(request):
    """Let a year in preparation be planned with other servers."""
    sent = request.POST if request.method == "POST" else None
    form = ShareForm(sent, initial={"year": request.GET.get("year", "")})
    if form.is_valid():
        period, reason = form.cleaned_data["year"], form.cleaned_data["reason"]
        try:
            share_year(period=period, actor=request.user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("%(year)s is shared. Invite the servers that are to plan it.")
            messages.success(request, text % {"year": period})
            return redirect("servers:shared-year", period.code)
    context = {
        "form": form,
        "problems": problems(form),
        "none": not form.fields["year"].queryset.exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{TEMPLATES}/share.html", context, status=status)


@for_facilitators
@require_http_methods(["GET", "POST"])
def invite(request, period):
    """Let a server that is known and confirmed join."""
    year = led_here(request, period)
    inside = year.members.standing().values("peer")
    others = Peer.objects.exclude(pk__in=inside).exclude(state=Peer.State.ENDED)
    ready = others.filter(state=Peer.State.KNOWN)
    sent = request.POST if request.method == "POST" else None
    initial = {"server": request.GET.get("server", "")}
    form = InviteForm(sent, initial=initial, servers=ready)
    if form.is_valid():
        peer, reason = form.cleaned_data["server"], form.cleaned_data["reason"]
        try:
            invite_server(year=year, peer=peer, actor=request.user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("%(server)s may join now. Tell the people there.")
            messages.success(request, text % {"server": peer})
            return redirect("servers:shared-year", period)
    context = {
        "year": year,
        "period": year.period,
        "form": form,
        "problems": problems(form),
        "ready": ready.exists(),
        "unready": others.exclude(state=Peer.State.KNOWN),
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{TEMPLATES}/invite.html", context, status=status)


@for_facilitators
@require_POST
def compare_heads(request, period):
    """Ask the servers around this one, now, which documents they have."""
    year = find_year(request, period)
    [now] = read_now([year])
    told, ours = ask_histories(now), history_of(year.period)
    # What was answered may be the first that differs.
    [now] = read_now([year])
    context = {
        "year": year,
        "period": year.period,
        "room": "servers",
        "ours": ours,
        "histories": histories(now, ours, told),
        "differences": differences(now, ours),
    }
    return render(request, f"{TEMPLATES}/heads.html", context)


@for_facilitators
@require_POST
def go_on(request, period):
    """Do what is due in a year, without waiting for the next tick."""
    year = find_year(request, period)
    advance_year.delay_on_commit(year.pk)
    text = _("Whatever is due is being done. Look again in a moment.")
    messages.success(request, text)
    return redirect("servers:shared-year", period)


def led_here(request, code):
    """A year in preparation of which this server is the root."""
    year = find_year(request, code)
    if year.parent_id is not None or year.period.status != Period.Status.DRAFT:
        raise Http404
    return year


def member_of(request, code, number):
    """A server without which a year can go on: it takes part, or may join."""
    year = find_year(request, code)
    if year.period.status not in REMOVABLE:
        raise Http404
    rows = year.members.standing().select_related("peer")
    member = get_object_or_404(rows, peer=number)
    member.year = year
    return member


def page_of(period):
    return reverse("servers:shared-year", args=[period.code])
