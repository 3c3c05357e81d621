from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person
from ledger.services import record

from .offices import FACILITATORS, OFFICES, ensure_office


@transaction.atomic
def appoint(*, person: Person, office: str, actor: Person | None, reason: str) -> bool:
    """Give a person an office; say whether it is new to them.

    ``actor`` is a facilitator, or None where whoever runs the server does it there.

    Raises ValidationError: ``office`` for one there is none of, ``no_reason``,
    ``not_facilitator``, ``self`` for one's own, ``forgotten`` for a deleted account.
    """
    group = _office(office, actor, reason)
    if actor is not None and actor.pk == person.pk:
        raise ValidationError(_("Nobody appoints themselves."), code="self")
    # A person who is being forgotten meanwhile gets no office any more.
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.forgotten_at is not None or not person.is_active:
        raise ValidationError(_("This account is closed."), code="forgotten")
    if person.groups.filter(pk=group.pk).exists():
        return False
    person.groups.add(group)
    Person.objects.filter(pk=person.pk).update(is_staff=True)
    record(
        kind="office.appointed",
        subject=str(person.public_id),
        actor=actor,
        reason=reason.strip(),
        data={"office": office},
    )
    return True


@transaction.atomic
def dismiss(*, person: Person, office: str, actor: Person | None, reason: str) -> bool:
    """Take an office from a person, who may be the actor; say whether they held it.

    Raises ValidationError: ``office``, ``no_reason``, ``not_facilitator`` as `appoint`,
    ``last`` if nobody would be left who can keep a year moving.
    """
    group = _office(office, actor, reason)
    if not person.groups.filter(pk=group.pk).exists():
        return False
    others = Person.objects.filter(groups=group, is_active=True).exclude(pk=person.pk)
    if office == FACILITATORS and not others.exists():
        raise ValidationError(
            _("The last facilitator stays until there is another one."), code="last"
        )
    person.groups.remove(group)
    if not person.is_superuser and not person.groups.filter(name__in=OFFICES).exists():
        Person.objects.filter(pk=person.pk).update(is_staff=False)
    record(
        kind="office.dismissed",
        subject=str(person.public_id),
        actor=actor,
        reason=reason.strip(),
        data={"office": office},
    )
    return True


def _office(office: str, actor: Person | None, reason: str) -> Group:
    """The office's group, held until the transaction ends: one change at a time.

    Otherwise two facilitators who dismiss each other in one moment would leave none.
    """
    if office not in OFFICES:
        raise ValidationError(_("There is no such office."), code="office")
    if not reason.strip():
        raise ValidationError(_("Say why, in a sentence."), code="no_reason")
    ensure_office(office)
    locked = Group.objects.select_for_update().filter(name__in=OFFICES).order_by("pk")
    groups = {group.name: group for group in locked}
    if actor is not None and not _facilitates(actor):
        raise ValidationError(
            _("Facilitators appoint and dismiss."), code="not_facilitator"
        )
    return groups[office]


def _facilitates(person: Person) -> bool:
    """As it is now: whoever was dismissed a moment ago does nothing more."""
    now = Person.objects.filter(pk=person.pk, is_active=True)
    return bool(
        now.filter(is_superuser=True).exists()
        or now.filter(groups__name=FACILITATORS).exists()
    )
