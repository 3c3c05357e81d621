from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from councils.notices.occasions import OCCASIONS
from councils.notices.stopping import COLLECTED, read_token
from councils.services.letters import choose_letters, mute_councils, stop_letters
from desk.letters import LettersForm, next_letter
from ledger import clock
from pages.access import for_people, public


@for_people
@require_http_methods(["GET", "POST"])
def letters(request):
    """Choose what is written to oneself, and when."""
    sent = request.POST if request.method == "POST" else None
    form = LettersForm(sent, person=request.user)
    if form.is_valid():
        choose_letters(person=request.user, **form.choices)
        mute_councils(person=request.user, councils=form.muted_councils)
        messages.success(request, _("Your choice of letters is saved."))
        return redirect("desk:letters")
    return render(request, "desk/letters/letters.html", {"form": form})


@for_people
@require_safe
def preview(request):
    """What the next collected letter would say if it came now."""
    letter = next_letter(request.user, clock.now())
    return render(request, "desk/letters/preview.html", {"letter": letter})


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Stop letters by a signed link, without a login; mail programs may (RFC 8058).

    Only a POST stops them: programs that look at every link in a letter send none. The
    link is what a forged request lacks, so it needs no other token.
    """
    found = read_token(token)
    if found is None:
        raise Http404
    person, occasion = found
    if request.method == "POST":
        if request.POST.get("what") == "all":
            choose_letters(person=person, muted=True)
            occasion = None
        else:
            stop_letters(person=person, occasion=occasion)
    context = {
        "collected": occasion == COLLECTED,
        "occasion": OCCASIONS.get(occasion),
        "stopped": request.method == "POST",
    }
    return render(request, "desk/letters/stop.html", context)
