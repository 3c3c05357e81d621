"""Forms of the login library in our words: what to type, not what it is called."""

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("At least 10 characters.")


class Spoken:
    """Labels and help of ours, and no placeholders: they go when somebody types."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name, (label, help_text) in self.words.items():
            self.fields[name].label = label
            self.fields[name].help_text = help_text


class LoginForm(Spoken, account.LoginForm):
    words = {
        "login": (_("User name or e-mail address"), ""),
        "password": (_("Password"), ""),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def add_prefix(self, field_name):
        """Keep the name under which browsers have stored it."""
        return "username" if field_name == "login" else super().add_prefix(field_name)


class SignupForm(Spoken, account.SignupForm):
    field_order = ["username", "email", "password1"]
    words = {
        "username": (
            _("User name"),
            _("People in your councils see it until you give a name."),
        ),
        "email": (_("E-mail address"), ""),
        "password1": (_("Password"), PASSWORD_HELP),
    }


class AddEmailForm(Spoken, account.AddEmailForm):
    words = {"email": (_("E-mail address"), "")}


class AskPasswordForm(Spoken, account.ResetPasswordForm):
    words = {"email": (_("E-mail address"), "")}


class ConfirmForm(Spoken, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class ChangePasswordForm(Spoken, account.ChangePasswordForm):
    words = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("New password again"), ""),
    }


class SetPasswordForm(Spoken, account.SetPasswordForm):
    words = {
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("New password again"), ""),
    }


class NewPasswordForm(Spoken, account.ResetPasswordKeyForm):
    """Whoever follows the letter has shown that the only address is theirs."""

    words = SetPasswordForm.words

    def save(self):
        super().save()
        addresses = list(EmailAddress.objects.filter(user=self.user))
        if len(addresses) == 1:
            addresses[0].set_verified()


class CodeForm(Spoken, second.AuthenticateForm):
    words = {"code": (_("Code"), "")}


class ConfirmCodeForm(Spoken, second.ReauthenticateForm):
    words = {"code": (_("Code from the app, or a recovery code"), "")}


class AppForm(Spoken, totp.ActivateTOTPForm):
    words = {"code": (_("Code"), _("Six digits."))}


class PasskeyForm(Spoken, webauthn.AddWebAuthnForm):
    """A passkey that logs in by itself, unless somebody wants a second step only."""

    words = {
        "name": (_("Name"), _("So that you can tell your passkeys apart.")),
        "passwordless": (
            _("Log in with it alone, without password"),
            _(
                "Your device then asks for its PIN, your finger or your face. Without "
                "this, it is a second step after the password."
            ),
        ),
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {})["passwordless"] = True
        super().__init__(*args, **kwargs)


class RenameForm(Spoken, webauthn.EditWebAuthnForm):
    words = {"name": (_("Name"), "")}
