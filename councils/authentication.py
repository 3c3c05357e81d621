"""Who somebody is, and whether they may act yet: read with the person, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from councils.models import Person
from councils.services import FACILITATORS

# Recovery codes are a way back to one of these, not a second step of their own.
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class PersonBackend(AuthenticationBackend):
    """Log in by user name or e-mail address, through whatever steps the account has."""

    def get_user(self, user_id):
        """The person, with ``is_facilitator`` and ``has_second_step``."""
        steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        groups = Person.groups.through.objects.filter(
            person=OuterRef("pk"), group__name=FACILITATORS
        )
        person = (
            Person.objects.annotate(
                is_facilitator=Q(is_staff=True) | Q(is_superuser=True) | Exists(groups),
                has_second_step=Exists(steps),
            )
            .filter(pk=user_id)
            .first()
        )
        return person if person and self.user_can_authenticate(person) else None
