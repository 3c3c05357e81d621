"""What was played through in memory."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"simulation": _("Simulations")}
SAYINGS = {
    "simulation.asked": _(
        "Simulation %(simulation)s was asked for: rounds after round %(round)s of "
        "%(period)s, in memory. Nothing is published by it."
    ),
    "simulation.finished": _(
        "Simulation %(simulation)s of %(period)s was computed; its result has the "
        "digest %(digest)s."
    ),
    "simulation.failed": _("Simulation %(simulation)s of %(period)s failed."),
}
