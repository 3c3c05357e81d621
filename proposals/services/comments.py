from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from councils.models import Council, Person
from proposals.models import Comment, Period


def comment(*, council: Council, period: Period, author: Person, text: str) -> Comment:
    """Say something to the own council about its draft.

    Raises ValidationError: ``empty``, and ``too_long`` for more than 2000 characters.
    """
    text = text.replace("\0", "").strip()
    if not text:
        raise ValidationError(_("Write what you want to say."), code="empty")
    if len(text) > Comment.LONGEST:
        raise ValidationError(
            _("A comment has at most %(most)d characters."),
            code="too_long",
            params={"most": Comment.LONGEST},
        )
    return Comment.objects.create(
        council=council, period=period, author=author, text=text
    )


def withdraw_comment(*, comment: int, council: Council, author: Person) -> bool:
    """Take back one's own comment; whether there was one to take back."""
    own = Comment.objects.filter(pk=comment, council=council, author=author)
    return bool(own.filter(withdrawn_at=None).update(withdrawn_at=Now()))
