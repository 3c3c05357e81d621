from django.apps import AppConfig
from django.core.checks import Tags, register

from . import checks


class ConfigConfig(AppConfig):
    """An app without tables; it holds the commands that run the service."""

    name = "config"

    def ready(self):
        """Look at the settings of a service that others depend on."""
        for check in (checks.production, checks.broker_is_encrypted):
            register(check, Tags.security, deploy=True)
