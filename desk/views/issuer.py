"""Logging in through the councils' own service, also when it does not answer."""

from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.shortcuts import render
from requests import RequestException


def patient(view):
    """Say so where the other service is silent, or answers what nobody expects."""

    @wraps(view)
    def inside(request, provider_id):
        try:
            return view(request, provider_id)
        except (RequestException, KeyError):
            page = "socialaccount/authentication_error.html"
            return render(request, page, status=503)

    return inside


login = patient(views.login)
callback = patient(views.callback)
