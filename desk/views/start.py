from allauth.account import views as auth
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.models import JoinRequest, Membership
from desk.duties import duties
from desk.glossary import WORDS
from pages.access import public
from proposals.models import Period, Review


@public
def start(request):
    """What is to do by when; for strangers, what this is."""
    years = Period.objects.visible()[:12]
    if not request.user.is_authenticated:
        return render(request, "desk/welcome.html", {"years": years})
    now = timezone.now()
    found = duties(request.user, now)
    # A card a council; what is over and done in its other years is a line below.
    cards = list({duty.council: duty for duty in reversed(found)}.values())[::-1]
    context = {
        "cards": cards,
        "others": [duty for duty in found if duty not in cards],
        "asked": asked_of(request.user),
        "drawn": drawn_for(request.user),
        "years": years,
        "now": now,
    }
    return render(request, "desk/start.html", context)


def asked_of(person):
    """Who asks for a seat in a council in which the person decides on it."""
    seats = Membership.objects.open().filter(
        person=person, role=Membership.Role.DELEGATE
    )
    waiting = JoinRequest.objects.open().filter(council__in=seats.values("council"))
    return waiting.select_related("council", "person")


def drawn_for(person):
    """Special needs that the person was drawn to look at, and has not voted on."""
    awaited = Review.objects.awaited().filter(person=person)
    return awaited.select_related("need__period").order_by("drawn_at", "pk")


@public
def glossary(request):
    return render(request, "desk/glossary.html", {"words": WORDS})


login = public(auth.login)
logout = public(require_POST(auth.logout))
