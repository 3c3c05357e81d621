from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IterationConfig(AppConfig):
    name = "iteration"
    verbose_name = _("Rounds and plans")
