"""What letters about an account say, by the name the login library knows them by."""

from django.utils.translation import gettext_lazy as _

NOT_YOU = _(
    "If this was not you, change your password at once and look where your account is "
    "logged in: %(account)s"
)


def _told(text):
    """A letter that only tells what has happened to the account."""
    return _("Your account was changed"), "{0}\n\n{1}", (text, NOT_YOU)


def _asked(subject, text):
    return subject, "{0}", (text,)


LETTERS = {
    "account/email/email_confirmation": _asked(
        _("Confirm your e-mail address"),
        _(
            "Somebody, probably you, has entered this address for an account. If it is "
            "yours, confirm it here:\n\n%(activate_url)s\n\nOtherwise ignore this "
            "letter."
        ),
    ),
    "account/email/password_reset_key": _asked(
        _("A new password"),
        _(
            "Somebody, probably you, has asked for a new password for the account "
            "%(username)s. Choose it here:\n\n%(password_reset_url)s\n\nIf it was not "
            "you, ignore this letter; your password stays as it is."
        ),
    ),
    "account/email/unknown_account": _asked(
        _("There is no account with this address"),
        _(
            "Somebody, probably you, has asked for a new password for this address. No "
            "account has it. Perhaps you have used another address."
        ),
    ),
    "account/email/account_already_exists": _asked(
        _("You have an account already"),
        _(
            "Somebody, probably you, wanted to open an account with this address. "
            "There is one already. If you have forgotten the password, choose a new "
            "one here:\n\n%(password_reset_url)s"
        ),
    ),
    "account/email/password_changed": _told(_("Your password was changed.")),
    "account/email/password_reset": _told(_("Your password was set anew.")),
    "account/email/password_set": _told(_("Your account now has a password.")),
    "account/email/email_changed": _told(
        _("Your main e-mail address was changed from %(from_email)s to %(to_email)s.")
    ),
    "account/email/email_confirm": _told(_("Your e-mail address was confirmed.")),
    "account/email/email_deleted": _told(
        _("The e-mail address %(deleted_email)s was taken off your account.")
    ),
    "mfa/email/totp_activated": _told(
        _("Logging in now takes a code from your authenticator app.")
    ),
    "mfa/email/totp_deactivated": _told(
        _("Logging in no longer takes a code from your authenticator app.")
    ),
    "mfa/email/webauthn_added": _told(_("A passkey was added to your account.")),
    "mfa/email/webauthn_removed": _told(_("A passkey was taken off your account.")),
    "mfa/email/recovery_codes_generated": _told(
        _("You have new recovery codes; the old ones no longer work.")
    ),
    "socialaccount/email/account_connected": _told(
        _("Your account can now be reached through %(provider)s.")
    ),
    "socialaccount/email/account_disconnected": _told(
        _("Your account can no longer be reached through %(provider)s.")
    ),
}
LETTERS["account/email/email_confirmation_signup"] = LETTERS[
    "account/email/email_confirmation"
]

# What a page says after something was done. What is not here is seen anyway.
SAID = {
    "account/messages/cannot_delete_primary_email.txt": _(
        "%(email)s is your main address. Make another one the main address first."
    ),
    "account/messages/email_confirmation_failed.txt": _(
        "%(email)s could not be confirmed: another account has it."
    ),
    "account/messages/email_confirmation_sent.txt": _(
        "A letter with a link is on its way to %(email)s."
    ),
    "account/messages/email_confirmed.txt": _("%(email)s is confirmed."),
    "account/messages/email_deleted.txt": _("%(email)s is taken off your account."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/primary_email_set.txt": _("Your main address is set."),
    "account/messages/unverified_primary_email.txt": _(
        "Confirm an address before you make it the main one."
    ),
    "mfa/messages/recovery_codes_generated.txt": _("These are your new codes."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is switched off."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": _(
        "You are logged out everywhere else."
    ),
    "socialaccount/messages/account_connected.txt": _("The account is connected."),
    "socialaccount/messages/account_connected_other.txt": _(
        "That account is connected to somebody else's account here."
    ),
    "socialaccount/messages/account_disconnected.txt": _(
        "The account is no longer connected."
    ),
}
