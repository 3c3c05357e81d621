"""Who holds which office. Facilitators appoint and dismiss, for a reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import RUN, for_facilitators, for_overseers
from console.forms.offices import AppointForm, ReasonForm
from console.saying import say_all
from councils.authentication import SECOND_STEPS
from councils.looks import OFFICES
from councils.models import Person
from councils.services import OFFICES as NAMES
from councils.services import appoint, dismiss
from ledger.models import Record

LATEST = 10


@for_overseers
@require_safe
def offices(request):
    """Everybody with an office, and the latest changes."""
    holders = {name: [] for name in NAMES}
    people = Person.objects.filter(groups__name__in=NAMES).distinct()
    for person in people.prefetch_related("groups", "authenticator_set"):
        person.is_protected = any(
            each.type in SECOND_STEPS for each in person.authenticator_set.all()
        )
        for group in person.groups.all():
            if group.name in holders:
                holders[group.name].append(person)
    kinds = ["office.appointed", "office.dismissed"]
    latest = list(Record.objects.filter(kind__in=kinds).newest_first()[:LATEST])
    context = {
        "offices": [(name, OFFICES[name], holders[name]) for name in NAMES],
        "latest": say_all(latest),
        "may_appoint": request.user.has_perm(RUN),
    }
    return render(request, "console/offices/list.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def appointment(request):
    """Whom to appoint; what they will be able to do; then it is done."""
    form = AppointForm(_sent(request))
    asked = form.cleaned_data if form.is_valid() else None
    if asked and "confirmed" in request.POST:
        try:
            new = appoint(
                person=asked["who"],
                office=asked["office"],
                actor=request.user,
                reason=asked["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            asked = None
        else:
            text = _("%(person)s is appointed: %(office)s.")
            text = text if new else _("%(person)s held the office already: %(office)s.")
            messages.success(request, text % _words(asked["who"], asked["office"]))
            return redirect("console:offices")
    context = {
        "form": form,
        "problems": _problems(form),
        "person": asked and asked["who"],
        "office": asked and asked["office"],
        "title": asked and OFFICES[asked["office"]],
    }
    return render(request, "console/offices/appoint.html", context)


@for_facilitators
@require_http_methods(["GET", "POST"])
def dismissal(request, person, office):
    """What they will no longer be able to do, a reason, and then it is done."""
    if office not in NAMES:
        raise Http404
    holders = Person.objects.filter(groups__name=office)
    holder = get_object_or_404(holders, public_id=person)
    form = ReasonForm(_sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            dismiss(person=holder, office=office, actor=request.user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("%(person)s is dismissed: %(office)s.")
            messages.success(request, text % _words(holder, office))
            return redirect("console:offices")
    context = {
        "form": form,
        "problems": _problems(form),
        "person": holder,
        "office": office,
        "title": OFFICES[office],
        "own": holder.pk == request.user.pk,
    }
    return render(request, "console/offices/dismiss.html", context)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _problems(form):
    return [
        ("" if name == "__all__" else name, text)
        for name, errors in form.errors.items()
        for text in errors
    ]


def _words(person, office):
    return {"person": person.spoken_name, "office": OFFICES[office]}
