"""How the login library behaves here: its letters, words and who may sign up."""

import uuid
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode import make
from qrcode.image.svg import SvgPathFillImage

from councils.account_letters import LETTERS, SAID
from councils.authentication import PersonBackend
from councils.middleware import lacks_second_step
from councils.models import Invitation, Person
from councils.services import remember_language
from ledger import clock
from ledger.services import enqueue

# Where a session keeps the invitation somebody has followed.
INVITED = "invitation"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("Address or password is wrong."),
        "username_password_mismatch": _("User name or password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("The code is wrong, or no longer valid."),
        "too_many_login_attempts": _(
            "That was wrong too often. Wait five minutes, then try again."
        ),
        "rate_limited": _("That was too often. Wait a minute, then try again."),
        "username_taken": _("Somebody has this user name already. Choose another."),
        "email_taken": _("An account has this e-mail address already."),
        "duplicate_email": _("Your account has this e-mail address already."),
        "unverified_primary_email": _("Confirm your main e-mail address first."),
    }

    def is_open_for_signup(self, request):
        """Anybody where registration is open; elsewhere who holds an invitation."""
        if settings.REGISTRATION_OPEN:
            return True
        invitation = request.session.get(INVITED)
        return Invitation.objects.open(clock.now()).filter(pk=invitation).exists()

    def get_login_stages(self):
        """Those of the library, but for when an address must be confirmed."""
        theirs = "allauth.account.stages.EmailVerificationStage"
        ours = "councils.verification.FirstVerification"
        stages = super().get_login_stages()
        return [ours if each == theirs else each for each in stages]

    def get_reset_password_from_key_url(self, key):
        return _ours(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return _ours(super().get_email_confirmation_url(request, emailconfirmation))

    def post_login(self, request, user, **about):
        """Keep the language of a first login; show facilitators what they lack."""
        if not user.language:
            remember_language(person=user, language=translation.get_language())
        response = super().post_login(request, user, **about)
        if settings.MFA_REQUIRED and lacks_second_step(
            PersonBackend().get_user(user.pk)
        ):
            return redirect("desk:second-step")
        return response

    def send_mail(self, template_prefix, email, context):
        """Put a letter into the outbox, in the language of who reads it."""
        person = context.get("user") or _reader(email)
        language = getattr(person, "language", "") or translation.get_language()
        subject, form, texts = LETTERS[template_prefix]
        said = context | {
            "username": getattr(person, "username", ""),
            "account": settings.BASE_URL + reverse("desk:account"),
        }
        with translation.override(language or settings.LANGUAGE_CODE):
            body = form.format(*(str(text) % said for text in texts))
            enqueue(
                key=f"account-{uuid.uuid4()}",
                kind="mail",
                to=email,
                payload={"subject": str(subject), "body": body},
            )

    def add_message(
        self, request, level, message_template=None, message_context=None, *_more, **_
    ):
        """Say what was done, in our words; what is seen anyway is not said."""
        if text := SAID.get(message_template):
            tags = "bad" if level == messages.ERROR else ""
            said = str(text) % (message_context or {})
            messages.add_message(request, level, said, tags)


def _ours(url):
    """The same page at the address people know, whatever host was asked."""
    return settings.BASE_URL + urlsplit(url).path


def _reader(email):
    """Whose address this is, if it is known here."""
    mine = Person.objects.filter(emailaddress__email__iexact=email)
    return (mine or Person.objects.filter(email__iexact=email)).first()


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong, or no longer valid."),
        "unverified_email": _("Confirm your e-mail address first, or remove it."),
    }

    def build_totp_svg(self, url):
        """The picture to photograph, on white in the dark too, to stand in the page."""
        image = make(url, image_factory=SvgPathFillImage, border=3)
        return image.to_string(encoding="unicode")

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_user_entity(self, user):
        """What the device shows; the password manager keeps it, so no e-mail."""
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.username, "display_name": user.spoken_name}


class SocialAdapter(DefaultSocialAccountAdapter):
    """Only the one issuer the environment names, and no way around it."""

    def list_apps(self, request, provider=None, client_id=None):
        found = super().list_apps(request, provider=provider, client_id=client_id)
        return [app for app in found if app.pk is None]

    def get_requests_session(self):
        """An issuer answers itself; it does not send us elsewhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session
