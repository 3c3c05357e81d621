"""When an e-mail address must be confirmed before somebody is let in."""

from allauth.account.stages import EmailVerificationStage


class FirstVerification(EmailVerificationStage):
    """Whoever signs up by themselves confirms the address before the first login.

    Accounts made by an administrator need no address, and an address added later is
    confirmed without locking anybody out meanwhile.
    """

    def handle(self):
        person = self.login.user
        if person and not self.login.signup and not _never_confirmed(person):
            return None, True
        return super().handle()


def _never_confirmed(person):
    """Whether somebody signed up and has never been inside."""
    return person.last_login is None and person.emailaddress_set.exists()
