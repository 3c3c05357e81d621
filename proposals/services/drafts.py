from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from proposals.models import Draft, Period


@transaction.atomic
def save_draft(
    *,
    council: Council,
    period: Period,
    lines: Mapping[str, Mapping[str, str]],
    note: str,
    version: int,
    saved_by: Person,
) -> Draft:
    """Keep the council's working copy as it was typed, right or wrong.

    ``version`` is the one the writer has seen, 0 before the first. Raises
    ValidationError ``stale_draft`` if somebody else has saved since; then nothing is
    written, and the caller still has both.
    """
    Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    draft = Draft.objects.filter(council=council, period=period).first()
    if (draft.version if draft else 0) != version:
        raise ValidationError(
            _("Somebody else has saved this draft since you opened it."),
            code="stale_draft",
        )
    draft = draft or Draft(council=council, period=period, version=0)
    draft.lines = {code: dict(line) for code, line in lines.items()}
    draft.note, draft.saved_by = note, saved_by
    draft.saved_at = Now()
    draft.version = version + 1
    draft.save()
    draft.refresh_from_db()
    return draft


def discard_draft(*, council: Council, period: Period) -> None:
    """Throw the working copy away; what was submitted stays."""
    Draft.objects.filter(council=council, period=period).delete()
