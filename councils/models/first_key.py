from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class FirstKey(models.Model):
    """The key to an empty installation: who has it makes the first account.

    Only a digest is kept. There is one row at most that has not been used; a new key
    takes the place of the one before.
    """

    token_digest = models.CharField(_("digest of the key"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("first key")
        verbose_name_plural = _("first keys")
        constraints = [
            models.CheckConstraint(
                name="first_key_expires_after_it_was_made",
                condition=Q(expires_at__gt=F("made_at")),
            ),
        ]

    def __str__(self):
        return self.token_digest[:8]
