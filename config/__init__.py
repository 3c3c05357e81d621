"""Wiring only: settings, addresses, broker, and the one command that runs all."""

from .celery import app as celery_app

__all__ = ["celery_app"]
