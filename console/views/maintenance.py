from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from console.access import for_operators
from console.forms.operating import MaintenanceForm
from console.views.operating import problems
from iteration.models import Round
from ledger import clock
from ledger.models import Maintenance
from ledger.services import announce_maintenance, lift_maintenance
from pages.maintenance import forget

# What was typed, to be sent once more when it is confirmed.
KEPT = ("begins", "begins-which", "ends", "ends-which", "text_en", "text_de", "closed")


@for_operators
@require_http_methods(["GET", "POST"])
def announce(request):
    """Say what is to be said; see it as readers will; then announce it."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    form = MaintenanceForm(request.POST or None, zone=zone)
    now = clock.now()
    if not form.is_valid():
        return _form(request, form)
    planned = form.as_announced(now)
    if planned.ends <= planned.begins:
        form.add_error("ends", _("It must end after it begins."))
        return _form(request, form)
    if "confirmed" not in request.POST:
        return render(
            request,
            "console/operating/preview.html",
            {
                "planned": planned,
                "ending": _ending(planned),
                "kept": [
                    (name, request.POST[name]) for name in KEPT if name in request.POST
                ],
            },
        )
    announce_maintenance(
        begins=planned.begins,
        ends=planned.ends,
        text_en=planned.text_en,
        text_de=planned.text_de,
        closed=planned.closed,
        actor=request.user,
    )
    forget()
    messages.success(request, _("It is announced. Every page says it within a minute."))
    return redirect("console:operating")


@for_operators
@require_POST
def lift(request, number):
    """Take it back, or end it now."""
    found = get_object_or_404(Maintenance, pk=number)
    if lift_maintenance(maintenance=found, actor=request.user):
        forget()
        messages.success(request, _("It is said no more, within a minute."))
    return redirect("console:operating")


def _form(request, form):
    return render(
        request,
        "console/operating/maintenance.html",
        {"form": form, "problems": problems(form)},
        status=422 if form.is_bound else 200,
    )


def _ending(planned):
    """Rounds that end in that time: deadlines stay while members are locked out."""
    rounds = Round.objects.filter(status=Round.Status.OPEN)
    inside = rounds.filter(cutoff__gte=planned.begins, cutoff__lte=planned.ends)
    return inside.select_related("period").order_by("cutoff") if planned.closed else []
