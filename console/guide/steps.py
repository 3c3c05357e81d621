"""The steps of a first year, in the order most people take them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from councils.models import Invitation, Membership
from iteration.practice.misgivings import taking_part
from ledger import clock

TITLES = {
    "region": gettext_lazy("Region and year"),
    "councils": gettext_lazy("Councils"),
    "invite": gettext_lazy("Delegates"),
    "catalogue": gettext_lazy("Catalogue of goods"),
    "entitlements": gettext_lazy("Entitlements"),
    "calendar": gettext_lazy("Calendar and rules"),
    "rehearse": gettext_lazy("Practice run"),
    "check": gettext_lazy("Check and open"),
}


@dataclass(frozen=True)
class Step:
    """A step of the guide: whether it is done, and how it stands, in a sentence."""

    name: str
    done: bool
    said: str

    @property
    def title(self):
        return TITLES[self.name]

    @property
    def route(self):
        return f"console:guide-{self.name}"


def steps(period) -> list[Step]:
    """Where the preparation of a year stands."""
    councils, goods = taking_part().count(), period.catalogue.count()
    granted = period.entitlements.values("council").distinct().count()
    practice = period.rehearsals.first()
    return [
        Step("region", True, str(period)),
        Step("councils", councils > 0, _councils(councils)),
        _delegates(councils),
        Step("catalogue", goods > 0, _goods(goods)),
        Step("entitlements", granted > 0, _granted(granted)),
        Step("calendar", True, _calendar(period)),
        _practice(practice),
        Step("check", False, _("What is missing, and the button that opens the year.")),
    ]


def next_step(found):
    """The first step that is open."""
    return next(step for step in found if not step.done)


def after(name, period):
    """The step that follows, for the button at the end of a page."""
    names = list(TITLES)
    return next(
        step for step in steps(period) if step.name == names[names.index(name) + 1]
    )


def _councils(n: int) -> str:
    if not n:
        return _("None yet.")
    return ngettext("%(n)d council.", "%(n)d councils.", n) % {"n": n}


def _delegates(councils: int) -> Step:
    if not councils:
        return Step("invite", False, _("As soon as there are councils."))
    seats = Membership.objects.open().filter(role__in=Membership.SUBMITTING)
    real = seats.filter(council__practice=False)
    seated = real.values("council").distinct().count()
    open_ones = Invitation.objects.open(clock.now()).count()
    text = _("%(n)d of %(all)d councils have a delegate; %(open)d invitations wait.")
    said = text % {"n": seated, "all": councils, "open": open_ones}
    return Step("invite", seated + open_ones >= councils, said)


def _goods(n: int) -> str:
    if not n:
        return _("No goods yet.")
    return ngettext("%(n)d good.", "%(n)d goods.", n) % {"n": n}


def _granted(n: int) -> str:
    if not n:
        return _("None granted yet.")
    text = ngettext(
        "%(n)d council has an entitlement.", "%(n)d councils have an entitlement.", n
    )
    return text % {"n": n}


def _calendar(period: Any) -> str:
    text = ngettext(
        "Rounds of %(n)d day; everything has a default.",
        "Rounds of %(n)d days; everything has a default.",
        period.round_length.days,
    )
    return text % {"n": period.round_length.days}


def _practice(practice: Any) -> Step:
    if practice is None:
        return Step("rehearse", False, _("Not tried yet. No letter goes out."))
    said = practice.get_status_display()
    return Step("rehearse", practice.plans.published().exists(), said)
