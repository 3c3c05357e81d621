"""A route is made of a view that says who may see it; others are refused."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import path


def page(route, view, name):
    """A route to a view that says who may see it."""
    if not hasattr(view, "access"):
        raise ImproperlyConfigured(f"{name} does not say who may see it.")
    return path(route, view, name=name)
