from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from console.access import for_operators
from console.forms.operating import ReasonForm
from console.parts import described
from iteration.operating import state, without_names
from ledger import clock
from ledger.models import ATTEMPTS, Maintenance, Message
from ledger.services import give_up_message, retry_message

PAGE = 25


@for_operators
@require_safe
def overview(request):
    """How every part is, and what is to be done."""
    now = clock.now()
    found = state(now)
    context = {
        "state": found,
        "parts": [described(part) for part in found.parts],
        "announced": Maintenance.objects.to_come(now)[:PAGE],
    }
    return render(request, "console/operating/overview.html", context)


@for_operators
@require_safe
def letters(request):
    """Letters whose last attempt failed, without their readers' names."""
    failing = Message.objects.failing().defer("payload").order_by("-due_at", "-pk")
    page = Paginator(failing, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "letters": [_letter(message) for message in page],
        "most": ATTEMPTS,
    }
    return render(request, "console/operating/letters.html", context)


@for_operators
@require_POST
def retry(request, number):
    """Try one again."""
    message = get_object_or_404(Message, pk=number)
    if retry_message(message=message, actor=request.user):
        messages.success(request, _("The letter is tried again with the next tick."))
    else:
        messages.info(request, _("This letter is no longer failing."))
    return redirect("console:failing-letters")


@for_operators
@require_http_methods(["GET", "POST"])
def drop(request, number):
    """Give one up, for a reason."""
    message = get_object_or_404(Message.objects.failing(), pk=number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        give_up_message(message=message, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The letter is given up. This is on record."))
        return redirect("console:failing-letters")
    context = {"form": form, "problems": problems(form), "letter": _letter(message)}
    status = 422 if form.is_bound else 200
    return render(request, "console/operating/drop.html", context, status=status)


def problems(form):
    """The faults of a form, each with the field it belongs to."""
    return [
        (form[name].html_name if name in form.fields else "", text)
        for name, errors in form.errors.items()
        for text in errors
    ]


def _letter(message):
    """What an operator needs to know: not who reads it, nor what it says."""
    return {
        "number": message.pk,
        "kind": message.get_kind_display(),
        "to": without_names(message.to),
        "error": without_names(message.error),
        "attempts": message.attempts,
        "created": message.created_at,
        "next": message.due_at,
    }
