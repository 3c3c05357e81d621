"""Councils by hand, delegates by letter, goods from the starter list."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from console.forms.guide import CouncilForm, InviteForm
from console.guide.access import for_preparing
from console.guide.steps import after
from councils.models import Council, Invitation, Membership
from councils.services import CouncilEntry, found_councils, invite, short_name
from iteration.practice.misgivings import taking_part
from ledger import clock
from proposals.models import Good
from proposals.services import bring_goods, drop_good
from proposals.starter import starter_goods

VALID = timedelta(days=30)
SHOWN = 25


@for_preparing
@require_http_methods(["GET", "POST"])
def councils(request, period):
    """The councils there are, and one more by hand."""
    form = CouncilForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        taken = set(Council.objects.values_list("slug", flat=True))
        entry = CouncilEntry(slug=short_name(said["name"], taken), **said)
        found_councils(entries=[entry], actor=request.user, source="hand")
        text = _("%(name)s is founded.") % {"name": entry.name}
        messages.success(request, text)
        return redirect("console:guide-councils", period.code)
    return _list(request, period, "councils", form, taking_part())


@for_preparing
@require_http_methods(["GET", "POST"])
def delegates(request, period):
    """Who has somebody to answer for it, and a letter to who shall."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        invitation, new = invite(
            council=form.cleaned_data["council"],
            invited_by=request.user,
            role=Membership.Role.DELEGATE,
            expires_at=clock.now() + VALID,
            email=form.cleaned_data["email"],
        )
        text = _("An invitation goes to %(address)s.")
        if not new:
            text = _("%(address)s has been invited already.")
        messages.success(request, text % {"address": invitation.email})
        return redirect("console:guide-invite", period.code)
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    invited = Invitation.objects.open(clock.now())
    alone = taking_part().exclude(pk__in=seats.values("council"))
    more = {"invited": set(invited.values_list("council_id", flat=True))}
    return _list(request, period, "invite", form, alone, **more)


@for_preparing
@require_http_methods(["GET", "POST"])
def catalogue(request, period):
    """The goods there are, and the ways to more; a good is taken out again here."""
    if code := request.POST.get("drop"):
        good = Good.objects.filter(code=code).first()
        try:
            if good:
                drop_good(period=period, good=good, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect("console:guide-catalogue", period.code)
    found = period.catalogue.select_related("good").order_by(
        "good__category", "good__code"
    )
    if words := _words(request):
        found = found.filter(
            Q(good__name_en__icontains=words) | Q(good__name_de__icontains=words)
        )
    context = {
        "period": period,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "words": words,
        "following": after("catalogue", period),
        "starter": len(starter_goods()),
    }
    return render(request, "console/guide/catalogue.html", context)


@for_preparing
@require_POST
def starter(request, period):
    """Everyday goods and kinds of labour, to begin with."""
    try:
        bring_goods(
            period=period,
            entries=starter_goods(),
            source="starter",
            actor=request.user,
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The starter list is in the catalogue."))
    return redirect("console:guide-catalogue", period.code)


def _words(request):
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def _list(request, period, name, form, found, **more):
    if words := _words(request):
        found = found.filter(Q(name__icontains=words) | Q(name_de__icontains=words))
    context = {
        "period": period,
        "form": form,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "words": words,
        "following": after(name, period),
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"console/guide/{name}.html", context, status=status)
