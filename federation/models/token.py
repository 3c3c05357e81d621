from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

SHA_256 = r"^[0-9a-f]{64}$"


class Token(models.Model):
    """What a program shows instead of a person's password.

    It can do what its person can, as far as its scopes allow, until it expires or is
    revoked. Of the secret only a digest is kept: it is shown once, when it is issued.
    """

    class Scope(models.TextChoices):
        READ = "proposals:read", _("read the proposals of the person's councils")
        SUBMIT = "proposals:submit", _("submit proposals for the person's councils")
        WEBHOOKS = "webhooks:manage", _("look after the webhooks the person may")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="tokens",
        verbose_name=_("person"),
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("What it is for, in your own words.")
    )
    prefix = models.CharField(_("beginning"), max_length=12)
    digest = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=30, choices=Scope), verbose_name=_("scopes")
    )
    created_at = models.DateTimeField(_("issued"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(
        _("last used"), null=True, help_text=_("To the hour.")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="token_prefix_once"),
            models.CheckConstraint(
                name="token_keeps_only_a_digest", condition=Q(digest__regex=SHA_256)
            ),
            models.CheckConstraint(
                name="token_expires_after_it_was_issued",
                condition=Q(expires_at__gt=F("created_at")),
            ),
            models.CheckConstraint(
                name="token_is_for_something", condition=Q(scopes__len__gte=1)
            ),
            models.CheckConstraint(
                name="token_has_only_known_scopes",
                condition=Q(
                    scopes__contained_by=[
                        *("proposals:read", "proposals:submit", "webhooks:manage"),
                    ]
                ),
            ),
        ]

    def __str__(self):
        return f"cp_{self.prefix}… ({self.name})"
