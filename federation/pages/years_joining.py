"""This server joins a year of another: looked at first, then joined."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from federation.forms.servers import problems
from federation.forms.years import FindForm, JoinForm
from federation.models import SharedYear
from federation.pages.years_definition import Unreadable, compare
from federation.pages.years_trouble import why
from federation.services.shared_years import is_small
from federation.together.asking import RefusedThere
from federation.together.joining import YEARS, join_year
from federation.together.lines import line_to
from federation.wire.sending import Unreachable
from pages.access import for_facilitators

TEMPLATE = "federation/servers/years/join.html"


@for_facilitators
@require_http_methods(["GET", "POST"])
def join(request):
    """Which year of which server; then its goods and rules; then the decision."""
    sent = request.POST if request.method == "POST" else None
    joining = request.POST.get("do") == "join"
    where = FindForm(sent, initial={"server": request.GET.get("server", "")})
    small = is_small()
    initial = {"trials": "no" if small else "yes"}
    form = JoinForm(sent if joining else None, initial=initial)
    found = _look(where) if sent is not None and where.is_valid() else None
    if found and found.fits and form.is_valid() and _join(request, where, form):
        return redirect("servers:shared-year", where.cleaned_data["code"])
    context = {
        "where": where,
        "form": form,
        "found": found,
        "peer": where.cleaned_data.get("server") if found else None,
        "small": small,
        "problems": problems(where, form) if found else problems(where),
        "none": not where.fields["server"].queryset.exists(),
    }
    wrong = where.errors or (found and form.errors)
    return render(request, TEMPLATE, context, status=422 if wrong else 200)


def _look(where):
    """The year as it is defined there; what is wrong stands beside the field."""
    peer, code = where.cleaned_data["server"], where.cleaned_data["code"]
    if SharedYear.objects.filter(period__code=code).exists():
        text = _("This year is planned with other servers already.")
        where.add_error("code", text)
        return None
    try:
        return compare(line_to(peer).ask("GET", f"{YEARS}/{code}"), code)
    except Unreachable as error:
        where.add_error("server", why(str(error)))
    except RefusedThere as error:
        where.add_error("code", _refused(error, peer))
    except Unreadable as error:
        text = _("What %(server)s says of this year cannot be read: %(why)s")
        where.add_error("code", text % {"server": peer, "why": error})
    return None


def _refused(error, peer):
    if error.status == 404:
        text = _(
            "%(server)s knows no such year, or has not invited this server. Ask the "
            "people there."
        )
        return text % {"server": peer}
    return why(str(error))


def _join(request, where, form):
    """Join, and say whether it was done; else what was said there stands in the form.

    What was set up here goes with a refusal there: all of it is one transaction.
    """
    peer, code = where.cleaned_data["server"], where.cleaned_data["code"]
    try:
        with transaction.atomic():
            join_year(
                parent=peer,
                code=code,
                answers_trials=form.cleaned_data["trials"] == "yes",
                actor=request.user,
                reason=form.cleaned_data["reason"],
            )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    text = _("This server plans %(code)s under %(server)s.")
    messages.success(request, text % {"code": code, "server": peer})
    return True
