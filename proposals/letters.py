"""The letters of this floor, put into the outbox in the reader's language."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ledger.services import enqueue
from proposals.models import Proposal


def receipt(proposal: Proposal) -> None:
    """Send whoever submitted a proposal its receipt, if there is an address."""
    person = proposal.submitted_by
    if not person or not person.email:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        figures = {
            "council": proposal.council,
            "period": proposal.period,
            "number": proposal.revision,
            "time": timezone.localtime(proposal.submitted_at).isoformat(" ", "seconds"),
            "receipt": proposal.receipt,
            "count": len(proposal.goods),
        }
        subject = _("Receipt: %(council)s, %(period)s, revision %(number)d") % figures
        body = _(
            "Revision %(number)d of %(council)s for %(period)s was received "
            "on %(time)s, with %(count)d lines.\n\n"
            "Receipt: %(receipt)s\n\n"
            "Until the round's cutoff you can submit another revision; the last one "
            "counts."
        )
        enqueue(
            key=f"receipt-{proposal.public_id}",
            kind="mail",
            to=person.email,
            payload={"subject": str(subject), "body": str(body % figures)},
        )
