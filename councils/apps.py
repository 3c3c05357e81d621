from django.apps import AppConfig
from django.apps import apps as registry
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("Councils")

    def ready(self):
        post_migrate.connect(open_offices, sender=self)
        # Every floor says what people can be written to about, and how.
        autodiscover_modules("letters")


def open_offices(sender, using, apps=registry, verbosity=1, **_signal):
    """After migrating, give the holders of offices their permissions."""
    try:
        apps.get_model("auth", "Group")
    except LookupError:
        return  # Migrated halfway: there are no groups yet.
    for config in sender.apps.get_app_configs():
        # Django makes the permissions of some apps only after this.
        create_permissions(config, verbosity=verbosity, using=using, apps=apps)
    # Loaded only now: an app is configured before its models can be imported.
    import_string("councils.services.ensure_offices")()
