"""Years that begin with a file, or with the plan of the year before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from console.access import for_facilitators
from console.forms.packages import NextForm, TableForm
from console.guide.packages import Faulty, bring_package, bring_table
from iteration.services import prepare_next_year
from pages.files.uploads import SheetUpload, uploaded

SHOWN = 100


def _uploading(inside):
    """Before a form is read must be said how much of its file is kept."""

    @csrf_exempt
    def view(request, **kwargs):
        if request.method == "POST":
            request.upload_handlers = [SheetUpload(request)]
        return guarded(request, **kwargs)

    guarded = csrf_protect(inside)
    view.access = inside.access
    return view


@_uploading
@for_facilitators
@require_http_methods(["GET", "POST"])
def package(request):
    """A whole year from a zipped data package: all of it, or every fault."""
    context = {"problems": [], "faults": []}
    if request.method == "POST":
        try:
            report = bring_package(*uploaded(request), request.user)
        except ValidationError as error:
            context["problems"] = [("file", text) for text in error.messages]
        except Faulty as faulty:
            _faulty(context, faulty)
        else:
            return _arrived(request, report)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/guide/package.html", context, status=status)


@_uploading
@for_facilitators
@require_http_methods(["GET", "POST"])
def table(request):
    """A year from an input-output table; what is unclear is asked."""
    form = TableForm(request.POST or None)
    context = {"form": form, "problems": [], "faults": []}
    if request.method == "POST":
        try:
            name, data = uploaded(request)
            if form.is_valid():
                report, _said = bring_table(
                    name,
                    data,
                    actor=request.user,
                    names=form.names,
                    year=form.cleaned_data["year"],
                    unit=form.cleaned_data["unit"],
                    answers=form.answers,
                )
                return _arrived(request, report)
        except ValidationError as error:
            context["problems"] = [("file", text) for text in error.messages]
        except Faulty as faulty:
            _faulty(context, faulty)
        context["problems"] += form.problems
    status = 422 if request.method == "POST" else 200
    return render(request, "console/guide/table.html", context, status=status)


@for_facilitators
@require_http_methods(["GET", "POST"])
def following(request):
    """The year after a published one, with its goods, prices and entitlements."""
    form = NextForm(request.POST or None)
    if form.is_valid():
        try:
            period = prepare_next_year(actor=request.user, **form.following)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(year)s is prepared.") % {"year": period})
            return redirect("console:guide-year", period.code)
    status = 422 if form.is_bound or request.method == "POST" else 200
    context = {"form": form, "any": form.fields["period"].queryset.exists()}
    return render(request, "console/guide/following.html", context, status=status)


def _faulty(context, faulty):
    context["faults"] = faulty.faults[:SHOWN]
    context["more"] = max(len(faulty.faults) - SHOWN, 0)
    context["said"] = faulty.said


def _arrived(request, report):
    text = _(
        "%(year)s is here: %(goods)d goods, %(councils)d councils, %(proposals)d first "
        "proposals."
    )
    if not report.new:
        text = _("%(year)s was here already; nothing was changed.")
    words = {"year": report.period, "goods": report.goods}
    words |= {"councils": report.councils, "proposals": report.proposals}
    messages.success(request, text % words)
    return redirect("console:guide-year", report.period.code)
