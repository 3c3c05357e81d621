from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """An app without tables; it holds the commands that run the service."""

    name = "config"
