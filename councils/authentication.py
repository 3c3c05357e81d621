"""Who somebody is, and whether they may act yet: read with the person, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from councils.models import Person

# Recovery codes are a way back to one of these, not a second step of their own.
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class PersonBackend(AuthenticationBackend):
    """Log in by user name or e-mail address, through whatever steps the account has."""

    def get_user(self, user_id):
        """The person, with ``offices`` (names of groups) and ``has_second_step``."""
        steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        groups = Person.groups.through.objects.filter(person=OuterRef("pk"))
        person = (
            Person.objects.annotate(
                offices=ArraySubquery(groups.values("group__name")),
                has_second_step=Exists(steps),
            )
            .filter(pk=user_id)
            .first()
        )
        return person if person and self.user_can_authenticate(person) else None
