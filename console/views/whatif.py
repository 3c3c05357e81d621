from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console.access import RUN, find_period, for_overseers
from console.forms.whatif import AskForm, ScenarioForm
from console.playing import Beside, columns_of
from console.scenario_words import learned_words
from councils.notices.moments import zone_of
from iteration.models import Round, Simulation
from iteration.services import ask_what_if
from iteration.tasks import simulate

LETTERS = ("a", "b", "c")


@dataclass
class Asking:
    """The forms of a question, and what is wrong with them."""

    form: AskForm
    scenarios: list
    problems: list

    @classmethod
    def of(cls, data=None):
        scenarios = [ScenarioForm(data, prefix=letter) for letter in LETTERS]
        return cls(AskForm(data), scenarios, [])

    def is_valid(self):
        forms = (self.form, *self.scenarios)
        valid = [form.is_valid() for form in forms]
        self.problems = [
            (form.add_prefix(name) if name != "__all__" else "", text)
            for form in forms
            for name, found in form.errors.items()
            for text in found
        ]
        return all(valid)

    def asked(self):
        return [found for form in self.scenarios if (found := form.scenario())]


@for_overseers
@require_http_methods(["GET", "POST"])
def what_if(request, period):
    """What was asked before, and the question; facilitators ask it."""
    found = find_period(period)
    may_ask = request.user.has_perm(RUN)
    asking = Asking.of(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if not may_ask:
            raise Http404
        simulation = _ask(request, found, asking)
        if simulation is not None:
            return redirect("console:what-if-run", found.code, simulation.pk)
        status = 422
    mine = Simulation.objects.filter(period=found).select_related("round")
    mine = mine.filter(kind=Simulation.Kind.WHAT_IF).defer(
        "result", "round__state", "round__outliers"
    )
    context = {
        "period": found,
        "room": "what-if",
        "asking": asking,
        "problems": asking.problems,
        "may_ask": may_ask,
        "round": _newest(found),
        "page": Paginator(mine, 25).get_page(request.GET.get("page")),
    }
    return render(request, "console/whatif/ask.html", context, status=status)


def _ask(request, period, asking):
    if not asking.is_valid():
        return None
    data = asking.form.cleaned_data
    try:
        simulation = ask_what_if(
            period=period,
            scenarios=asking.asked(),
            rounds=data["rounds"],
            seed=data["seed"],
            actor=request.user,
        )
    except ValidationError as error:
        asking.problems = [("", text) for text in error.messages]
        return None
    simulate.delay_on_commit(simulation.pk)
    return simulation


@for_overseers
@require_safe
def run(request, period, number):
    """One simulation: how far it is, or its scenarios side by side."""
    simulation = find_simulation(period, number)
    context = {"period": simulation.period, "room": "what-if", "run": simulation}
    if simulation.status == Simulation.Status.DONE:
        columns = columns_of(simulation, zone_of(request.user))
        context |= shown(Beside(columns)) | {
            "basis": learned_words(simulation.result["basis"]),
            "others": _others(simulation),
        }
    return render(request, "console/whatif/run.html", context)


@for_overseers
@require_safe
def progress(request, period, number):
    """The part of the page that asks again until the simulation is over."""
    simulation = find_simulation(period, number, kind=None)
    context = {"period": simulation.period, "run": simulation}
    response = render(request, "console/whatif/progress.html", context)
    if simulation.is_over:
        response["HX-Refresh"] = "true"
    return response


@for_overseers
@require_safe
def compare(request, period):
    """Two simulations side by side."""
    found = find_period(period)
    runs = [_chosen(found, request.GET.get(name)) for name in ("one", "other")]
    context = {"period": found, "room": "what-if", "runs": runs}
    context["done"] = _done(found)[:50]
    if all(runs):
        zone = zone_of(request.user)
        columns = [
            column
            for each in dict.fromkeys(runs)
            for column in columns_of(each, zone, numbered=True)
        ]
        context |= shown(Beside(columns))
    return render(request, "console/whatif/compare.html", context)


def find_simulation(code, number, kind=Simulation.Kind.WHAT_IF):
    """A simulation of a year, of one kind or any, or 404."""
    period = find_period(code)
    rows = Simulation.objects.select_related("round").defer(
        "round__state", "round__outliers"
    )
    if kind is not None:
        rows = rows.filter(kind=kind)
    simulation = get_object_or_404(rows, period=period, pk=number)
    simulation.period = period
    return simulation


def shown(beside):
    """What the template of scenarios side by side needs."""
    return {
        "beside": beside,
        "charts": [
            beside.chart("worst", _("Worst imbalance by round")),
            beside.chart("weighted", _("Imbalance by value, by round")),
        ],
    }


def _newest(period):
    counted = Round.objects.without_memory().filter(
        period=period, status=Round.Status.PUBLISHED
    )
    return counted.order_by("-number").first()


def _done(period):
    rows = Simulation.objects.done().filter(period=period).select_related("round")
    return rows.filter(kind=Simulation.Kind.WHAT_IF).defer(
        "result", "round__state", "round__outliers"
    )


def _others(simulation):
    return _done(simulation.period).exclude(pk=simulation.pk)[:50]


def _chosen(period, number):
    if not (number or "").isdecimal() or len(number) > 18:
        return None
    return _done(period).filter(pk=number).defer(None).first()
