"""What people do with a webhook: switch it off and on, replace its secret, resend."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from federation.services.webhooks import (
    disable_webhook,
    enable_webhook,
    remove_webhook,
)
from federation.services.webhooks_secrets import rotate_secret
from federation.services.webhooks_sending import replay as replay_delivery
from federation.tasks import tell_webhooks
from federation.webhooks.forms import RotateForm, problems
from federation.webhooks.pages import find, show_secret
from pages.access import for_people


@for_people
@require_POST
def disable(request, webhook):
    """Send nothing more to it."""
    found = find(request, webhook)
    disable_webhook(webhook=found, actor=request.user)
    messages.success(request, _("The webhook is switched off."))
    return redirect("webhooks:webhook", found.public_id)


@for_people
@require_POST
def enable(request, webhook):
    """Tell it again."""
    found = find(request, webhook)
    enable_webhook(webhook=found, actor=request.user)
    messages.success(
        request, _("The webhook is switched on. It is told what happens from now on.")
    )
    return redirect("webhooks:webhook", found.public_id)


@for_people
@require_POST
def replay(request, webhook, delivery):
    """Send one delivery once more."""
    found = find(request, webhook)
    sent = get_object_or_404(found.deliveries, public_id=delivery)
    try:
        replay_delivery(delivery=sent, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        tell_webhooks.delay_on_commit()
        messages.success(request, _("It is sent again, under the same id."))
    return redirect("webhooks:webhook", found.public_id)


@for_people
@require_http_methods(["GET", "POST"])
def rotate(request, webhook):
    """A new secret, shown once; the one before signs beside it for a while."""
    found = find(request, webhook)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        overlap = form.cleaned_data["overlap"]
        rotate_secret(webhook=found, overlap=overlap, actor=request.user)
        return show_secret(request, found)
    context = {"webhook": found, "form": form, "problems": problems(form)}
    status = 422 if form.is_bound else 200
    return render(request, "federation/webhooks/rotate.html", context, status=status)


@for_people
@require_http_methods(["GET", "POST"])
def remove(request, webhook):
    """Delete it with its log, after a question."""
    found = find(request, webhook)
    if request.method == "GET":
        return render(request, "federation/webhooks/remove.html", {"webhook": found})
    remove_webhook(webhook=found, actor=request.user)
    messages.success(request, _("The webhook is removed."))
    return redirect("webhooks:list")
