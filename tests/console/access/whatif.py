from iteration.models import Simulation
from iteration.services import ask_about_stall, ask_what_if, simulate
from proposals.models import Period
from tests.callers import facilitating, overseeing

# Asking is for facilitators; auditors read what was found.
ASKED = facilitating(422)
RESOLVED = facilitating(302)


def played(_cast):
    """A simulation of the open year that is done."""
    runs = Simulation.objects.filter(kind=Simulation.Kind.WHAT_IF)
    run = runs.filter(period__code="2027").first()
    if run is None:
        run = ask_what_if(period=Period.objects.get(code="2027"), scenarios=[])
        simulate(run.pk)
    return {"number": run.pk}


def resolved(_cast):
    """What would resolve a stall of the open year was worked out."""
    simulate(ask_about_stall(period=Period.objects.get(code="2027")).pk)
    return {}


TABLE = {
    "console:what-if": (overseeing(200), ASKED),
    "console:what-if-compare": (overseeing(200), overseeing(405)),
    "console:what-if-run": (overseeing(200), overseeing(405)),
    "console:what-if-progress": (overseeing(200), overseeing(405)),
    "console:what-if-json": (overseeing(200), overseeing(405)),
    "console:what-if-csv": (overseeing(200), overseeing(405)),
    "console:stalled": (overseeing(200), RESOLVED),
    # Figures of single councils are not for auditors.
    "console:stalled-councils": (facilitating(200), facilitating(405)),
}
RUN = ("run", "progress", "json", "csv")
PLACES = {f"console:what-if-{name}": played for name in RUN}
PLACES["console:stalled-councils"] = resolved
