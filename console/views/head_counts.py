from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from console.access import find_period, for_facilitators
from console.head_files import SHOWN, restored, understand
from console.tabling import beginning
from pages.asking import ReasonForm
from pages.files.cells import read_file
from pages.files.uploads import SheetUpload, uploaded
from proposals.models import EntitlementRule, HeadCount
from proposals.services import import_heads

SALT, AGE = "entitlements.heads", 3600


@csrf_exempt
def head_counts(request, **kwargs):
    """Take a file of head counts, show what it says, and keep it after a yes."""
    if request.method == "POST":
        # Before the form is read must be said how much of its file is kept.
        request.upload_handlers = [SheetUpload(request)]
    return _head_counts(request, **kwargs)


@csrf_protect
@for_facilitators
@require_http_methods(["GET", "POST"])
def _head_counts(request, period):
    found = find_period(period)
    rates = _rates(found)
    if request.method == "GET":
        return _page(request, found, rates)
    if "heads" in request.POST:
        return _confirm(request, found, rates)
    try:
        understood = understand(read_file(*uploaded(request)), rates)
    except ValidationError as error:
        problems = [("file", text) for text in error.messages]
        return _page(request, found, rates, problems=problems)
    if understood.faults:
        problems = [
            ("file", _("Row %(row)s: %(text)s") % {"row": number, "text": text})
            for number, text in understood.faults[:SHOWN]
        ]
        return _page(request, found, rates, problems=problems)
    sealed = signing.dumps(understood.sealed(), salt=SALT, compress=True)
    return _page(request, found, rates, understood=understood, sealed=sealed)


head_counts.access = _head_counts.access


def _confirm(request, period, rates):
    form = ReasonForm(request.POST)
    sealed = request.POST["heads"]
    try:
        said = restored(signing.loads(sealed, salt=SALT, max_age=AGE))
    except signing.BadSignature:
        problems = [("file", _("The preview is too old. Upload the file again."))]
        return _page(request, period, rates, problems=problems)
    if not form.is_valid():
        problems = [("reason", text) for text in form.errors["reason"]]
        return _page(
            request, period, rates, problems=problems, sealed=sealed, form=form
        )
    try:
        kept = import_heads(
            said=said,
            period=period,
            rates=rates,
            actor=request.user,
            **form.cleaned_data,
        )
    except ValidationError as error:
        problems = [("file", text) for text in error.messages]
        return _page(request, period, rates, problems=problems, status=409)
    text = ngettext(
        "The head count of %(n)s council is kept.",
        "The head counts of %(n)s councils are kept.",
        kept,
    )
    messages.success(request, text % {"n": kept})
    return redirect("console:entitlements", period.code)


def _rates(period):
    """The rows people are counted by: of the table being worked on, or the decided."""
    rule = EntitlementRule.objects.being_written(period)
    rule = rule or EntitlementRule.objects.in_force(period)
    return list(rule.rates.all()) if rule else beginning(period)[1]


def _page(request, period, rates, *, problems=(), status=None, **more):
    understood = more.get("understood")
    context = {
        "period": period,
        "room": "entitlements",
        "problems": problems,
        "counted": [rate for rate in rates if rate.counted],
        "known": HeadCount.objects.filter(period=period).count(),
        "form": ReasonForm(),
        "some": understood.said[:SHOWN] if understood else (),
        **more,
    }
    status = status or (422 if problems else 200)
    return render(request, "console/entitlements/heads.html", context, status=status)
