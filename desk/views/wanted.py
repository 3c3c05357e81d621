"""New goods: what is asked for, asking for one, pledging for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Council, Departure, Membership
from desk.wanted_forms import PledgeForm, WantedForm
from pages.access import for_people, public
from proposals.models import Wanted
from proposals.pledges import pledged, threshold
from proposals.services import ask_for_good, pledge


@public
@require_safe
def wanted(request):
    """Goods that are asked for, the open ones first."""
    found = pledged(Wanted.objects.order_by("outcome", "-asked_at"))
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    context = {"page": page, "threshold": threshold()}
    return render(request, "desk/wanted/list.html", context)


@for_people
@require_http_methods(["GET", "POST"])
def ask(request):
    """Ask for a good nobody plans yet."""
    form = WantedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made, _new = ask_for_good(asked_by=request.user, **form.cleaned_data)
        except ValidationError as error:
            _add(form, error)
        else:
            messages.success(request, _("Asked for. Councils can pledge for it now."))
            return redirect("desk:wanted-good", made.pk)
    context = {"form": form, "problems": _problems(form)}
    return render(request, "desk/wanted/ask.html", context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def good(request, number):
    """A good that is asked for, what is pledged, and one's own council's pledge."""
    found = get_object_or_404(pledged(Wanted.objects.all()), pk=number)
    councils = _speaking_for(request.user)
    form = None
    if found.decided_at is None and councils.exists():
        sent = request.POST if request.method == "POST" else None
        form = PledgeForm(sent, good=found.as_good, councils=councils)
    if form and form.is_valid():
        try:
            council = form.cleaned_data["council"]
            pledge(wanted=found, council=council, units=form.units, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The pledge is kept."))
            return redirect("desk:wanted-good", number)
    context = {
        "wanted": found,
        "good": found.as_good,
        "pledges": found.pledges.standing().select_related("council")[:200],
        "threshold": threshold(),
        "form": form,
        "problems": _problems(form) if form else [],
    }
    return render(request, "desk/wanted/good.html", context)


def _speaking_for(person):
    """The councils for which somebody may submit, and so pledge."""
    if not person.is_authenticated:
        return Council.objects.none()
    seats = Membership.objects.open().filter(
        person=person, role__in=Membership.SUBMITTING
    )
    gone = Departure.objects.standing().values("council")
    there = Council.objects.filter(pk__in=seats.values("council"), practice=False)
    return there.exclude(pk__in=gone).order_by("slug")


def _add(form, error):
    """What a service refused, at the fields it is about."""
    found = error.update_error_dict({})
    for name, errors in found.items():
        form.add_error(name if name in form.fields else None, errors)


def _problems(form):
    return [
        ("" if name == "__all__" else form[name].auto_id, text)
        for name, texts in form.errors.items()
        for text in texts
    ]
