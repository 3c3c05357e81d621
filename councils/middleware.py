"""What holds for every page of somebody who is logged in."""

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation


def own_language(get_response):
    """Speak the person's language, and show times in the person's time zone."""

    def speak(request):
        # Without the cookie nobody is logged in; then the session is left unread.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        person = request.user
        language = getattr(person, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        zone = getattr(person, "time_zone", "")
        with timezone.override(ZoneInfo(zone) if zone in zones() else None):
            return get_response(request)

    return speak


def zones():
    """The names of the time zones this machine knows."""
    if not ZONES:
        ZONES.update(available_timezones())
    return ZONES


ZONES = set()


def second_step(get_response):
    """Keep whoever holds an office out until they have a second step for logging in.

    Until then they reach the pages of their own account, and everything else as a
    stranger would.
    """

    def guard(request):
        request.awaits_second_step = False
        if (
            not settings.MFA_REQUIRED
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not lacks_second_step(request.user)
        ):
            return get_response(request)
        request.awaits_second_step = True
        if not request.path.startswith(own_pages()):
            request.user = AnonymousUser()
        response = get_response(request)
        login = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
        if isinstance(response, HttpResponseRedirect) and response.url.startswith(
            login
        ):
            return redirect("desk:second-step")
        return response

    return guard


def lacks_second_step(person):
    """Whether a person, as the backend reads them, may not act yet."""
    acts = getattr(person, "offices", ()) or person.is_staff or person.is_superuser
    return bool(acts) and not getattr(person, "has_second_step", False)


def own_pages():
    """Where the addresses begin that belong to one's own account."""
    return (
        reverse("desk:account"),
        reverse("desk:login"),
        reverse("desk:logout"),
        reverse("set_language"),
    )
