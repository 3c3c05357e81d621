"""The view for the assembly, to be printed."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.access import for_members
from desk.drafting import is_short
from desk.printing.assembly import BLANK, Assembly
from desk.printing.qr import qr_code


@for_members
@require_safe
def assembly(request, place):
    """Prices, our figures and room for new ones: a council and a year on paper."""
    shown = Assembly(place)
    appraised = shown.appraisal
    draft = settings.BASE_URL + reverse("desk:draft", args=place.args)
    context = {
        "place": place,
        "desk": shown.desk,
        "parts": shown.parts,
        "blank": range(BLANK),
        "appraisal": appraised,
        "short": is_short(place, appraised),
        "draft": draft,
        "qr": qr_code(draft, _("QR code: the draft page")),
        "large": request.GET.get("size") == "large",
    }
    return render(request, "desk/printing/assembly.html", context)
