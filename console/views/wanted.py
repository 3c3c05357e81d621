"""Goods that are asked for: what councils pledge, and deciding on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import for_facilitators, for_overseers
from console.forms.goods import ReasonForm
from iteration.services import accept_wanted
from proposals.models import Period, Wanted
from proposals.pledges import pledged, threshold
from proposals.services import refuse_wanted


@for_overseers
@require_safe
def wanted(request):
    """What is asked for, what has been decided, and how far the pledges go."""
    found = Wanted.objects.order_by("decided_at", "-asked_at")
    page = Paginator(pledged(found), 25).get_page(request.GET.get("page"))
    context = {"page": page, "threshold": threshold()}
    return render(request, "console/catalogue/wanted.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def decide(request, number):
    """Accept a good for the next year, or refuse it with a reason."""
    wanted = get_object_or_404(pledged(Wanted.objects.all()), pk=number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problems = []
    if form.is_valid():
        accepts = request.POST.get("do") == "accept"
        act = accept_wanted if accepts else refuse_wanted
        try:
            act(wanted=wanted, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            problems = [("", text) for text in error.messages]
        else:
            said = (
                _("%(good)s is in the next year's catalogue.")
                if accepts
                else _("%(good)s is refused.")
            )
            messages.success(request, said % {"good": wanted})
            return redirect("console:wanted")
    elif form.is_bound:
        problems = [("id_reason", text) for text in form.errors.get("reason", [])]
    context = {
        "wanted": wanted,
        "good": wanted.as_good,
        "pledges": wanted.pledges.standing().select_related("council")[:200],
        "threshold": threshold(),
        "preparing": Period.objects.real().filter(frozen_at=None),
        "form": form,
        "problems": problems,
    }
    return render(request, "console/catalogue/wanted_good.html", context)
