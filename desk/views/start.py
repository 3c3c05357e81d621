from django.contrib.auth import views as auth
from django.shortcuts import render
from django.utils import timezone, translation

from desk.access import public
from desk.duties import duties
from desk.glossary import WORDS
from proposals.models import Period


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
        "years": years,
        "now": now,
    }
    return render(request, "desk/start.html", context)


@public
def glossary(request):
    return render(request, "desk/glossary.html", {"words": WORDS})


class Login(auth.LoginView):
    template_name = "registration/login.html"

    def form_valid(self, form):
        person = form.get_user()
        if not person.language:
            # Letters follow the language somebody first logged in with.
            person.language = translation.get_language()
            person.save(update_fields=["language"])
        return super().form_valid(form)


login = public(Login.as_view())
logout = public(auth.LogoutView.as_view())
