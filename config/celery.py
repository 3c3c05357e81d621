import os

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Task(DjangoTask):
    """A task that only knocks: whoever sends it has already written what matters."""

    def delay_on_commit(self, *args, **kwargs):
        """Knock when all is committed. If the broker is away, the next tick knocks."""

        def knock():
            self.delay(*args, **kwargs)

        transaction.on_commit(knock, robust=True)


app = Celery("commonplan", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["config"], related_name="watching")
