"""Settings of people's accounts: logging in, signing up, second steps."""

from django.core.exceptions import ImproperlyConfigured

from . import environment
from .issuer import issuers

AUTH_USER_MODEL = "councils.Person"
AUTHENTICATION_BACKENDS = ["councils.authentication.PersonBackend"]
VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": VALIDATION + "CommonPasswordValidator"},
    {"NAME": VALIDATION + "NumericPasswordValidator"},
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# ---- Who comes in
REGISTRATION = environment.text("REGISTRATION", "invited")
if REGISTRATION not in ("invited", "open"):
    raise ImproperlyConfigured(
        f"REGISTRATION must be invited or open, not {REGISTRATION!r}."
    )
REGISTRATION_OPEN = REGISTRATION == "open"
MFA_REQUIRED = environment.flag("MFA_REQUIRED", default=True)

ACCOUNT_ADAPTER = "councils.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "councils.forms.AddEmailForm",
    "change_password": "councils.forms.ChangePasswordForm",
    "login": "councils.forms.LoginForm",
    "reauthenticate": "councils.forms.ConfirmForm",
    "reset_password": "councils.forms.AskPasswordForm",
    "reset_password_from_key": "councils.forms.NewPasswordForm",
    "set_password": "councils.forms.SetPasswordForm",
    "signup": "councils.forms.SignupForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = True
# Rate limits are on by default; these count callers behind our proxies.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PROXIES", 0)

# ---- The second step
MFA_ADAPTER = "councils.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "councils.forms.AppForm",
    "add_webauthn": "councils.forms.PasskeyForm",
    "authenticate": "councils.forms.CodeForm",
    "edit_webauthn": "councils.forms.RenameForm",
    "reauthenticate": "councils.forms.ConfirmCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody gets in before the first confirmation; a second address must not lock out.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "commonplan"
MFA_TOTP_TOLERANCE = 1  # Clocks of telephones are half a minute off.

# ---- A login of the councils' own, if there is one
OIDC = issuers()
SOCIALACCOUNT_ADAPTER = "councils.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC}}
SOCIALACCOUNT_AUTO_SIGNUP = False
# A form that leads to another site is refused by our policy; a link is not.
SOCIALACCOUNT_LOGIN_ON_GET = True
