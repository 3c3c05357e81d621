from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from councils.models import Invitation, JoinRequest, Membership
from councils.services import (
    change_role,
    hand_over,
    withdraw_invitation,
)
from councils.services import leave as give_up
from desk.access import for_seated
from desk.joining import RoleForm
from ledger import clock
from proposals.models import Period

Role = Membership.Role


@for_seated
@require_safe
def people(request, seat):
    """Who sits in the council with which role; what its delegates decide on."""
    seats = seats_of(seat.council).order_by("person__username")
    context = {
        "seat": seat,
        "council": seat.council,
        "seats": sorted(seats, key=lambda each: list(ORDER).index(each.role)),
        "roles": Role,
        "years": Period.objects.visible()[:6],
    }
    if seat.role == Role.DELEGATE:
        of = {"council": seat.council}
        context["requests"] = JoinRequest.objects.open().filter(**of)
        context["invitations"] = Invitation.objects.open(clock.now()).filter(**of)
    return render(request, "desk/people/page.html", context)


ORDER = (Role.DELEGATE, Role.CLERK, Role.MEMBER)


def seats_of(council):
    return Membership.objects.open().filter(council=council).select_related("person")


@for_seated
@require_http_methods(["GET", "POST"])
def role(request, seat, person):
    """Give somebody another role, or one's own."""
    other = get_object_or_404(seats_of(seat.council), person__public_id=person)
    decides = seat.role == Role.DELEGATE
    gives = seat.role != Role.MEMBER and other.pk != seat.pk
    form = RoleForm(request.POST or None, initial={"role": other.role})
    if request.method == "POST":
        try:
            if gives and request.POST.get("do") == "hand_over":
                hand_over(giver=seat, taker=other)
                return told(request, seat, other)
            if decides and form.is_valid():
                chosen = form.cleaned_data["role"]
                change_role(membership=other, role=chosen, actor=request.user)
                return told(request, seat, other)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "seat": seat,
        "council": seat.council,
        "other": other,
        "decides": decides,
        "gives": gives,
        "form": form,
    }
    return render(request, "desk/people/role.html", context)


def told(request, seat, other):
    messages.success(
        request,
        _("The role of %(person)s is changed.") % {"person": other.person.spoken_name},
    )
    return redirect("desk:people", seat.council.slug)


@for_seated
@require_http_methods(["GET", "POST"])
def leave(request, seat):
    """Give up one's seat, after a question."""
    problems = []
    if request.method == "POST":
        try:
            give_up(membership=seat)
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        else:
            said = {"council": seat.council}
            messages.success(request, _("You have left %(council)s.") % said)
            return redirect("desk:start")
    context = {"seat": seat, "council": seat.council, "problems": problems}
    return render(request, "desk/people/leave.html", context)


@for_seated
@require_POST
def withdraw(request, seat, number):
    """Take an invitation back."""
    found = get_object_or_404(Invitation, council=seat.council, pk=number)
    try:
        if withdraw_invitation(invitation=found, actor=request.user):
            messages.success(request, _("The invitation is withdrawn."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("desk:people", seat.council.slug)
