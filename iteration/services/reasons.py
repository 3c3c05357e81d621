from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def given(reason: str) -> str:
    """The reason for what concerns others, which everybody can read in the record.

    Raises ValidationError ``reason`` if there is none.
    """
    if not reason.strip():
        raise ValidationError(
            _("Say why: it concerns others, who find the reason in the record."),
            code="reason",
        )
    return reason.strip()
