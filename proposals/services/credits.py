from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Membership, Person
from ledger.services import record
from proposals.models import Credit, EntitlementRule, Period
from proposals.quantity import display_number

from .preparation import in_preparation

State = Credit.State


@transaction.atomic
def ask_credit(
    *,
    council: Council,
    period: Period,
    amount: Decimal,
    years: int,
    purpose: str,
    actor: Person,
) -> Credit:
    """Ask to use more than the entitlement, to be repaid in the years that follow.

    Raises ValidationError: ``frozen``, ``not_consumer``, ``years`` for more than the
    table of the year allows, ``open`` while another one is asked for, or what a field
    finds wrong.
    """
    current = in_preparation(period)
    if council.kind != Council.Kind.CONSUMER:
        raise ValidationError(
            _("Only consumer councils have entitlements."), code="not_consumer"
        )
    rule = EntitlementRule.objects.in_force(current) or EntitlementRule()
    if not 1 <= years <= rule.repay_years:
        raise ValidationError(
            _("A credit is repaid within %(years)s years."),
            code="years",
            params={"years": rule.repay_years},
        )
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    if Credit.objects.asked().filter(council=council, period=current).exists():
        raise ValidationError(_("Your council asks for one already."), code="open")
    credit = Credit(
        council=council, period=current, amount=amount, years=years, purpose=purpose
    )
    credit.clean_fields(exclude=["asked_at", "decided_at"])
    credit.validate_constraints()
    credit.save()
    record(
        kind="credit.asked",
        subject=f"{current.code}/{council.slug}",
        actor=actor,
        data={**_named(credit), "years": years},
    )
    return credit


@transaction.atomic
def decide_credit(
    *, credit: Credit, granted: bool, reason: str, actor: Person
) -> Credit:
    """Grant or refuse a credit, as its federation, or a facilitator where it has none.

    Decided once; the same decision again changes nothing.

    Raises ValidationError: ``reason`` without one, ``not_yours``, ``decided`` if it was
    decided otherwise, ``limit`` if all councils together would borrow more than the
    table of the year allows, ``frozen``.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    if not may_decide(actor, credit):
        raise ValidationError(
            _("The delegates of the council's federation decide this."),
            code="not_yours",
        )
    in_preparation(credit.period)
    state = State.GRANTED if granted else State.REFUSED
    asked = Credit.objects.asked().filter(pk=credit.pk)
    if granted and asked.exists():
        _check_limit(credit)
    changed = asked.update(state=state, decided_at=Now(), reason=reason)
    credit.refresh_from_db()
    if not changed:
        if credit.state != state:
            raise ValidationError(_("It was decided already."), code="decided")
        return credit
    record(
        kind=f"credit.{state}",
        subject=f"{credit.period.code}/{credit.council.slug}",
        actor=actor,
        reason=reason,
        data=_named(credit),
    )
    return credit


@transaction.atomic
def withdraw_credit(*, credit: Credit, actor: Person) -> bool:
    """Ask no longer; say whether it was still open.

    Raises ValidationError ``frozen``.
    """
    in_preparation(credit.period)
    asked = Credit.objects.asked().filter(pk=credit.pk)
    changed = asked.update(state=State.WITHDRAWN, decided_at=Now())
    if changed:
        record(
            kind="credit.withdrawn",
            subject=f"{credit.period.code}/{credit.council.slug}",
            actor=actor,
            data=_named(credit),
        )
    return bool(changed)


def _check_limit(credit: Credit) -> None:
    """Refuse what would take the sum of all past the limit; less what is repaid."""
    # One decision of a year at a time: two at once would not see each other.
    period = Period.objects.select_for_update(no_key=True).get(pk=credit.period_id)
    rule = EntitlementRule.objects.in_force(period)
    if rule is None or rule.borrowing_limit is None:
        return
    left = rule.borrowing_limit - Credit.objects.net(period)
    if credit.amount > left:
        raise ValidationError(
            _(
                "All councils together may borrow at most %(limit)s in this year; "
                "%(left)s of that is left."
            ),
            code="limit",
            params={
                "limit": display_number(rule.borrowing_limit),
                "left": display_number(max(left, Decimal(0))),
            },
        )


def may_decide(person: Person, credit: Credit) -> bool:
    """Delegates of the federation above; facilitators where nobody sits there.

    Whoever holds a seat in the council itself does not decide.
    """
    seats = Membership.objects.open()
    if seats.filter(council=credit.council, person=person).exists():
        return False
    if is_orphan(credit.council):
        return person.has_perm("proposals.change_period")
    return seats.filter(
        council=credit.council.parent_id, person=person, role=Membership.Role.DELEGATE
    ).exists()


def is_orphan(council: Council) -> bool:
    """Whether there is no federation with a delegate who could decide."""
    delegates = Membership.objects.open().filter(
        council=council.parent_id, role=Membership.Role.DELEGATE
    )
    return council.parent_id is None or not delegates.exists()


def _named(credit: Credit) -> dict[str, str]:
    return {"credit": str(credit.public_id), "amount": f"{credit.amount:.2f}"}
