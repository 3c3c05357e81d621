from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.access import for_members
from desk.drafting import main_output
from desk.forms import DeclarationForm
from iteration.beliefs import belief
from proposals.models import Declaration
from proposals.services import declare


@for_members
@require_http_methods(["GET", "POST"])
def beliefs(request, place):
    """What is expected of the council, from which answers; submitters correct it."""
    given = Declaration.objects.filter(council=place.council, until=None).first()
    form = None
    if place.may_submit:
        sent = request.POST if request.method == "POST" else None
        form = DeclarationForm(sent, good=main_output(place), given=given)
        if form.is_valid():
            declare(council=place.council, actor=request.user, **form.declaration)
            messages.success(request, _("What you say is saved."))
            return redirect("desk:beliefs", *place.args)
    context = {
        "place": place,
        "form": form,
        "belief": belief(place.council, place.round),
    }
    return render(request, "desk/beliefs.html", context)
