"""The first account of an empty installation."""

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from console.forms.guide import FirstForm
from councils.services import become_first_facilitator, key_opens
from pages.access import public

BACKEND = "councils.authentication.PersonBackend"


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def first(request, token):
    """Make the first facilitator's account; without a valid key there is no page."""
    if not key_opens(token):
        raise Http404
    form = FirstForm(request.POST or None)
    if form.is_valid():
        try:
            person = become_first_facilitator(
                token=token, language=get_language(), **form.cleaned_data
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            login(request, person, backend=BACKEND)
            return redirect("console:guide")
    status = 422 if form.is_bound else 200
    return render(request, "console/guide/first.html", {"form": form}, status=status)
