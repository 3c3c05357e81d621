"""A new council joins, also while rounds run."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console.access import for_facilitators
from console.forms.councils import AddForm
from console.forms.goods import ReasonForm
from councils.models import Council
from iteration.services import join_council
from proposals.models import Period


@for_facilitators
@require_http_methods(["GET", "POST"])
def add(request):
    """Let a new council join."""
    sent = request.POST if request.method == "POST" else None
    form, why = AddForm(sent), ReasonForm(sent, prefix="why")
    problems, looked = [], False
    if sent and form.is_valid() and why.is_valid():
        looked = True
        if sent.get("do") == "confirm":
            try:
                made = join_council(
                    actor=request.user, **form.cleaned_data, **why.cleaned_data
                )
            except ValidationError as error:
                problems = [("", text) for text in error.messages]
            else:
                said = _("%(council)s has joined. Invite its delegates now.")
                messages.success(request, said % {"council": made})
                return redirect("console:council", made.slug)
    elif sent:
        problems = [
            (each[name].auto_id, text)
            for each in (form, why)
            for name, texts in each.errors.items()
            for text in texts
        ]
    context = {
        "form": form,
        "why": why,
        "problems": problems,
        "looked": looked and not problems,
        "waits": looked and form.cleaned_data.get("kind") == Council.Kind.CONSUMER,
        "running": Period.objects.real().filter(status=Period.Status.OPEN),
    }
    return render(request, "console/councils/add.html", context)
