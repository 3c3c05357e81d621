import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Person(AbstractUser):
    """Somebody who can log in. Other servers and the record know only public_id.

    Who deletes their account is forgotten: the row stays, because proposals and votes
    of councils hang on it, and names nobody.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    forgotten_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="person_forgotten_is_named_nowhere",
                condition=Q(forgotten_at=None)
                | Q(first_name="", last_name="", email="", is_active=False),
            )
        ]

    def __str__(self):
        return self.username if self.forgotten_at is None else self.spoken_name

    @property
    def spoken_name(self):
        """What other people are shown."""
        if self.forgotten_at is not None:
            return gettext("somebody who has left")
        return self.get_full_name() or self.username
