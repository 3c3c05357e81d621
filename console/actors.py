"""Who is behind a record: never by name, by role and opaque id."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from console.naming import Names, topic_of
from councils.looks import OFFICES
from councils.models import Membership, Person
from councils.services import OFFICES as GROUPS
from ledger.models import Record

SERVICE = "service"
ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What is done as a member of a council, whatever office somebody holds besides.
OF_MEMBERS = {
    *("proposal", "ballot", "decision_rule", "declaration", "instruction", "offer"),
}


@dataclass(frozen=True)
class Actors:
    """Those behind the records of a page, with their offices and seats."""

    names: Names
    offices: dict
    seats: dict

    @classmethod
    def of(cls, records, names):
        ids = {each.actor for each in records} - {SERVICE}
        people = Person.objects.filter(public_id__in=[i for i in ids if _is_id(i)])
        keys = {
            key: str(public) for key, public in people.values_list("pk", "public_id")
        }
        seats = {}
        councils = [each.pk for each in names.councils.values()]
        held = Membership.objects.filter(person__in=keys, council__in=councils)
        for seat in held:
            found = seats.setdefault((keys[seat.person_id], seat.council_id), [])
            found.append(seat)
        return cls(names, _offices(ids), seats)

    def who(self, record):
        """A facilitator (id …), the service by rule, a delegate of a council (id …)."""
        if record.actor == SERVICE:
            return _("the service, by rule")
        office = self.offices.get(record.actor)
        seat = self._seat(record)
        if seat and (not office or topic_of(record) in OF_MEMBERS):
            said = _("%(role)s of %(council)s")
            title = said % {
                "role": seat.get_role_display(),
                "council": self.names.council(record),
            }
        else:
            title = str(OFFICES[office]) if office else _("a person")
        return _("%(title)s (id %(id)s)") % {"title": title, "id": record.actor[:8]}

    def _seat(self, record):
        """The seat the actor held in the record's council when it was written."""
        council = self.names.council(record)
        seats = self.seats.get((record.actor, council.pk), []) if council else []
        at = record.at
        found = [each for each in seats if each.since <= at and _held(each, at)]
        return found[-1] if found else None


def officers():
    """The opaque ids of all who hold an office, or held one once."""
    now = Person.objects.filter(Q(groups__name__in=GROUPS) | Q(is_superuser=True))
    once = Record.objects.filter(kind="office.appointed").order_by()
    return {str(each) for each in now.values_list("public_id", flat=True)} | set(
        once.values_list("subject", flat=True)
    )


def _offices(ids):
    """The office of each; of who holds several the first, of who left the last."""
    said = Record.objects.filter(kind="office.appointed", subject__in=ids)
    found = {each.subject: each.data.get("office") for each in said.order_by("pk")}
    holders = Person.objects.filter(public_id__in=[i for i in ids if _is_id(i)])
    rows = holders.filter(groups__name__in=GROUPS).values_list(
        "public_id", "groups__name"
    )
    for public, group in sorted(rows, key=lambda row: -GROUPS.index(row[1])):
        found[str(public)] = group
    return {who: office for who, office in found.items() if office in OFFICES}


def _held(seat, at):
    # A seat that ends ends in the moment of its record.
    return seat.until is None or seat.until >= at


def _is_id(text):
    return ID.fullmatch(text) is not None
