"""Webhooks for people: what there is, added, changed, and what was sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from federation.models import Webhook
from federation.services.webhooks import add_webhook, change_webhook
from federation.services.webhooks_secrets import shown_secret
from federation.services.webhooks_sending import WAITS
from federation.webhooks.forms import AddForm, WebhookForm, problems, take
from federation.webhooks.owning import owners
from pages.access import for_people

PAGE = 25


def find(request, webhook):
    """A webhook the person may look after; somebody else's is not found."""
    own = Webhook.objects.managed_by(request.user).select_related("council")
    return get_object_or_404(own, public_id=webhook)


@for_people
@require_safe
def webhooks(request):
    """All that the person may look after."""
    found = Webhook.objects.managed_by(request.user).select_related("council")
    page = Paginator(found.order_by("pk"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_add": bool(owners(request.user))}
    return render(request, "federation/webhooks/list.html", context)


@for_people
@require_http_methods(["GET", "POST"])
def add(request):
    """Whose it is, where, and of what; then its secret is shown, once."""
    mine = owners(request.user)
    if not mine:
        raise Http404
    form = AddForm(request.POST if request.method == "POST" else None, owners=mine)
    if form.is_valid():
        sent = dict(form.cleaned_data)
        owner, key = sent.pop("owner"), sent.pop("key")
        try:
            webhook, new = add_webhook(
                **sent,
                council=owner.council,
                office=owner.office,
                public_id=key,
                actor=request.user,
            )
        except ValidationError as error:
            take(form, error)
        else:
            if new:
                return show_secret(request, webhook)
            return redirect("webhooks:webhook", webhook.public_id)
    return _ask(request, "add", form)


@for_people
@require_http_methods(["GET", "POST"])
def change(request, webhook):
    """Another name or address, other events."""
    found = find(request, webhook)
    values = {name: getattr(found, name) for name in ("name", "address", "events")}
    sent = request.POST if request.method == "POST" else None
    form = WebhookForm(sent, initial=values)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        fields["name"] = fields["name"] or found.name
        try:
            change_webhook(webhook=found, actor=request.user, **fields)
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("The webhook is changed."))
            return redirect("webhooks:webhook", found.public_id)
    return _ask(request, "change", form, webhook=found)


@for_people
@require_safe
def webhook(request, webhook):
    """What it is told, whether it is on, and what was sent to it, newest first."""
    found = find(request, webhook)
    rows = found.deliveries.prefetch_related("attempts").order_by("-pk")
    context = {
        "webhook": found,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "on": found.state == Webhook.State.ACTIVE,
        "most": len(WAITS),
    }
    return render(request, "federation/webhooks/webhook.html", context)


def show_secret(request, webhook):
    """The secret, in the answer to the request that made it and nowhere else."""
    context = {"webhook": webhook, "secret": shown_secret(webhook=webhook)}
    return render(request, "federation/webhooks/secret.html", context)


def _ask(request, name, form, **context):
    context |= {"form": form, "problems": problems(form)}
    status = 422 if form.is_bound else 200
    template = f"federation/webhooks/{name}.html"
    return render(request, template, context, status=status)
