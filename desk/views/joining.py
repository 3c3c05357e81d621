from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from councils.adapters import INVITED
from councils.models import (
    Council,
    Departure,
    Invitation,
    JoinRequest,
    Membership,
)
from councils.services import (
    accept_invitation,
    approve_request,
    ask_to_join,
    decline_invitation,
    looked,
    new_token,
    refuse_request,
    take_back_request,
)
from councils.services import invite as offer_seat
from desk.access import for_admitting
from desk.joining import DecisionForm, InvitationForm, JoinForm
from ledger import clock
from pages.access import for_people, public


@public
@require_safe
def councils(request):
    """Which councils there are: name and place, and whether they ended."""
    ended = Departure.objects.standing().filter(council=OuterRef("pk"))
    found = Council.objects.real().annotate(ended=Subquery(ended.values("kind")[:1]))
    # Who asks for a seat looks for one that takes part: the others stand behind.
    found = found.select_related("parent").order_by(
        F("ended").asc(nulls_first=True), "name", "slug"
    )
    if words := request.GET.get("q", "").replace("\x00", "").strip():
        found = found.filter(name__icontains=words) | found.filter(
            name_de__icontains=words
        )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    for council in page:
        council.ending = council.ended and Departure.Kind(council.ended).label
    context = {
        "page": page,
        "words": words,
        "admits_all": request.user.has_perm("councils.add_membership"),
    }
    return render(request, "desk/joining/councils.html", context)


@for_people
@require_http_methods(["GET", "POST"])
def join(request, slug):
    """Ask a council for a seat, or take the question back."""
    council = get_object_or_404(Council, slug=slug)
    person = request.user
    if Council.objects.of(person).filter(pk=council.pk).exists():
        return redirect("desk:people", slug)
    asked = JoinRequest.objects.filter(council=council, person=person)
    waiting = asked.open().first()
    if waiting and request.POST.get("do") == "take_back":
        if take_back_request(request=waiting):
            messages.success(request, _("Your request is taken back."))
        return redirect("desk:join", slug)
    form = JoinForm(request.POST or None)
    if form.is_valid():
        ask_to_join(council=council, person=person, **form.cleaned_data)
        return redirect("desk:join", slug)
    last = asked.exclude(decided_at=None).order_by("-decided_at").first()
    context = {"council": council, "form": form, "waiting": waiting, "last": last}
    return render(request, "desk/joining/join.html", context)


@for_admitting
@require_http_methods(["GET", "POST"])
def invite(request, council):
    """Invite one person by letter, or several by a link that is shown once."""
    sent = request.POST if request.method == "POST" else None
    form = InvitationForm(sent, initial={"token": new_token()})
    context = {"council": council, "form": form}
    if form.is_valid():
        given = form.invitation
        made, new = offer_seat(council=council, invited_by=request.user, **given)
        context["made"], context["new"] = made, new
        if not made.email:
            context["link"] = settings.BASE_URL + reverse(
                "desk:invitation", args=[given["token"]]
            )
        return render(request, "desk/joining/invited.html", context)
    return render(request, "desk/joining/invite.html", context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """What is offered, to be accepted or declined. Whoever has the link may look."""
    found = get_object_or_404(
        Invitation.objects.with_token(token).select_related("council", "invited_by")
    )
    if found.is_open(clock.now()):
        welcome(request, found)
    person = request.user
    if request.method == "POST" and person.is_authenticated:
        return answer(request, found)
    seated = person.is_authenticated and Council.objects.of(person).filter(
        pk=found.council_id
    )
    context = {
        "invitation": found,
        "open": found.is_open(clock.now()),
        "seated": bool(seated),
    }
    return render(request, "desk/joining/invitation.html", context)


def welcome(request, invitation):
    """Let a stranger sign up; a link that came by letter has confirmed the address."""
    if request.user.is_authenticated:
        return
    request.session[INVITED] = invitation.pk
    if invitation.email:
        request.session["account_verified_email"] = invitation.email


def answer(request, invitation):
    if request.POST.get("do") == "decline":
        decline_invitation(invitation=invitation, person=request.user)
        messages.success(request, _("You have declined the invitation."))
        return redirect("desk:start")
    try:
        seat = accept_invitation(invitation=invitation, person=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.path)
    said = {"council": seat.council, "role": seat.get_role_display()}
    messages.success(request, _("You sit in %(council)s now, as %(role)s.") % said)
    return redirect("desk:people", seat.council.slug)


@for_admitting
@require_http_methods(["GET", "POST"])
def request(request, council, number):
    """Approve or refuse somebody's request for a seat."""
    asked = get_object_or_404(
        JoinRequest.objects.select_related("person", "council", "decided_by"),
        council=council,
        pk=number,
    )
    if asked.outcome == JoinRequest.Outcome.TAKEN_BACK:
        raise Http404
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        decide(asked, request.user, **form.cleaned_data)
        return redirect("desk:join-request", council.slug, number)
    member = Membership.objects.open().filter(person=request.user, council=council)
    if not member.exists():
        looked(actor=request.user, council=council, what="requests")
    context = {
        "council": council,
        "asked": asked,
        "form": form,
        "member": member.exists(),
    }
    return render(request, "desk/joining/request.html", context)


def decide(asked, person, *, do, reason):
    if do == "approve":
        approve_request(request=asked, decided_by=person)
    else:
        refuse_request(request=asked, decided_by=person, reason=reason)
