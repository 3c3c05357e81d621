from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_safe

from councils.models import Membership
from councils.services import change_profile, remember_language
from desk.accounts import ProfileForm
from pages.access import for_people

Type = Authenticator.Type


@for_people
@require_safe
def account(request):
    """Everything about one's own account, and the way to change each of it."""
    person = request.user
    seats = Membership.objects.open().filter(person=person).select_related("council")
    addresses = EmailAddress.objects.filter(user=person).order_by("-primary", "email")
    context = {
        "seats": seats,
        "addresses": addresses,
        "steps": second_steps(person),
        "sessions": UserSession.objects.purge_and_list(person),
        "issuer": settings.OIDC[0]["name"] if settings.OIDC else None,
        "connected": SocialAccount.objects.filter(user=person).exists(),
    }
    return render(request, "desk/account/page.html", context)


def second_steps(person):
    """What the account has besides the password."""
    found = {kind: [] for kind in Type.values}
    for each in Authenticator.objects.filter(user=person):
        found[each.type].append(each)
    codes = found[Type.RECOVERY_CODES]
    return {
        "app": bool(found[Type.TOTP]),
        "passkeys": len(found[Type.WEBAUTHN]),
        "codes": len(codes[0].wrap().get_unused_codes()) if codes else None,
    }


@for_people
@require_http_methods(["GET", "POST"])
def profile(request):
    """How somebody is called, and in which language and time they read."""
    person = request.user
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        change_profile(person=person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("desk:account")
    return render(request, "desk/account/profile.html", {"form": form})


@for_people
@require_safe
def second_step(request):
    """What facilitators need before they may act, and how to get it."""
    if not getattr(request, "awaits_second_step", False):
        return redirect("desk:account")
    return render(request, "desk/account/second_step.html")


def set_language(request):
    """Switch the language, for good if somebody is logged in."""
    response = i18n.set_language(request)
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        remember_language(person=request.user, language=language)
    return response
