from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from console.access import RUN, find_period, for_overseers
from console.checking_sums import sums_of
from councils.models import Membership
from pages.asking import ReasonForm
from proposals.models import Credit, Need
from proposals.services import decide_credit, draw_reviewers

A_PAGE = 25


@for_overseers
@require_http_methods(["GET", "POST"])
def needs(request, period):
    """Special needs without their councils or texts; reviewers are drawn here."""
    found = find_period(period)
    may_run = request.user.has_perm(RUN)
    if request.method == "POST":
        if not may_run:
            raise Http404
        _draw(request, found)
        return redirect("console:needs", found.code)
    rows = Need.objects.filter(period=found).select_related("filed", "filed__seal")
    rows = rows.annotate(
        drawn=Count("reviews", filter=Q(reviews__replaced_at=None)),
        voted=Count("reviews", filter=Q(reviews__granted__isnull=False)),
    )
    context = {
        "period": found,
        "room": "entitlements",
        "may_run": may_run,
        "page": Paginator(rows.order_by("-pk"), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "waiting": Need.objects.waiting().filter(period=found).count(),
    }
    return render(request, "console/entitlements/needs.html", context)


def _draw(request, period):
    """Draw for every need that waits; what cannot be drawn yet stays waiting."""
    drawn = 0
    for need in Need.objects.waiting().filter(period=period):
        try:
            draw_reviewers(need=need, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            break
        drawn += 1
    if drawn:
        text = ngettext(
            "Reviewers of %(n)s need were drawn.",
            "Reviewers of %(n)s needs were drawn.",
            drawn,
        )
        messages.success(request, text % {"n": drawn})


@for_overseers
@require_http_methods(["GET", "POST"])
def credits(request, period):
    """What councils want to borrow; facilitators decide where no federation can."""
    found = find_period(period)
    may_run = request.user.has_perm(RUN)
    problems, form, status = [], ReasonForm(), 200
    if request.method == "POST":
        if not may_run:
            raise Http404
        form = ReasonForm(request.POST)
        problems = _decide(request, found, form)
        if not problems:
            return redirect("console:credits", found.code)
        status = 422
    delegates = Membership.objects.open().filter(
        council=OuterRef("council__parent"), role=Membership.Role.DELEGATE
    )
    rows = Credit.objects.filter(period=found).select_related("council__parent")
    rows = rows.annotate(federated=Exists(delegates)).order_by("-asked_at", "-pk")
    context = {
        "period": found,
        "room": "entitlements",
        "may_run": may_run and not found.frozen_at,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "check": sums_of(found),
        "form": form,
        "problems": problems,
        "about": request.POST.get("credit"),
    }
    return render(request, "console/entitlements/credits.html", context, status=status)


def _decide(request, period, form):
    """Decide one credit; what is wrong otherwise."""
    key = request.POST.get("credit", "")
    if not (key.isascii() and key.isdigit()) or len(key) > 15:
        return [("", _("Choose a credit."))]
    credit = get_object_or_404(Credit, pk=key, period=period)
    if not form.is_valid():
        return [(f"reason-{credit.pk}", text) for text in form.errors["reason"]]
    try:
        decide_credit(
            credit=credit,
            granted=request.POST.get("do") == "grant",
            actor=request.user,
            **form.cleaned_data,
        )
    except ValidationError as error:
        return [("", text) for text in error.messages]
    messages.success(request, _("The credit is decided."))
    return []
