from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Membership, Person
from iteration import letters
from iteration.models import Offer, OfferPart, Signature
from iteration.services.keeping import keep_plan, settled
from iteration.services.reasons import given
from ledger import clock, faults
from ledger.services import record


class OfferNotDue(Exception):
    """The offer can still be signed."""


@transaction.atomic
def sign(*, offer: Offer, council: Council, person: Person, accepts: bool) -> Signature:
    """Accept a council's part of an offer, or object; its last word counts.

    The same word again changes nothing. Raises ValidationError ``no_seat`` unless the
    person may submit for the council, ``no_part`` if the offer has none for it,
    ``closed`` once the window has passed.
    """
    # One word of a council at a time; other councils do not wait.
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    _check(offer, council, person)
    words = Signature.objects.filter(offer=offer, council=council)
    last = words.order_by("-number").first()
    if last is not None and last.accepts == accepts:
        return last
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                offer=offer,
                council=council,
                number=last.number + 1 if last else 1,
                person=person,
                accepts=accepts,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise _closed(offer) from error  # The window closed in this moment.
    record(
        kind="offer.signed",
        subject=f"{offer.period.code}/{council.slug}",
        actor=person,
        data={"offer": offer.pk, "number": signature.number, "accepts": accepts},
    )
    return signature


def _check(offer: Offer, council: Council, person: Person) -> None:
    seats = Membership.objects.open().filter(person=person, council=council)
    if not seats.filter(role__in=Membership.SUBMITTING).exists():
        raise ValidationError(
            _("Only a delegate or clerk of %(council)s can sign for it."),
            code="no_seat",
            params={"council": council},
        )
    if not OfferPart.objects.filter(offer=offer, council=council).exists():
        raise ValidationError(
            _("The offer has no part for %(council)s."),
            code="no_part",
            params={"council": council},
        )
    offer.refresh_from_db()
    if not offer.can_be_signed(clock.now()):
        raise _closed(offer)


def _closed(offer: Offer) -> ValidationError:
    return ValidationError(
        _("The offer for %(period)s can no longer be signed."),
        code="closed",
        params={"period": offer.period},
    )


@transaction.atomic
def withdraw_offer(*, offer: Offer, reason: str, actor: Person | None = None) -> None:
    """Take an offer back; the period can be settled, or another offer be made.

    Raises ValidationError: ``reason`` without one, ``closed`` if it is no longer in
    force.
    """
    reason = given(reason)
    standing = Offer.objects.in_force().filter(pk=offer.pk)
    if not standing.update(status=Offer.Status.WITHDRAWN):
        raise _closed(offer)
    record(
        kind="offer.withdrawn",
        subject=offer.period.code,
        actor=actor,
        reason=reason,
        data={"offer": offer.pk},
    )
    letters.offer_withdrawn(offer, clock.now(), reason)


def due_offers() -> list[int]:
    """The keys of the offers whose window has passed."""
    due = Offer.objects.due(clock.now()).order_by("closes_at")
    return list(due.values_list("pk", flat=True))


def close_offer(offer_id: int) -> bool:
    """Make an offer and its signatures into a plan; say whether this call did so.

    Safe to repeat, to run twice at once and to be killed anywhere: the signatures are
    fixed once, and the plan is written by whoever moves the period first.

    Raises OfferNotDue before the window has passed.
    """
    if not _fix(offer_id):
        return False
    offer = Offer.objects.select_related("period", "round__period").get(pk=offer_id)
    counted, settlement = settled(offer.round, offer)
    faults.hit("plan.settled_in_memory")
    try:
        keep_plan(
            round=offer.round, counted=counted, settlement=settlement, offer=offer
        )
    except ValidationError as error:
        if error.code != "state":
            raise
        return False  # Another worker, or a withdrawal, came first.
    return True


@transaction.atomic
def _fix(offer_id: int) -> bool:
    """Let no further signature in; False if all is done already."""
    # Waits for whoever is signing; later signatures are refused.
    offer = Offer.objects.select_for_update(no_key=True).get(pk=offer_id)
    if offer.status != Offer.Status.OPEN:
        return offer.status == Offer.Status.COUNTING
    if offer.closes_at > clock.now():
        raise OfferNotDue(f"{offer} can be signed until {offer.closes_at}")
    Offer.objects.filter(pk=offer.pk).update(status=Offer.Status.COUNTING)
    return True
